#!/usr/bin/python3
"""A backup is restored under a running executor, which must not go by what it knew of the future that is gone."""

import unittest

import baton_harness
import copies


class Restored(baton_harness.SystemTest):
    fresh_server = True

    def setUp(self):
        super().setUp()
        self.commands.script("say", 'echo "$1" >> $MARKERS/said')

    def say(self, word):
        job = self.insert_job([{"key": "a", "command": ["say", word]}])
        self.wait_for_job(job, "completed")
        return self.server.value("select definition_id from baton.jobs where id = %s", job)

    def test_a_reused_id_of_a_definition_runs_what_the_database_says_now(self):
        executor = self.start_executor()
        executor.wait_for_log("registered")
        backup = copies.base_backup(self.server)
        old = self.say("refund")
        copies.put_in_place(self.server, backup)
        self.server.start()
        self.server.execute("select baton.accept_database()")
        new = self.say("pay")
        self.assertEqual(new, old, "the same id stands for both: else this test proves nothing")
        self.assertTrue(executor.running)
        self.assertEqual(self.commands.marks("said"), ["refund", "pay"])


if __name__ == "__main__":
    unittest.main()
