#!/usr/bin/python3
"""Executors and servers that die: nothing is lost, nothing outlives its step, nothing counts twice."""

import collections
import json
import os
import signal
import unittest

import baton_harness
from baton_harness import eventually, is_alive, processes_marked

ROUNDS = int(os.environ.get("BATON_TEST_ROUNDS", "1"))


class ExecutorKilled(baton_harness.SystemTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.execute("update baton.settings set tick_interval = '1 second'")

    def test_no_process_outlives_it_and_another_runs_the_step_again(self):
        self.commands.script("work", """
            [ $BATON_ATTEMPT = 1 ] || exit 0
            echo $BATON_ATTEMPT_TOKEN > $MARKERS/token
            setsid bash -c 'trap "" TERM; echo $$ > $MARKERS/grandchild; while :; do sleep 0.1; done' &
            echo $$ > $MARKERS/child
            wait""")
        first = self.start_executor(name="first", slots=1)
        job = self.insert_job([{"key": "a", "command": ["work"]}])
        eventually(lambda: self.commands.marks("grandchild") and self.commands.marks("child"), 20,
                   "the script and its grandchild")
        token = self.commands.marks("token")[0]
        executor_id = self.server.value("select executor_id from baton.running where job_id = %s", job)
        first.kill()
        eventually(lambda: not processes_marked(token), 10, "the end of every process of the attempt")
        for name in ("child", "grandchild"):
            self.assertFalse(is_alive(self.commands.marks(name)[0]))

        self.start_executor(name="second", slots=1)
        self.wait_for_job(job, "completed", 40)
        self.assertEqual([row["outcome"] for row in self.attempts(job)], ["lost", "completed"])

        before = self.server.rows("select * from baton.attempts where job_id = %s order by attempt", job)
        report = [{"job_id": job, "n": 1, "token": token, "ended": "exited", "exit_code": 1, "ended_ms_ago": 0}]
        answer = self.server.row("select * from baton.report_attempts(%s, 99, %s)", executor_id, json.dumps(report))
        self.assertEqual(answer["token"], token)
        self.assertRegex(answer["result"], "^stale: .*lost")
        self.assertEqual(before, self.server.rows(
            "select * from baton.attempts where job_id = %s order by attempt", job))

    def test_an_executor_that_was_frozen_past_its_lease_stops_what_it_ran(self):
        self.commands.script("work", """echo $$ >> $MARKERS/pids
            [ $BATON_ATTEMPT = 1 ] || exit 0
            while :; do sleep 0.1; done""")
        frozen = self.start_executor(name="frozen", slots=1)
        job = self.insert_job([{"key": "a", "command": ["work"]}])
        eventually(lambda: self.commands.marks("pids"), 20, "a running script")
        os.kill(frozen.pid, signal.SIGSTOP)
        self.start_executor(name="other", slots=1)
        self.wait_for_job(job, "completed", 40)
        os.kill(frozen.pid, signal.SIGCONT)
        eventually(lambda: not is_alive(self.commands.marks("pids")[0]), 15, "the end of the lost script")
        frozen.wait_for_log("registered.*\n(.*\n)*.*registered")
        self.assertEqual([row["outcome"] for row in self.attempts(job)], ["lost", "completed"])


class Connections(baton_harness.SystemTest):
    """Connections that break at any moment: every script runs once."""

    def count_runs(self, jobs):
        runs = collections.Counter(self.commands.marks("runs"))
        self.assertEqual(set(runs), {str(job) for job in jobs})
        self.assertEqual(set(runs.values()), {1}, runs.most_common(3))

    def wait_for_all(self, jobs, deadline=60):
        eventually(lambda: self.server.value(
            "select count(*) from baton.jobs where id = any(%s) and finished_at is null", jobs) == 0,
            deadline, "the end of all jobs")
        self.assertEqual(self.server.value(
            "select count(*) from baton.jobs where id = any(%s) and status = 'completed'", jobs), len(jobs))

    def insert_jobs(self, count):
        steps = json.dumps([{"key": "a", "command": ["mark"]}])
        return [row["id"] for row in self.server.rows(
            "insert into baton.jobs (steps) select %s::jsonb from generate_series(1, %s) returning id",
            steps, count)]

    def test_terminated_connections_lose_nothing_and_run_nothing_twice(self):
        self.commands.script("mark", "echo $BATON_JOB_ID >> $MARKERS/runs")
        for _ in range(ROUNDS):
            jobs = self.insert_jobs(300)
            seen = 0
            # Each blow falls while work goes on: some hit a claim or a report under way. After each an executor
            # waits longer before it connects again, so every fourth finds a new one.
            for number, done in enumerate(range(25, 300, 25)):
                if number % 4 == 0:
                    for executor in self.executors:
                        executor.terminate()
                        executor.wait()
                    self.start_executor(slots=8)
                eventually(lambda: len(self.commands.marks("runs")) >= done, 30, f"{done} runs")
                seen += self.server.value(
                    "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                    " where application_name like 'baton executor%'")
            self.assertGreater(seen, 5)
            self.wait_for_all(jobs)
            self.count_runs(jobs)
            (self.commands.markers / "runs").unlink()

    def test_two_executors_share_the_work(self):
        # Nothing ends before both have what they may run, so neither can take the other's share.
        self.commands.script("mark", "echo $BATON_JOB_ID >> $MARKERS/runs; while [ ! -e $MARKERS/go ]; do sleep 0.02; done")
        for name in ("one", "two"):
            self.start_executor(name=name, slots=2).wait_for_log("registered")
        jobs = self.insert_jobs(100)
        eventually(lambda: len(self.commands.marks("runs")) == 4, 20, "two scripts on each")
        (self.commands.markers / "go").touch()
        self.wait_for_all(jobs)
        self.count_runs(jobs)


class ServerRestart(baton_harness.SystemTest):
    fresh_server = True
    # The long form (BATON_TEST_OUTAGE=30) is a release check; the short one crosses the same paths.
    outage = float(os.environ.get("BATON_TEST_OUTAGE", "2"))

    count_runs = Connections.count_runs
    wait_for_all = Connections.wait_for_all
    insert_jobs = Connections.insert_jobs

    def test_a_stopped_server_costs_no_job_and_no_second_run(self):
        for mode in ("fast", "immediate"):
            with self.subTest(mode):
                self.run_through_restart(mode)
                (self.commands.markers / "runs").unlink()

    def run_through_restart(self, mode):
        self.commands.script("mark", "echo $BATON_JOB_ID >> $MARKERS/runs; sleep 0.1")
        executor = self.start_executor(slots=8)
        jobs = self.insert_jobs(200)
        eventually(lambda: len(self.commands.marks("runs")) >= 30, 30, "load")
        self.server.stop(mode)
        down = baton_harness.time.monotonic()
        eventually(lambda: baton_harness.time.monotonic() > down + self.outage, self.outage + 5)
        self.assertTrue(executor.running)
        self.server.start()
        self.wait_for_all(jobs, 90)
        self.count_runs(jobs)
        executor.terminate()
        self.assertEqual(executor.wait(), 0)


if __name__ == "__main__":
    unittest.main()
