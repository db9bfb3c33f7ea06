"""Every command of the tutorial works, in order, as it is written."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

import baton_harness
from baton_harness import eventually

TUTORIAL = baton_harness.SOURCE / "docs/tutorial.md"


class Tutorial(unittest.TestCase):
    def setUp(self):
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="baton-tutorial."))
        self.place.chmod(0o711)  # as root, the server runs as user postgres
        self.addCleanup(shutil.rmtree, self.place, ignore_errors=True)
        self.blocks = re.findall(r"^```sh\n(.*?)^```", TUTORIAL.read_text(), re.MULTILINE | re.DOTALL)
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "BATON_"))}
        self.environment["PATH"] = f"{baton_harness.BATON.parent}:{os.environ['PATH']}"

    def run_block(self, script):
        # A terminal keeps its variables; this one is exported by one of the first blocks.
        script = f'if [ -e ready ]; then export BATON_DATABASE="$(cat ready)"; fi\n{script}'
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=self.place, env=self.environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, f"{script}\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def start_dev(self):
        command = re.search(r"^    baton (dev .*)$", TUTORIAL.read_text(), re.MULTILINE)[1].split()
        with (self.place / "log").open("w") as log:
            process = subprocess.Popen([baton_harness.BATON, *command], cwd=self.place, env=self.environment,
                                       stdin=subprocess.DEVNULL, stdout=log, stderr=log)

        def stop():
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(timeout=60), 0, (self.place / "log").read_text())

        self.addCleanup(stop)
        ready = self.place / "ready"
        eventually(lambda: process.poll() is not None or ready.exists() and ready.stat().st_size, 60, "a database")
        self.assertIsNone(process.poll(), (self.place / "log").read_text())

    def test_every_command_works(self):
        self.run_block(self.blocks[0])
        self.start_dev()
        said = [self.run_block(block) for block in self.blocks[1:]]
        self.assertIn("waits for a person", said[5])
        self.assertRegex(said[6], "publish retrying.*NETWORK(.|\n)*publish completed(.|\n)*job 1 completed")
        attempts, history = said[7].split("(3 rows)")[0], said[7]
        self.assertEqual(len(re.findall("publish .*failed .*NETWORK", attempts)), 1, attempts)
        self.assertEqual(len(re.findall("publish .*completed", attempts)), 1, attempts)
        self.assertIn("a classic", history)
        self.assertIn('"number": "17"', history)
        self.assertIn("connect ECONNREFUSED", history)
        self.assertIn("step publish depends on unknown step reviw", said[8])


if __name__ == "__main__":
    unittest.main()
