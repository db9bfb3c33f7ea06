#!/usr/bin/python3
"""Maintenance by hand while pg_cron or somebody else is at it: the call says so."""

import unittest

import baton_harness


class AtOnce(baton_harness.SystemTest):
    server_options = {"durable": False}

    def notices_of(self, call):
        connection = self.server.connect()
        self.addCleanup(connection.close)
        with connection.cursor() as cursor:
            cursor.execute("set client_min_messages = notice")
            cursor.execute(call)
        return "".join(connection.notices)

    def test_retention_goes_on_with_the_run_that_is_under_way(self):
        self.server.execute("insert into baton.retention_policies (keep_for, action) values ('1 day', 'delete')")
        job = self.insert_job([{"key": "a", "manual": "x"}])
        self.server.execute("select baton.cancel_job(%s)", job)
        self.server.execute("update baton.jobs set finished_at = finished_at - interval '1 year' where id = %s", job)
        self.server.execute("select baton.apply_retention(false, 1)")
        self.server.execute("update baton.retention_runs set started_by = 'cron' where finished_at is null")
        self.assertRegex(self.notices_of("call baton.run_retention()"),
                         r"NOTICE:  retention: this goes on with the run that cron began 20.* ago\); its last piece was done .* ago\n")
        self.assertEqual(self.server.value("select count(*) from baton.retention_runs"), 1)
        self.assertNotIn("goes on with", self.notices_of("call baton.run_retention()"))

    def test_maintenance_leaves_it_to_the_call_that_is_at_work(self):
        self.assertEqual(self.notices_of("call baton.run_maintenance()"), "")
        other = self.server.connect(autocommit=False)
        self.addCleanup(other.close)
        with other.cursor() as cursor:
            cursor.execute("select from baton.clock for update")
        self.assertEqual(self.server.value("select baton.maintain()"),
                         {"ticked": False, "more": False, "note": "another call is at work: this one did nothing"})
        self.assertIn("maintenance: another call is at work", self.notices_of("call baton.run_maintenance()"))


if __name__ == "__main__":
    unittest.main()
