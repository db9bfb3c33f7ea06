#!/usr/bin/python3
"""baton completion: what bash offers, asked of bash itself."""

import os
import pathlib
import subprocess
import tempfile
import unittest

import clean_environment  # noqa: F401
from baton_harness import BATON

ASK = """
source <("$BATON" completion bash)
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_baton
printf '%s\\n' "${COMPREPLY[@]}"
"""


class Completion(unittest.TestCase):
    def offered(self, *words, directory="/"):
        done = subprocess.run(["bash", "--norc", "-c", ASK, "bash", "baton", *words], capture_output=True, text=True,
                              env={**os.environ, "BATON": str(BATON.resolve())}, cwd=directory)
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_commands_and_those_below_them(self):
        self.assertIn("doctor", self.offered(""))
        self.assertEqual(self.offered("jo"), ["jobs"])
        self.assertEqual(self.offered("jobs", "li"), ["list"])
        self.assertEqual(self.offered("archive", "ex"), ["export"])
        self.assertNotIn("doctor", self.offered("jobs", ""))

    def test_options_of_the_command_and_of_all(self):
        self.assertEqual(self.offered("jobs", "list", "--org"), ["--organisation"])
        self.assertEqual(self.offered("jobs", "list", "--data"), ["--database"])
        self.assertEqual(self.offered("jobs", "--organ"), [])
        # The value of a global option is not taken for a command.
        self.assertEqual(self.offered("--database", "service=x", "jobs", "can"), ["cancel"])

    def test_values_that_are_known(self):
        self.assertEqual(self.offered("jobs", "list", "--status", "can"), ["cancelling", "cancelled"])
        self.assertEqual(self.offered("jobs", "show", "--color", "a"), ["auto", "always"])
        self.assertEqual(self.offered("completion", "z"), ["zsh"])
        self.assertEqual(self.offered("jobs", "list", "--subject", ""), [])

    def test_directories_and_files(self):
        with tempfile.TemporaryDirectory() as place:
            (pathlib.Path(place) / "programs").mkdir()
            (pathlib.Path(place) / "presets.json").touch()
            self.assertEqual(self.offered("executor", "--commands", "pr", directory=place), ["programs"])
            self.assertEqual(sorted(self.offered("apply", "pr", directory=place)), ["presets.json", "programs"])

    def test_every_command_is_known(self):
        script = subprocess.run([str(BATON), "completion", "zsh"], capture_output=True, text=True, check=True).stdout
        self.assertIn("bashcompinit", script)
        self.assertEqual(subprocess.run(["bash", "-n"], input=script.replace("autoload", ":"), text=True).returncode, 0)
        for path in ("baton jobs wait", "baton archive list", "baton webhook", "baton completion"):
            self.assertIn(f"'{path}'", script)


if __name__ == "__main__":
    unittest.main()
