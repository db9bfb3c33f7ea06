#!/usr/bin/python3
"""Jobs that are submitted in transactions which are prepared (two-phase commit)."""

import unittest

import baton_harness
from baton_harness import eventually


class TwoPhase(baton_harness.SystemTest):
    server_options = {"durable": False, "settings": {"max_prepared_transactions": "5"}}

    def setUp(self):
        super().setUp()
        self.commands.script("work", "echo $BATON_STEP >> $MARKERS/runs")
        self.commands.script("long", "touch $MARKERS/long; exec sleep 600")

    def wait_for_idle(self, idle=True):
        eventually(lambda: self.server.value("select bool_or(idle) from baton.executors where status = 'active'") is idle,
                   20, "an idle executor")

    def prepare(self, name, doorbell, sql, *parameters):
        """The SQLSTATE with which PREPARE TRANSACTION failed, or None."""
        connection = self.server.connect()
        self.addCleanup(connection.close)
        with connection.cursor() as cursor:
            cursor.execute("begin")
            if doorbell is not None:
                cursor.execute(f"set local baton.doorbell = {doorbell}")
            cursor.execute(sql, parameters)
            try:
                cursor.execute(f"prepare transaction '{name}'")
            except baton_harness.psycopg2.Error as error:
                return error.pgcode
        return None

    INSERT = """insert into baton.jobs (steps) values ('[{"key": "a", "command": ["work"]}]')"""

    def test_with_the_doorbell_off_it_is_always_prepared(self):
        self.start_executor()
        self.wait_for_idle()
        self.assertEqual(self.prepare("rings", None, self.INSERT), "0A000", "with an idle executor it rings")
        self.assertEqual(self.prepare("off", "off", self.INSERT), None)
        self.assertEqual(self.commands.marks("runs"), [], "not before it is committed")
        self.server.execute("commit prepared 'off'")
        eventually(lambda: self.commands.marks("runs") == ["a"], 20, "the run")

        job = self.insert_job([{"key": "long", "command": ["long"]}])
        self.wait_for_job(job, "in_progress")
        self.assertEqual(self.prepare("cancel", "off", "select baton.cancel_job(%s)", job), None)
        self.server.execute("commit prepared 'cancel'")
        self.wait_for_job(job, "cancelled", 60)
        self.assertEqual(self.server.value("select count(*) from pg_prepared_xacts"), 0)


if __name__ == "__main__":
    unittest.main()
