#!/usr/bin/python3
"""Stopping: cancelled jobs, draining executors, and what is handed back."""

import unittest

import baton_harness
from baton_harness import eventually, is_alive

# Writes its process id, then runs until it is told to end.
WORK = """echo $$ >> $MARKERS/pids; while [ ! -e $MARKERS/go ]; do sleep 0.05; done"""


class Stopping(baton_harness.SystemTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.execute("update baton.settings set tick_interval = '1 second'")

    def setUp(self):
        super().setUp()
        self.commands.script("work", WORK)

    def start_work(self, **step):
        """A job with one step that runs; its id."""
        before = len(self.commands.marks("pids"))
        job = self.insert_job([{"key": "a", "command": ["work"], **step}])
        eventually(lambda: len(self.commands.marks("pids")) > before, 20, "a running script")
        return job

    def pid(self):
        return self.commands.marks("pids")[-1]

    def go(self):
        (self.commands.markers / "go").touch()


class Cancel(Stopping):
    def test_cancelling_reaches_a_running_script_at_once(self):
        self.server.execute("update baton.settings set tick_interval = '1 minute'")
        self.addCleanup(self.server.execute, "update baton.settings set tick_interval = '1 second'")
        self.start_executor(slots=2)
        job = self.start_work()
        self.server.execute("select baton.cancel_job(%s, 'not wanted')", job)
        self.wait_for_job(job, "cancelled", 5)
        self.assertFalse(is_alive(self.pid()), "it is recorded after the script is gone")
        self.assertEqual(self.attempts(job)[0]["outcome"], "cancelled")

    def test_cancelling_reaches_it_within_a_renewal_without_notify(self):
        self.start_executor("--poll-only", slots=2)
        job = self.start_work()
        self.server.execute("select baton.cancel_job(%s, 'not wanted')", job)
        self.wait_for_job(job, "cancelled", 4)
        self.assertFalse(is_alive(self.pid()))

    def test_a_script_that_ignores_sigterm_is_killed_after_its_grace(self):
        self.commands.script("work", "trap '' TERM\n" + WORK)
        self.start_executor(slots=2)
        job = self.start_work(grace="1 second")
        self.server.execute("select baton.cancel_job(%s, 'not wanted')", job)
        self.wait_for_job(job, "cancelled", 8)
        self.assertFalse(is_alive(self.pid()))


class Drain(Stopping):
    def test_sigterm_lets_running_scripts_finish_and_claims_no_more(self):
        executor = self.start_executor("--drain-limit", "60s", slots=1)
        job = self.start_work()
        waiting = self.insert_job([{"key": "a", "command": ["work"]}])
        executor.terminate()
        executor.wait_for_log("draining")
        eventually(lambda: self.server.rows("select 1 from baton.executors where status = 'draining'"),
                   10, "the executor's row saying that it drains")
        self.go()
        self.assertEqual(executor.wait(), 0)
        self.assertEqual(self.job_status(job), "completed")
        self.assertEqual(self.job_status(waiting), "pending")
        self.assertEqual(self.server.value("select status from baton.executors order by id desc limit 1"), "gone")
        self.server.execute("select baton.cancel_job(%s, 'done')", waiting)

    def test_after_the_limit_the_rest_is_stopped_and_handed_back_uncounted(self):
        first = self.start_executor("--drain-limit", "1s", slots=2)
        job = self.start_work(max_attempts=2, timeout="1 minute")
        pid = self.pid()
        first.terminate()
        self.assertEqual(first.wait(20), 0)
        self.assertFalse(is_alive(pid))
        self.assertEqual(self.step(job, "a")["status"], "ready")
        self.go()
        self.start_executor(slots=2)
        self.wait_for_job(job, "completed")
        self.assertEqual([row["outcome"] for row in self.attempts(job)], ["interrupted", "completed"])

    def test_a_second_sigterm_stops_at_once(self):
        executor = self.start_executor("--drain-limit", "600s", slots=2)
        job = self.start_work()
        executor.terminate()
        executor.wait_for_log("draining")
        executor.terminate()
        self.assertEqual(executor.wait(20), 0)
        self.assertFalse(is_alive(self.pid()))
        self.assertEqual(self.attempts(job)[0]["outcome"], "interrupted")
        self.server.execute("select baton.cancel_job(%s, 'done')", job)

    def test_an_idle_executor_ends_at_once(self):
        executor = self.start_executor(slots=2)
        executor.wait_for_log("registered")
        executor.terminate()
        self.assertEqual(executor.wait(5), 0)


class DrainWithoutDatabase(baton_harness.SystemTest):
    fresh_server = True

    def test_what_ended_is_reported_when_the_database_comes_back(self):
        self.commands.script("work", WORK)
        executor = self.start_executor(slots=1)
        job = self.insert_job([{"key": "a", "command": ["work"]}])
        eventually(lambda: self.commands.marks("pids"), 20, "a running script")
        self.server.stop()
        executor.wait_for_log("no connection to the database")
        executor.terminate()
        (self.commands.markers / "go").touch()
        executor.wait_for_log('ended job=.* how="exited 0"')
        self.assertTrue(executor.running, "it waits for the confirmation")
        self.server.start()
        self.assertEqual(executor.wait(), 0)
        self.assertEqual(self.job_status(job), "completed")
        self.assertEqual(len(self.commands.marks("pids")), 1)

    def test_a_second_sigterm_ends_it_with_69_and_says_what_was_not_confirmed(self):
        self.commands.script("work", WORK)
        executor = self.start_executor(slots=1)
        self.insert_job([{"key": "a", "command": ["work"]}])
        eventually(lambda: self.commands.marks("pids"), 20, "a running script")
        self.server.stop()
        executor.wait_for_log("no connection to the database")
        executor.terminate()
        executor.wait_for_log("draining")
        executor.terminate()
        self.assertEqual(executor.wait(20), 69)
        self.assertRegex(executor.log, "database was away at the end.*unconfirmed=1")


if __name__ == "__main__":
    unittest.main()
