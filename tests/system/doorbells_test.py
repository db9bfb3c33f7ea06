#!/usr/bin/python3
"""Any login may ring the doorbells, and fill the queue that they lie in: neither stops work, nor makes it."""

import contextlib
import time
import unittest

import baton_harness


class Doorbells(baton_harness.SystemTest):
    fresh_server = True

    def setUp(self):
        super().setUp()
        self.commands.script("work", "exit 0")
        self.server.execute("create role anybody login")

    def test_an_executor_that_is_rung_without_end_asks_now_and_then_only(self):
        self.server.execute("alter role postgres set log_statement = 'all'")
        self.start_executor().wait_for_log("registered")
        with contextlib.closing(self.server.connect("anybody")) as ringer:
            cursor = ringer.cursor()
            before, began = self.asked(), time.monotonic()
            for number in range(3_000):
                cursor.execute("select pg_notify(%s, %s)", (("baton_work", "baton_control")[number % 2], "x" * 7_000))
            lasted, asked = time.monotonic() - began, self.asked() - before
        job = self.insert_job([{"key": "a", "command": ["work"]}])
        self.wait_for_job(job, "completed")
        # At most one of each kind in 20 ms, and what goes on anyway.
        self.assertLess(asked, 2 * lasted / 0.02 + 40)

    def asked(self):
        return sum(self.server.log.count(f"execute {call}:") for call in ("claim", "renew"))

    def test_where_their_queue_is_full_nothing_is_rung_and_nothing_fails(self):
        self.server.execute("""create or replace function baton._may_notify() returns boolean language sql volatile
            set search_path = pg_catalog, baton, pg_temp as 'select false'""")
        self.server.execute("insert into baton.notifications (name, kind, channel) values ('bell', 'job_ended', 'ends')")
        with contextlib.closing(self.server.connect()) as listener:
            for channel in ("baton_work", "baton_control", "ends"):
                listener.cursor().execute(f"listen {channel}")
            self.start_executor().wait_for_log("registered")
            for _ in range(3):
                self.wait_for_job(self.insert_job([{"key": "a", "command": ["work"]}]), "completed")
            listener.cursor().execute("select")
            listener.poll()
            self.assertEqual(listener.notifies, [])
        told = self.server.rows("select reason from baton.job_history where action = 'notification bell'")
        self.assertEqual({row["reason"] for row in told}, {"BT132: the server's queue of notifications is full"})
        self.assertEqual(len(told), 3)


if __name__ == "__main__":
    unittest.main()
