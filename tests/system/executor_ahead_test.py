#!/usr/bin/python3
"""Where steps end quickly, more attempts are claimed than there are slots."""

import contextlib
import json
import unittest

import baton_harness
from baton_harness import eventually


class Ahead(baton_harness.SystemTest):
    fresh_server = True

    def setUp(self):
        super().setUp()
        self.commands.script("quick", "true")
        self.commands.script("long", "touch $MARKERS/long; while [ ! -e $MARKERS/go ]; do sleep 0.05; done")

    def quick(self, count):
        return [[{"key": "a", "command": ["quick"], "max_attempts": 1}]] * count

    def test_what_was_claimed_ahead_of_a_long_script_goes_to_others(self):
        with contextlib.closing(self.server.connect()) as connection, connection.cursor() as cursor:
            for steps in [*self.quick(150), [{"key": "a", "command": ["long"]}], *self.quick(150)]:
                cursor.execute("insert into baton.jobs (steps) values (%s)", (json.dumps(steps),))
            connection.commit()
        self.start_executor(slots=1)
        eventually(lambda: (self.commands.markers / "long").exists(), 60, "the long script")
        self.start_executor(slots=1, name="another")
        eventually(lambda: self.server.value("select count(*) from baton.jobs where finished_at is null") == 1, 60,
                   "the end of all others")
        (self.commands.markers / "go").touch()
        eventually(lambda: self.server.value("select count(*) from baton.jobs where finished_at is null") == 0, 20, "the end")
        self.assertEqual(self.server.row("select count(*), count(*) filter (where outcome = 'completed') as good from baton.attempts"),
                         {"count": 301, "good": 301}, "what never began leaves no trace")

    def test_draining_hands_back_what_was_claimed_ahead(self):
        with contextlib.closing(self.server.connect()) as connection, connection.cursor() as cursor:
            for steps in self.quick(600):
                cursor.execute("insert into baton.jobs (steps) values (%s)", (json.dumps(steps),))
            connection.commit()
        executor = self.start_executor(slots=1)
        eventually(lambda: self.server.value("select count(*) from baton.attempt_rows") > 100, 60, "a fast pace")
        executor.terminate()
        self.assertEqual(executor.wait(), 0)
        self.assertEqual(self.server.value("select count(*) from baton.running"), 0)
        self.assertEqual(self.server.value("select count(*) from baton.attempts where outcome <> 'completed'"), 0)
        self.start_executor(slots=2)
        eventually(lambda: self.server.value("select count(*) from baton.jobs where status <> 'completed'") == 0, 60, "the end of all")


if __name__ == "__main__":
    unittest.main()
