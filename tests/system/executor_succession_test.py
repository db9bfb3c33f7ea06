#!/usr/bin/python3
"""An executor that is started again under its name takes up what its dead predecessor left, at once: here a lease
takes half an hour, so nothing but that can make these tests pass."""

import os
import signal
import subprocess
import unittest

import baton_harness
from baton_harness import eventually, is_alive, processes_marked

HANG = """
[ $BATON_ATTEMPT = 1 ] || exit 0
echo $BATON_ATTEMPT_TOKEN >> $MARKERS/tokens
setsid bash -c 'trap "" TERM; echo $$ >> $MARKERS/pids; while :; do sleep 0.1; done' &
wait"""


class Succession(baton_harness.SystemTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.execute("update baton.settings set tick_interval = '10 minutes'")

    def start_hanging(self, executor_options=(), steps=1, **options):
        """An executor that runs a script whose child ignores SIGTERM; and the job."""
        self.commands.script("hang", HANG)
        executor = self.start_executor(*executor_options, slots=4, **options)
        job = self.insert_job([{"key": f"s{n}", "command": ["hang"], "grace": "1 hour"} for n in range(steps)])
        eventually(lambda: len(self.commands.marks("pids")) == steps, 20, "the scripts' children")
        return executor, job

    def seconds_until_it_ran_again(self, job, executor):
        """From the registration of the executor to the start of the second attempt that came last."""
        return self.server.value(
            """select extract(epoch from max(attempt.started_at) - min(executor.started_at))::float
               from baton.attempts as attempt, baton.executors as executor
               where attempt.job_id = %s and attempt.attempt = 2 and executor.pid = %s""", job, executor.pid)

    def check_taken_up(self, job, successor, steps=1):
        self.wait_for_job(job, "completed", 20)
        for pid in self.commands.marks("pids"):
            self.assertFalse(is_alive(pid))
        self.assertEqual([(row["attempt"], row["outcome"], row["error_code"]) for row in self.attempts(job)],
                         [(1, "lost", "EXECUTOR_LOST"), (2, "completed", None)] * steps)
        seconds = self.seconds_until_it_ran_again(job, successor)
        print(f"{self.id()}: ran again {seconds:.2f} s after the restart")
        # 2 s, and what a busy machine adds; a lease takes half an hour here.
        self.assertLess(seconds, 20)
        self.assertEqual(self.server.value(
            "select count(*) from baton.executors where status = 'lost' and name = 'e'"), 1)

    def tearDown(self):
        for executor in self.executors:
            executor.remove()
        self.server.execute("delete from baton.executors")
        super().tearDown()

    def test_what_a_killed_one_ran_runs_again_within_2_seconds(self):
        first, job = self.start_hanging(name="e", steps=3)
        first.kill()
        self.check_taken_up(job, self.start_executor(name="e", slots=4), steps=3)

    def test_nothing_of_it_lives_when_the_step_starts_again(self):
        first, job = self.start_hanging(name="e")
        token = self.commands.marks("tokens")[0]
        self.commands.script("hang", f"""
            grep -lz BATON_ATTEMPT_TOKEN={token} /proc/[0-9]*/environ 2> /dev/null > $MARKERS/alive
            exit 0""")
        first.kill()
        self.check_taken_up(job, self.start_executor(name="e", slots=4))
        self.assertEqual(self.commands.marks("alive"), [])

    def test_scripts_whose_supervisors_were_killed_too_are_found_by_their_marker(self):
        first, job = self.start_hanging(name="e")
        keepers = processes_marked(f"BATON_EXECUTOR={first.pid}")
        self.assertGreaterEqual(len(keepers), 2, "a launcher and a supervisor")
        for pid in [first.pid, *keepers]:
            os.kill(pid, signal.SIGKILL)
        first.wait()
        self.assertTrue(is_alive(self.commands.marks("pids")[0]))
        successor = self.start_executor(name="e", slots=4)
        self.check_taken_up(job, successor)
        successor.wait_for_log("killed what a predecessor left.*processes=")

    def test_another_name_or_a_living_one_is_left_alone(self):
        first, job = self.start_hanging(name="e")
        self.start_executor(name="other", slots=1).wait_for_log("registered")
        twin = self.start_executor(name="e", slots=1)
        twin.wait_for_log("another executor of this name runs on this host.*pid=" + str(first.pid))
        os.kill(first.pid, signal.SIGSTOP)
        third = self.start_executor(name="e", slots=1)
        third.wait_for_log("another executor of this name runs on this host.*pid=" + str(first.pid))
        self.assertTrue(is_alive(self.commands.marks("pids")[0]))
        self.assertEqual(self.step(job, "s0")["status"], "running")
        # It dies while its successors look on: then they need not be started again.
        first.kill()
        self.wait_for_job(job, "completed", 20)
        self.assertEqual([row["outcome"] for row in self.attempts(job)], ["lost", "completed"])

    def test_one_in_another_pid_namespace_is_left_to_its_lease(self):
        first, job = self.start_hanging(name="e")
        self.server.execute("update baton.executors set pid_namespace = '1' where name = 'e'")
        first.kill()
        second = self.start_executor(name="e", slots=1)
        second.wait_for_log("a predecessor cannot be seen from here")
        self.assertEqual(self.step(job, "s0")["status"], "running")

    def test_the_budget_of_lost_attempts_ends_it(self):
        self.server.execute("update baton.settings set lost_attempts = 0")
        self.addCleanup(self.server.execute, "update baton.settings set lost_attempts = 3")
        first, job = self.start_hanging(name="e")
        first.kill()
        self.start_executor(name="e", slots=4)
        self.wait_for_job(job, "failed", 20)
        step = self.step(job, "s0")
        self.assertEqual((step["status_reason"], step["error_code"]), ("orphaned", "EXECUTOR_LOST"))
        self.assertIn("its executor died once while it ran, and 0 such losses are allowed", step["error_message"])


class Strays(baton_harness.SystemTest):
    def leave(self, job, token):
        """A process that carries an attempt's marker, as a crash of the supervisors leaves it."""
        process = subprocess.Popen(["sleep", "1000"], env={"BATON_ATTEMPT_TOKEN": token, "BATON_JOB_ID": str(job)})
        self.addCleanup(lambda: (process.kill(), process.wait()))
        return process

    def lose(self, job):
        """The token of the job's attempt once that is lost; a call of its executor's may still be under way."""
        self.server.execute("update baton.executors set renewed_tick = -1000 where name = 'frozen'")
        self.server.execute("select baton._expire_leases(10)")
        return self.server.value("select max(token::text) from baton.attempt_rows where job_id = %s", job)

    def test_what_is_left_of_an_ended_attempt_is_killed_and_no_other(self):
        self.commands.script("done", "echo $BATON_ATTEMPT_TOKEN >> $MARKERS/tokens")
        self.start_executor(name="before", slots=1)
        job = self.insert_job([{"key": "a", "command": ["done"]}])
        self.wait_for_job(job, "completed")
        stray = self.leave(job, self.commands.marks("tokens")[0])
        other_databases = self.leave(job, "2c3e1f5a-0000-4000-8000-00000000beef")
        nonsense = self.leave("x", "no uuid")
        self.start_executor(name="after", slots=1).wait_for_log("killed what was left of an attempt that has ended")
        self.assertEqual(stray.wait(10), -signal.SIGKILL)
        self.assertIsNone(other_databases.poll())
        self.assertIsNone(nonsense.poll())

    def test_what_a_supervisor_still_watches_is_left_to_it(self):
        self.commands.script("hang", "echo $$ > $MARKERS/pid; [ $BATON_ATTEMPT = 1 ] || exit 0; while :; do sleep 0.1; done")
        frozen = self.start_executor(name="frozen", slots=1)
        job = self.insert_job([{"key": "a", "command": ["hang"]}])
        pid = eventually(lambda: self.commands.marks("pid"), 20, "the script")[0]
        os.kill(frozen.pid, signal.SIGSTOP)
        stray = self.leave(job, eventually(lambda: self.lose(job), 20, "the loss"))
        self.start_executor(name="after", slots=1).wait_for_log("killed what was left of an attempt")
        self.assertEqual(stray.wait(10), -signal.SIGKILL)
        self.assertTrue(is_alive(pid))


if __name__ == "__main__":
    unittest.main()
