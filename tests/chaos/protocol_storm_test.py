"""The protocol between executors and the database under everything that can go wrong with it (see storm/). The same
storm catches every known-bad variant of the SQL: scripts/prove-mutations."""

import os
import unittest

import baton_harness
from storm import storm

SEED = int(os.environ.get("BATON_SEED", "1"))
SECONDS = float(os.environ.get("BATON_STORM_SECONDS", "12"))


class ProtocolStorm(baton_harness.SystemTest):
    server_options = {"durable": False}

    def test_every_job_ends_and_every_invariant_holds(self):
        storm.prepare(self.server)
        violations, figures = storm.storm(self.server, SEED, SECONDS)
        self.assertEqual(violations, [], f"seed {SEED}")
        self.assertGreater(figures["attempts"], 200)
        self.assertGreater(figures["lost"], 5)
        print(f"seed {SEED}: {figures}")


if __name__ == "__main__":
    unittest.main()
