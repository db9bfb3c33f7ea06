#!/usr/bin/python3
"""Nothing of the caller's environment reaches a test: neither a database nor what changes the
way things are shown."""

import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import unittest

from baton_harness import SOURCE, eventually

HOSTILE = {
    "BATON_SLOTS": "none", "BATON_CONFIG": "/nonexistent", "BATON_NAME": "hostile",
    "PGOPTIONS": "-c default_transaction_isolation=serializable", "PGSSLMODE": "verify-full",
    "PGSERVICE": "hostile", "PGTARGETSESSIONATTRS": "standby", "PGAPPNAME": "hostile",
    "TZ": "Pacific/Chatham", "LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "de", "COLUMNS": "7",
    "POSIXLY_CORRECT": "1", "CXXFLAGS": "-fno-such-flag", "HOME": "/nonexistent",
}
# A test of each kind that is over soon.
CALLS = {
    "a system test": ["/usr/bin/python3", "-B", "tests/system/cli_errors_test.py"],
    "pgTAP": ["tests/sql/run", "tests/sql/read/active_job/finds_what_has_started_first.sql"],
}


class Hermetic(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="baton-canary."))
        self.addCleanup(subprocess.run, ["rm", "-rf", self.directory], check=True)
        self.visits = self.directory / "visits"
        self.visits.touch()
        port_file = self.directory / "port"
        listener = subprocess.Popen([SOURCE / "tests/harness/canary", port_file, self.visits])
        self.addCleanup(listener.wait)
        self.addCleanup(listener.kill)
        eventually(lambda: port_file.exists() and port_file.read_text(), 20, "the canary listens")
        self.port = int(port_file.read_text())
        self.environment = {
            **os.environ, **HOSTILE, "PYTHONPATH": str(SOURCE / "tests/harness"),
            "BATON_DATABASE": f"host=127.0.0.1 port={self.port} dbname=canary",
            "PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGUSER": "canary"}

    def run_here(self, command):
        return subprocess.run(command, cwd=SOURCE, stdin=subprocess.DEVNULL, text=True, check=False,
                              capture_output=True, env=self.environment, umask=0o077)

    def test_no_test_reaches_the_caller_s_database(self):
        for name, command in CALLS.items():
            with self.subTest(name):
                done = self.run_here(command)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                self.assertEqual(self.visits.read_text(), "")

    def test_the_canary_sees_a_program_that_calls(self):
        with socket.create_connection(("127.0.0.1", self.port)):
            eventually(lambda: "hermetic" in self.visits.read_text(), 20, self.visits.read_text)

    def test_only_what_is_named_is_left(self):
        program = "import baton_harness, os; print(*os.environ, oct(os.umask(0)), os.environ['LANG'])"
        script = "source tests/harness/clean_environment; compgen -e; umask; echo $LANG"
        for command in ([sys.executable, "-B", "-c", program], ["bash", "-c", script]):
            shown = self.run_here(command)
            self.assertEqual(shown.returncode, 0, shown.stderr)
            words = shown.stdout.split()
            self.assertIn("PATH", words)
            self.assertFalse(({*HOSTILE, "BATON_DATABASE", "PGHOST"} - {"HOME"}) & set(words), words)
            self.assertRegex(shown.stdout, r"(?s)0o22|0022")
            self.assertIn("C.UTF-8", words)


if __name__ == "__main__":
    unittest.main()
