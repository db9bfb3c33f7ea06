#!/usr/bin/python3
"""One job that is locked, or a database that is away, must not take others along."""

import contextlib
import re
import unittest

import baton_harness
from baton_harness import eventually, is_alive


class LockedJob(baton_harness.SystemTest):
    def test_a_job_that_somebody_has_locked_holds_up_no_other(self):
        self.commands.script("work", "while [ ! -e $MARKERS/go ]; do sleep 0.05; done")
        self.commands.script("quick", "exit 0")
        executor = self.start_executor(slots=4)
        jobs = [self.insert_job([{"key": "a", "command": ["work"]}]) for _ in range(3)]
        for job in jobs:
            self.wait_for_step(job, "a", "running")
        with contextlib.closing(self.server.connect(autocommit=False)) as operator:
            with operator.cursor() as cursor:
                cursor.execute("select from baton.jobs where id = %s for update", (jobs[0],))
            # All three are reported together.
            (self.commands.markers / "go").touch()
            for job in jobs[1:]:
                self.wait_for_job(job, "completed", 40)
            self.wait_for_job(self.insert_job([{"key": "a", "command": ["quick"]}]), "completed", 20)
            self.assertNotEqual(self.job_status(jobs[0]), "completed")
            self.assertNotIn("55P03", executor.log, "nobody waits for the lock")
            operator.rollback()
        self.wait_for_job(jobs[0], "completed", 40)
        self.assertEqual(len(self.attempts(jobs[0])), 1)


class CutOff(baton_harness.SystemTest):
    fresh_server = True

    def test_a_step_that_must_not_go_on_alone_is_stopped_before_the_lease_ends(self):
        self.server.execute("update baton.settings set tick_interval = '1 second'")
        self.commands.script("work", """echo $$ >> $MARKERS/pids.$BATON_STEP
            while [ ! -e $MARKERS/go ]; do sleep 0.05; done""")
        self.start_executor(slots=2)
        job = self.insert_job([{"key": "kill", "command": ["work"], "on_disconnect": "kill"},
                               {"key": "auto", "command": ["work"]}])
        eventually(lambda: self.commands.marks("pids.kill") and self.commands.marks("pids.auto"), 20,
                   "both scripts")
        self.server.stop()
        eventually(lambda: not is_alive(self.commands.marks("pids.kill")[0]), 10, "the end of the one")
        self.assertTrue(is_alive(self.commands.marks("pids.auto")[0]), "the database is on this machine")
        (self.commands.markers / "go").touch()
        self.server.start()
        self.wait_for_job(job, "completed", 40)
        self.assertEqual([row["outcome"] for row in self.attempts(job, "kill")], ["interrupted", "completed"])
        self.assertEqual([row["outcome"] for row in self.attempts(job, "auto")], ["completed"])



class ShortLived(baton_harness.SystemTest):
    fresh_server = True

    def test_connections_that_end_after_an_exchange_are_made_less_and_less_often(self):
        executor = self.start_executor()
        for times in range(1, 6):
            eventually(lambda: len(re.findall("registered executor=", executor.log)) >= times, 60, f"connection {times}")
            # Each works: an exchange is answered, and only then it is ended.
            ended = eventually(lambda: self.server.rows(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where application_name like 'baton executor%%' and state = 'idle' and query like '%%claim_steps%%'"), 20)
            self.assertTrue(ended)
            eventually(lambda: len(re.findall("next_try_ms=", executor.log)) >= times, 20, f"end {times}")
        pauses = [int(pause) for pause in re.findall(r"next_try_ms=(\d+)", executor.log)]
        self.assertLess(pauses[0], 200, "the first time at once")
        self.assertGreater(pauses[4], 900, pauses)


if __name__ == "__main__":
    unittest.main()
