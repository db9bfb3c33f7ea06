#!/usr/bin/python3
"""A backup is restored under a running executor, which must not go by what it knew of the future that is gone."""

import os
import shutil
import subprocess
import unittest

import baton_harness


def base_backup(server, directory):
    """A copy of the running server's data directory, as pg_basebackup makes it."""
    subprocess.run(["pg_basebackup", "--pgdata", directory, "--checkpoint=fast", "--no-sync",
                    "--dbname", server.dsn], check=True, capture_output=True)
    if os.geteuid() == 0:
        subprocess.run(["chown", "-R", "postgres:postgres", directory], check=True)


def restore(server, backup):
    """The server goes on from the backup, in its old place."""
    server.stop("immediate")
    data = server.directory / "data"
    shutil.rmtree(data)
    subprocess.run(["cp", "-a", backup, data], check=True)
    server.start()


class Restored(baton_harness.SystemTest):
    fresh_server = True

    def setUp(self):
        super().setUp()
        self.commands.script("say", 'echo "$1" >> $MARKERS/said')
        self.backup = self.server.directory / "backup"

    def say(self, word):
        job = self.insert_job([{"key": "a", "command": ["say", word]}])
        self.wait_for_job(job, "completed")
        return self.server.value("select definition_id from baton.jobs where id = %s", job)

    def test_a_reused_id_of_a_definition_runs_what_the_database_says_now(self):
        executor = self.start_executor()
        executor.wait_for_log("registered")
        base_backup(self.server, self.backup)
        old = self.say("refund")
        restore(self.server, self.backup)
        self.server.execute("select baton.accept_database()")
        new = self.say("pay")
        self.assertEqual(new, old, "the same id stands for both: else this test proves nothing")
        self.assertTrue(executor.running)
        self.assertEqual(self.commands.marks("said"), ["refund", "pay"])


if __name__ == "__main__":
    unittest.main()
