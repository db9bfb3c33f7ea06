#!/usr/bin/python3
"""Cancelling and pausing: what is recorded as cancelled is dead, whatever it did to stay alive; executors that poll,
and executors that are frozen."""

import os
import signal
import unittest

import baton_harness
from baton_harness import eventually, is_alive, processes_marked

# Ignores SIGTERM, as does a child in a session of its own.
STUBBORN = """
trap '' TERM
echo $BATON_ATTEMPT_TOKEN > $MARKERS/token
setsid bash -c 'trap "" TERM; echo $$ > $MARKERS/child; while :; do sleep 0.1; done' &
echo $$ > $MARKERS/pid
while :; do sleep 0.1; done
"""


class Cancel(baton_harness.SystemTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.execute("update baton.settings set tick_interval = '1 second', lease_ticks = 2")

    def start_stubborn(self, *arguments, **step):
        self.commands.script("stubborn", STUBBORN)
        executor = self.start_executor(*arguments, slots=2)
        job = self.insert_job([{"key": "a", "command": ["stubborn"], "timeout": "1 hour", **step}])
        eventually(lambda: self.commands.marks("child") and self.commands.marks("pid"), 20, "the script and its child")
        return executor, job

    def tearDown(self):
        for executor in self.executors:
            executor.remove()
        super().tearDown()

    def test_nothing_lives_when_cancelled_is_recorded(self):
        for arguments in ((), ("--poll-only",)):
            with self.subTest(arguments):
                executor, job = self.start_stubborn(*arguments, grace="1 second")
                token = self.commands.marks("token")[0]
                self.assertEqual(self.server.value("select baton.cancel_job(%s, 'not wanted')", job), "cancelling")
                # As soon as it is recorded, and whenever that is: not one of them lives.
                eventually(lambda: self.job_status(job) == "cancelled", 20, "the end of the job")
                self.assertEqual(processes_marked(token), [])
                attempt, = self.attempts(job)
                self.assertEqual(attempt["outcome"], "cancelled")
                self.assertGreater(attempt["duration"].total_seconds(), 1, "it had its grace")
                executor.remove()
                for name in ("child", "pid", "token"):
                    (self.commands.markers / name).unlink()

    def test_a_frozen_executors_step_is_cancelled_when_its_lease_ends(self):
        frozen, job = self.start_stubborn(grace="0 seconds")
        token = self.commands.marks("token")[0]
        os.kill(frozen.pid, signal.SIGSTOP)
        self.assertEqual(self.server.value("select baton.cancel_job(%s, 'not wanted')", job), "cancelling")
        self.assertEqual(self.step(job, "a")["status"], "running", "nobody knows whether it is dead")
        self.start_executor("--poll-only", slots=1)   # it keeps the clock; nobody else does here
        eventually(lambda: self.job_status(job) == "cancelled", 20, "the end of the job")
        self.assertEqual([(row["outcome"], row["error_code"]) for row in self.attempts(job)], [("lost", "EXECUTOR_LOST")])
        self.assertEqual(self.server.value("select status from baton.executors where pid = %s", frozen.pid), "lost")
        # When it wakes up, it learns that all of that is over.
        os.kill(frozen.pid, signal.SIGCONT)
        eventually(lambda: not processes_marked(token), 10, "the end of the script")
        frozen.wait_for_log("the lease has ended; what runs is stopped")
        self.assertEqual([row["outcome"] for row in self.attempts(job)], ["lost"])

    def wait_for_renewals(self, count):
        def tick():
            return self.server.value("select max(renewed_tick) from baton.executors where status = 'active'")
        before = tick()
        eventually(lambda: tick() >= before + count, 20, f"{count} renewals")

    def test_pausing_stops_an_executor_that_only_polls(self):
        self.commands.script("mark", "echo $BATON_JOB_ID >> $MARKERS/runs")
        self.start_executor("--poll-only", slots=1).wait_for_log("registered")
        self.server.execute("select baton.pause_queue('default', 'maintenance')")
        # A claim that was under way when the queue was paused is over with the next renewal.
        self.wait_for_renewals(1)
        paused = self.insert_job([{"key": "a", "command": ["mark"]}])
        # Two renewals later it has polled in vain.
        self.wait_for_renewals(2)
        self.assertEqual((self.step(paused, "a")["status"], self.commands.marks("runs")), ("ready", []))
        self.server.execute("select baton.resume_queue('default')")
        self.wait_for_job(paused, "completed")


if __name__ == "__main__":
    unittest.main()
