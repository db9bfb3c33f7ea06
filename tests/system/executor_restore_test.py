#!/usr/bin/python3
"""A backup is restored under a running executor, which must not go by what it knew of the future that is gone."""

import os
import signal
import subprocess
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

    def test_a_command_that_follows_a_job_says_that_it_is_another_one_now(self):
        self.commands.script("talk", "echo hello; while [ ! -e $MARKERS/go ]; do sleep 0.05; done")
        self.start_executor().wait_for_log("registered")
        backup = copies.base_backup(self.server)
        job = self.insert_job([{"key": "a", "command": ["talk"]}])
        environment = {**os.environ, **self.server.environment}
        followers = [subprocess.Popen([baton_harness.BATON, *command, str(job)], stdout=subprocess.PIPE,
                                      stderr=subprocess.PIPE, text=True, env=environment)
                     for command in (["jobs", "wait"], ["jobs", "logs", "--follow"])]
        for follower in followers:
            self.assertTrue(follower.stdout.readline(), "it has seen the job")
        for follower in followers:   # they do not ask while there is no job of this id
            follower.send_signal(signal.SIGSTOP)
        copies.put_in_place(self.server, backup)
        self.server.start()
        self.assertEqual(self.insert_job([{"key": "a", "command": ["say", "new"]}]), job)
        for follower in followers:
            follower.send_signal(signal.SIGCONT)
        for follower in followers:
            _, said = follower.communicate(timeout=60)
            self.assertEqual(follower.returncode, 66, said)
            self.assertIn("is another one than before", said)


if __name__ == "__main__":
    unittest.main()
