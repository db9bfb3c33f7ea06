#!/usr/bin/python3
"""Stopping: cancelled jobs, draining executors, and what is handed back."""

import os
import pathlib
import re
import signal
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
        # The next renewal is further away than the deadline of the wait.
        self.server.execute("update baton.settings set tick_interval = '10 minutes'")
        self.addCleanup(self.server.execute, "update baton.settings set tick_interval = '1 second'")
        self.start_executor(slots=2)
        job = self.start_work()
        self.server.execute("select baton.cancel_job(%s, 'not wanted')", job)
        self.wait_for_job(job, "cancelled", 20)
        self.assertFalse(is_alive(self.pid()), "it is recorded after the script is gone")
        self.assertEqual(self.attempts(job)[0]["outcome"], "cancelled")

    def test_cancelling_reaches_it_within_a_renewal_without_notify(self):
        self.start_executor("--poll-only", slots=2)
        job = self.start_work()
        self.server.execute("select baton.cancel_job(%s, 'not wanted')", job)
        self.wait_for_job(job, "cancelled")
        self.assertFalse(is_alive(self.pid()))

    def test_a_script_that_ignores_sigterm_is_killed_after_its_grace(self):
        self.commands.script("work", "trap '' TERM\n" + WORK)
        self.start_executor(slots=2)
        job = self.start_work(grace="1 second")
        self.server.execute("select baton.cancel_job(%s, 'not wanted')", job)
        self.wait_for_job(job, "cancelled")
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
        executor = self.start_executor("--drain-limit", "1h", slots=2)
        executor.wait_for_log("registered")
        executor.terminate()
        self.assertEqual(executor.wait(), 0)


class EndBeforeTheStop(Stopping):
    """The script has ended by itself, and cleaning up after it takes long: its supervisor is frozen."""

    def setUp(self):
        super().setUp()
        # The sleep holds stdout open, and is to be killed.
        self.commands.script("quick", """
            sleep 1000 & echo $PPID $$ > $MARKERS/$BATON_JOB_ID.new; mv $MARKERS/$BATON_JOB_ID.new $MARKERS/$BATON_JOB_ID
            while [ ! -e $MARKERS/frozen ]; do sleep 0.02; done
            exit $1""")
        self.executor = self.start_executor("--drain-limit", "1s", slots=2)

    def start_quick(self, code=0, **step):
        """A job whose script has ended, and its supervisor, which does not know that yet."""
        (self.commands.markers / "frozen").unlink(missing_ok=True)
        job = self.insert_job([{"key": "a", "command": ["quick", str(code)], "grace": "1 minute", **step}])
        eventually(lambda: self.commands.marks(str(job)), 20, "a script")
        parent, script = map(int, self.commands.marks(str(job))[0].split())
        supervisor = baton_harness.Traced(parent)
        self.addCleanup(supervisor.release)
        (self.commands.markers / "frozen").touch()
        eventually(lambda: not is_alive(script), 20, "the end of the script")
        return job, supervisor

    def start_quick_within(self, limit, code=0):
        """The same with a limit of time that passes only now; on a slow machine it is a longer one."""
        for seconds in (2, 8, 32):
            job, supervisor = self.start_quick(code, max_attempts=1, **{limit: f"{seconds} seconds"})
            if not re.search(f"stopping.* job={job} ", self.executor.log):
                return job, supervisor
            supervisor.release()
        self.fail("a script does not end within 32 s")

    def check(self, reason, job, supervisor):
        self.executor.wait_for_log(f"stopping.* job={job} .*reason={reason}", 60)
        supervisor.release()
        eventually(lambda: self.attempts(job)[0]["outcome"] not in (None, "running"), 20, "the end")
        return self.attempts(job)[0]

    def test_a_success_before_the_timeout_is_one_however_long_the_clean_up_takes(self):
        attempt = self.check("timeout", *self.start_quick_within("timeout"))
        self.assertEqual((attempt["outcome"], attempt["exit_code"]), ("completed", 0))

    def test_a_success_before_the_idle_timeout_is_one(self):
        attempt = self.check("idle_timeout", *self.start_quick_within("idle_timeout"))
        self.assertEqual((attempt["outcome"], attempt["exit_code"]), ("completed", 0))

    def test_a_failure_before_the_timeout_is_its_own(self):
        attempt = self.check("timeout", *self.start_quick_within("timeout", code=7))
        self.assertEqual((attempt["outcome"], attempt["exit_code"]), ("failed", 7))
        self.assertNotEqual(attempt["error_code"], "TIMEOUT")

    def test_a_success_before_its_job_was_cancelled_is_kept(self):
        job, supervisor = self.start_quick()
        self.server.execute("select baton.cancel_job(%s, 'not wanted')", job)
        attempt = self.check("cancelled", job, supervisor)
        self.assertEqual((attempt["outcome"], attempt["exit_code"]), ("completed", 0))

    def test_a_success_before_the_drain_limit_is_one(self):
        job, supervisor = self.start_quick(max_attempts=1)
        self.executor.terminate()
        self.executor.wait_for_log("the drain limit has passed")
        supervisor.release()
        self.assertEqual(self.executor.wait(), 0)
        self.assertEqual(self.attempts(job)[0]["outcome"], "completed")

    def test_a_success_after_the_stop_is_none(self):
        self.commands.script("late", "trap 'exit 0' TERM; while :; do sleep 0.05; done")
        job = self.insert_job([{"key": "a", "command": ["late"], "timeout": "1 second", "max_attempts": 1}])
        self.wait_for_job(job, "failed")
        self.assertEqual(self.attempts(job)[0]["error_code"], "TIMEOUT")


class WholeService(Stopping):
    """SIGTERM to every process of the service one after another, as systemd does by default, in any order."""

    def parent(self, pid):
        return int(pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])

    def end_service(self, script, *, script_first, **step):
        """Runs the script, ends everything, and returns the job and its only attempt."""
        self.commands.script("work", script)
        executor = self.start_executor("--drain-limit", "1h", slots=2)
        job = self.start_work(**step)
        pid = int(self.pid())
        supervisor = self.parent(pid)
        group = [executor.pid, self.parent(supervisor), supervisor]
        for process in [pid, *reversed(group)] if script_first else [*group, pid]:
            os.kill(process, signal.SIGTERM)
            if process == pid and "trap" not in script:
                eventually(lambda: not is_alive(pid), 20, "the end of the script")
        self.assertEqual(executor.wait(20), 0)
        attempt, = self.attempts(job)
        return job, attempt

    def test_what_died_of_it_was_interrupted_and_runs_again(self):
        for script_first in (True, False):
            with self.subTest(script_first=script_first):
                job, attempt = self.end_service(WORK, script_first=script_first, max_attempts=2)
                self.assertEqual((attempt["outcome"], attempt["signal"]), ("interrupted", signal.SIGTERM))
                self.assertEqual(self.step(job, "a")["status"], "ready")
                self.commands.script("work", "exit 0")
                other = self.start_executor(slots=2)
                self.wait_for_job(job, "completed")
                other.terminate()
                other.wait()

    def test_a_step_that_may_start_only_once_was_interrupted_and_did_not_fail_by_itself(self):
        job, attempt = self.end_service(WORK, script_first=True, max_attempts=1)
        self.assertEqual(attempt["outcome"], "interrupted")
        self.assertEqual(self.step(job, "a")["error_code"], "INTERRUPTED")

    def test_so_was_what_caught_it_and_gave_up(self):
        for code in (143, 1):
            for script_first in (True, False):
                with self.subTest(code=code, script_first=script_first):
                    script = f"trap 'sleep 0.2; exit {code}' TERM\n{WORK}"
                    job, attempt = self.end_service(script, script_first=script_first)
                    self.assertEqual((attempt["outcome"], attempt["exit_code"]), ("interrupted", code))
                    self.server.execute("select baton.cancel_job(%s, 'done')", job)

    def test_what_caught_it_and_finished_its_work_is_a_success(self):
        _, attempt = self.end_service(f"trap 'exit 0' TERM\n{WORK}", script_first=True)
        self.assertEqual(attempt["outcome"], "completed")

    def test_a_signal_to_the_script_alone_is_its_own_failure(self):
        self.start_executor(slots=2)
        job = self.start_work(max_attempts=1)
        os.kill(int(self.pid()), signal.SIGTERM)
        self.wait_for_job(job, "failed")
        self.assertEqual(self.attempts(job)[0]["error_code"], "PROCESS_KILLED")


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
