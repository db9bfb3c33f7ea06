"""What scripts/reference writes is committed as it writes it."""

import subprocess
import unittest

import baton_harness


class Reference(unittest.TestCase):
    def test_the_committed_pages_are_not_stale(self):
        done = subprocess.run([baton_harness.SOURCE / "scripts/reference", "--check"],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
