#!/usr/bin/python3
"""scripts/prove in a minute: every kind of fault at least once, and nothing that it checks is violated."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import baton_harness

SEED = os.environ.get("BATON_SEED", "1")
SECONDS = os.environ.get("BATON_PROVE_SECONDS", "60")
FAULTS = (
    "executors killed while an attempt ran", "database crashes", "zombies that came back after their lease was lost",
    "long outages of the database", "scripts killed", "supervisors killed while a script ran", "backends terminated",
    "databases frozen", "restores to an earlier time", "statements cancelled", "jobs kept locked",
    "rounds of maintenance", "long snapshots", "publications of all tables",
    "database clocks that jumped", "poisoned rows",
    "executors drained and replaced", "sessions with timeouts of 9 ms", "connections that stood still",
    "answers to COMMIT swallowed", "invalid submissions refused")
FAULTS_OF_ROOT = ("partitions", "disks full")


class ProveShort(unittest.TestCase):

    def test_a_storm_of_every_fault_violates_nothing(self):
        faults = FAULTS + (FAULTS_OF_ROOT if os.getuid() == 0 else ())
        with tempfile.TemporaryDirectory() as place:
            report = pathlib.Path(place) / "report.json"
            done = subprocess.run(
                [baton_harness.SOURCE / "scripts/prove", "--seconds", SECONDS, "--seed", SEED, "--json", report,
                 *(word for fault in faults for word in ("--until-seen", fault))],
                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=580)
            print(done.stdout, done.stderr)
            self.assertEqual(done.returncode, 0, "a violation: see above")
            whole = json.loads(report.read_text())
        self.assertEqual(whole["violations"], [])
        for fault in faults:
            with self.subTest(fault):
                self.assertGreater(whole["faults"].get(fault, 0), 0)
        self.assertGreater(whole["results"]["steps ended"], 500)
        self.assertGreater(whole["results"]["jobs replayed in the model"], 50)
        self.assertGreater(whole["results"]["marks of scripts"], 500)
        self.assertGreater(whole["snapshots checked"], 3)


if __name__ == "__main__":
    unittest.main()
