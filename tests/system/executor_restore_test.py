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


class OfTwoDatabases(baton_harness.SystemTest):
    """The connection string names two servers, and now the one answers, now the other."""

    fresh_server = True

    def setUp(self):
        super().setUp()
        self.other = baton_harness.Server(settings={"port": "5433"})
        self.addCleanup(self.other.remove)
        # Servers of the tests are copies of one: this is another database.
        for sql in ("alter database baton rename to was", "create database baton template was"):
            subprocess.run(["psql", "--quiet", "--dbname", "postgres", "--command", sql], check=True,
                           env={**os.environ, **self.other.environment, "PGDATABASE": "postgres"})
        self.other.execute("select baton.accept_database()")
        self.other.stop()

    def test_a_result_waits_for_its_own_and_runs_no_second_time(self):
        self.commands.script("gate", "echo $BATON_JOB_ID >> $MARKERS/runs\n"
                             "while [ ! -e $MARKERS/open ]; do sleep 0.05; done\necho done")
        both = (f"host={self.server.directory},{self.other.directory} port=5432,5433"
                " dbname=baton connect_timeout=2")
        executor = self.start_executor("--database", both)
        job = self.insert_job([{"key": "a", "command": ["gate"]}])
        baton_harness.eventually(lambda: self.commands.marks("runs"), 20, "the script")
        self.server.stop()
        (self.commands.markers / "open").touch()
        executor.wait_for_log("ended job=")
        self.other.start()
        executor.wait_for_log(r"(?s)registered.*registered")
        other_job = self.other.value("insert into baton.jobs (steps) values"
                                     " ('[{\"key\": \"a\", \"command\": [\"gate\"]}]') returning id")
        baton_harness.eventually(lambda: self.other.value(
            "select status from baton.jobs where id = %s", other_job) == "completed", 20, "work at the other one")
        self.server.start()
        self.other.stop()
        self.wait_for_job(job, "completed")
        self.assertEqual([row["outcome"] for row in self.attempts(job)], ["completed"])
        self.assertEqual(len(self.commands.marks("runs")), 2, "once for each database")
        self.assertNotIn("stale", executor.log)


if __name__ == "__main__":
    unittest.main()
