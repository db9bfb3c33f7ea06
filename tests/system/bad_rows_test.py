#!/usr/bin/python3
"""One bad row, or one bad script, holds up nobody else."""

import time
import unittest

import baton_harness
from baton_harness import eventually

POISON = """
    create function public.poison() returns trigger language plpgsql as $$
    begin
      if to_jsonb(new) ->> 'job_id' = any (string_to_array(current_setting('test.poisoned', true), ' ')) then
        raise exception using errcode = '22012', message = 'poison';
      end if;
      return new;
    end $$"""


class BadRows(baton_harness.SystemTest):
    """A trigger that raises for one job stands in for an error that nobody thought of."""

    fresh_server = True

    def setUp(self):
        super().setUp()
        self.server.execute("update baton.settings set tick_interval = '1 second'")
        self.server.execute(POISON)
        self.commands.script("work", "echo $BATON_JOB_ID >> $MARKERS/ran")

    def poison(self, table, *jobs):
        self.server.execute(f"alter database {self.server.value('select current_database()')}"
                            f" set test.poisoned = '{' '.join(map(str, jobs))}'")
        self.server.execute(f"create trigger poison before insert on baton.{table}"
                            " for each row execute function public.poison()")

    def insert_jobs(self, count):
        return [self.insert_job([{"key": "a", "command": ["work"]}]) for _ in range(count)]

    def test_a_step_that_cannot_be_claimed_waits_alone_and_runs_when_the_cause_has_gone(self):
        bad, *others = self.insert_jobs(30)
        self.poison("running", bad)
        began = time.monotonic()
        executor = self.start_executor(slots=4)
        for job in others:
            self.wait_for_job(job, "completed", 60)
        executor.wait_for_log(rf"set aside.*work=claim job={bad} step=a sqlstate=22012 message=poison", 60)
        self.assertIn("fails with SQLSTATE 22012: poison",
                      self.server.value("select baton.explain_step(%s, 'a')", bad))
        doctor = self.baton("doctor")
        self.assertIn(f"the start of step a of job {bad}: poison (SQLSTATE 22012", doctor.stdout)
        self.server.execute("drop trigger poison on baton.running")
        self.wait_for_job(bad, "completed", 180)
        eventually(lambda: self.server.value("select count(*) from baton.set_aside") == 0, 60,
                   "the end of what was set aside")
        minutes = (time.monotonic() - began) / 60
        self.assertLessEqual(executor.log.count("work that fails is set aside"), minutes + 1, "a line a minute")

    def test_a_row_that_fails_at_the_commit_waits_alone(self):
        bad, *others = self.insert_jobs(12)
        self.server.execute(f"alter database {self.server.value('select current_database()')}"
                            f" set test.poisoned = '{bad}'")
        self.server.execute("create constraint trigger poison after insert on baton.running"
                            " deferrable initially deferred"
                            " for each row execute function public.poison()")
        self.start_executor(slots=4)
        for job in others:
            self.wait_for_job(job, "completed", 60)
        self.assertIn("fails with SQLSTATE 22012: poison",
                      self.server.value("select baton.explain_step(%s, 'a')", bad))
        self.server.execute("drop trigger poison on baton.running")
        self.wait_for_job(bad, "completed", 180)

    def test_fifty_of_them_at_the_head_of_the_queue_hold_up_nobody_and_all_run_in_the_end(self):
        jobs = self.insert_jobs(60)
        self.poison("running", *jobs[:50])
        self.start_executor(slots=4)
        for job in jobs[50:]:
            self.wait_for_job(job, "completed", 60)
        eventually(lambda: self.server.value("select count(*) from baton.set_aside") == 50, 60, "all fifty set aside")
        self.server.execute("drop trigger poison on baton.running")
        for job in jobs[:50]:
            self.wait_for_job(job, "completed", 180)

    def test_a_result_that_cannot_be_recorded_waits_alone_and_is_recorded_when_the_cause_has_gone(self):
        bad, *others = self.insert_jobs(30)
        self.poison("attempt_rows", bad)
        executor = self.start_executor(slots=4)
        for job in others:
            self.wait_for_job(job, "completed", 60)
        executor.wait_for_log(rf"set aside.*work=report job={bad} step=a sqlstate=22012", 60)
        self.assertEqual(self.step(bad, "a")["status"], "running")
        self.server.execute("drop trigger poison on baton.attempt_rows")
        self.wait_for_job(bad, "completed", 180)
        self.assertEqual(self.commands.marks("ran").count(str(bad)), 1, "its script ran once")

    def test_an_executor_ends_although_a_result_cannot_be_recorded_and_the_next_one_reports_it(self):
        bad = self.insert_job([{"key": "a", "command": ["work"]}])
        self.poison("attempt_rows", bad)
        executor = self.start_executor(slots=4, name="one")
        executor.wait_for_log(rf"set aside.*work=report job={bad}", 60)
        executor.terminate()
        self.assertEqual(executor.wait(), 0)
        self.server.execute("drop trigger poison on baton.attempt_rows")
        self.start_executor(slots=4, name="one")
        self.wait_for_job(bad, "completed", 180)


class Suspects(baton_harness.SystemTest):
    """A step kills its executor, the launcher and all supervisors, whenever it runs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.execute("update baton.settings set tick_interval = '1 second'")

    def test_its_neighbours_are_not_condemned_with_it(self):
        self.commands.script("killer", """
            for i in {1..50}; do
              [ $(wc -l < $MARKERS/asleep) -ge $((3 * BATON_ATTEMPT)) ] && break
              sleep 0.1
            done
            launcher=$(ps -o ppid= -p $PPID)
            executor=$(ps -o ppid= -p $launcher)
            echo x >> $MARKERS/killed
            kill -9 $executor $launcher $(ps -o pid= --ppid $launcher)""")
        self.commands.script("sleeper", """
            echo x >> $MARKERS/asleep
            if [ $BATON_ATTEMPT -le 3 ]; then sleep 60; fi""")
        (self.commands.markers / "asleep").write_text("")
        (self.commands.markers / "killed").write_text("")
        killer = self.insert_job([{"key": "killer", "command": ["killer"]}])
        neighbours = [self.insert_job([{"key": "sleeper", "command": ["sleeper"]}]) for _ in range(3)]
        others = []

        def all_have_ended():
            if not self.executors or not self.executors[-1].running:
                self.start_executor(name="one", slots=8)   # as systemd does
                self.commands.script("quick", "true")
                others.append(self.insert_job([{"key": "quick", "command": ["quick"]}]))
            return all(self.job_status(job) in ("completed", "failed") for job in [killer, *neighbours])

        eventually(all_have_ended, 180, "the end of all jobs")
        self.assertEqual([self.job_status(job) for job in neighbours], ["completed"] * 3)
        self.assertEqual(self.step(killer, "killer")["error_code"], "EXECUTOR_LOST")
        self.assertEqual(len(self.commands.marks("killed")), 4, "settings.lost_attempts and one more")
        for job in others:
            self.wait_for_job(job, "completed", 60)


if __name__ == "__main__":
    unittest.main()
