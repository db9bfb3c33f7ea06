"""The known-bad variants of the SQL still fit the code, and the storm sees some of them quickly; all of them are for
scripts/prove-mutations."""

import itertools
import time
import unittest

import baton_harness
from mutations import mutations
from storm import storm

QUICK = ["naive_fan_in", "state_only_guard", "claim_forgets_its_number"]
LIMIT = 240.0   # seconds for each


class Mutations(baton_harness.SystemTest):
    fresh_server = True
    server_options = {"durable": False}

    def test_every_variant_fits_the_code_as_it_is(self):
        for mutation in mutations():
            with self.subTest(mutation.name):
                self.server.execute("begin; " + mutation.sql() + "; rollback")

    def test_the_storm_catches_variants(self):
        storm.prepare(self.server)
        for mutation in mutations():
            if mutation.name not in QUICK:
                continue
            with self.subTest(mutation.name):
                changed = {file: (baton_harness.SOURCE / file).read_text() for file, _, _ in mutation.changes}
                self.server.execute(mutation.sql())
                # The slower the machine, the fewer races in a round.
                end = time.monotonic() + LIMIT
                for seed in itertools.count(1):
                    violations, _ = storm.storm(self.server, seed, 10)
                    if violations or time.monotonic() > end:
                        break
                self.assertNotEqual(violations, [])
                for text in changed.values():   # as it was
                    self.server.execute(text.replace("create function", "create or replace function"))


if __name__ == "__main__":
    unittest.main()
