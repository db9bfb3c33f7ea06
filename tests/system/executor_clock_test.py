#!/usr/bin/python3
"""Time: who turns the tick, how soon work starts, and what an idle executor costs."""

import os
import pathlib
import re
import statistics
import time
import unittest

import baton_harness
from baton_harness import eventually


class Clock(baton_harness.SystemTest):
    # No pg_cron here: whatever moves, executors move it.
    def setUp(self):
        super().setUp()
        self.server.execute("update baton.settings set tick_interval = '1 second', idle_poll = '1 second'")

    def tick(self):
        return self.server.value("select tick from baton.clock")

    def test_executors_turn_the_tick_where_there_is_no_pg_cron(self):
        for name in ("one", "two"):
            self.start_executor(name=name, slots=1).wait_for_log("registered")
        before = self.tick()
        started = time.monotonic()
        eventually(lambda: self.tick() >= before + 3, 10, "three ticks")
        # Two executors do not make it faster.
        self.assertGreater(time.monotonic() - started, 1.9)

    def test_a_busy_executor_turns_the_tick_too(self):
        self.commands.script("work", "while [ ! -e $MARKERS/go ]; do sleep 0.05; done")
        self.start_executor(slots=1)
        job = self.insert_job([{"key": "a", "command": ["work"]}])
        self.wait_for_step(job, "a", "running")
        before = self.tick()
        eventually(lambda: self.tick() >= before + 2, 10, "two ticks")
        (self.commands.markers / "go").touch()
        self.wait_for_job(job, "completed")

    def test_a_job_starts_at_its_run_at_not_at_the_next_poll(self):
        self.commands.script("mark", "date +%s.%N >> $MARKERS/at")
        self.server.execute("update baton.settings set idle_poll = '30 seconds'")
        self.start_executor(slots=1)
        # Before that the doorbell does not reach it, and the poll that would find the job is half a minute away.
        eventually(lambda: self.server.value("select bool_or(idle) from baton.executors"), 10, "an idle executor")
        job = self.insert_job([{"key": "a", "command": ["mark"]}],
                              run_at=self.server.value("select now() + interval '1.3 seconds'"))
        self.wait_for_job(job, "completed", 10)
        late = float(self.commands.marks("at")[0]) - self.server.value(
            "select extract(epoch from run_at)::float from baton.jobs where id = %s", job)
        self.assertTrue(0 <= late < 0.7, late)


class Latency(baton_harness.SystemTest):
    def delays(self, count):
        """Seconds from the INSERT's commit to the script's first instruction."""
        self.commands.script("mark", 'echo "$BATON_JOB_ID $EPOCHREALTIME" >> $MARKERS/at')
        delays = []
        for number in range(1, count + 1):
            job = self.insert_job([{"key": "a", "command": ["mark"]}])
            committed = time.time()
            # A doorbell can be missed by design; then the next poll, at most 10 s away, finds the job.
            eventually(lambda: len(self.commands.marks("at")) == number, 20, "the script's mark")
            delays.append(float(self.commands.marks("at")[-1].split()[1]) - committed)
            self.wait_for_job(job, "completed")
        return delays

    def test_the_doorbell_starts_a_step_long_before_the_next_poll(self):
        self.server.execute("update baton.settings set idle_poll = '10 seconds'")
        self.start_executor(slots=2)
        # Before it says so, an INSERT may not ring: that is what the poll is for.
        eventually(lambda: self.server.rows("select 1 from baton.executors where idle and status = 'active'"),
                   10, "an executor that waits for the doorbell")
        delays = self.delays(10)
        # The promise (10 ms) is for an idle system and measured by scripts/bench; here the machine may be busy.
        # Without a doorbell the median is 5 s.
        self.assertLess(statistics.median(delays), 2.5, delays)

    def test_polling_alone_starts_it_within_the_poll_interval(self):
        self.server.execute("update baton.settings set idle_poll = '1 second'")
        self.start_executor("--poll-only", slots=2).wait_for_log("registered")
        delays = self.delays(10)
        self.assertLess(statistics.median(delays), 1.5, delays)
        self.assertEqual(self.server.rows("select 1 from pg_stat_activity where query ilike 'listen%%'"), [])


class Cost(baton_harness.SystemTest):
    """What an executor costs that has nothing to do, or much to carry."""

    def resident_kb(self, pid):
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0])

    def cpu_seconds(self, pid):
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def test_an_idle_executor_asks_once_a_second_and_uses_no_cpu(self):
        # Ten times as fast as it is by default: renewals, the tick and its work take the place of polls. By default nobody else asks, and
        # an interval that is never longer than the poll's is the promise.
        self.server.execute("update baton.settings set tick_interval = '1 second', idle_poll = '100 milliseconds'")
        self.server.execute("alter system set log_statement = 'all'")
        self.server.execute("select pg_reload_conf()")
        executor = self.start_executor(slots=4, name="idler")
        executor.wait_for_log("registered")

        def queries():
            return len(re.findall(r"baton executor idler LOG:  execute ", self.server.log))
        eventually(lambda: queries() >= 10, 10, "the first polls")
        before, cpu, started = queries(), self.cpu_seconds(executor.pid), time.monotonic()
        eventually(lambda: queries() >= before + 60, 30, "sixty more queries")
        seconds = time.monotonic() - started
        self.assertGreater(seconds, 60 * 0.1 * 0.98, "at most one in each interval")
        self.assertLess((self.cpu_seconds(executor.pid) - cpu) / seconds, 0.05)
        asked = re.findall(r"execute \w+: select .*?baton\.(\w+)\(", self.server.log)
        self.assertLessEqual({"claim_steps", "renew_lease", "maintain"}, set(asked))

    @unittest.skipIf(baton_harness.SANITIZED, "the sanitizer's own memory counts")
    def test_a_hundred_scripts_fit_into_30_mb(self):
        self.commands.script("work", "echo started; while [ ! -e $MARKERS/go ]; do sleep 0.5; done")
        executor = self.start_executor(slots=100)
        jobs = [self.insert_job([{"key": "a", "command": ["work"]}]) for _ in range(100)]
        eventually(lambda: self.server.value("select count(*) from baton.running") == 100, 60, "100 scripts")
        self.assertLess(self.resident_kb(executor.pid), 30 * 1024)
        (self.commands.markers / "go").touch()
        for job in jobs:
            self.wait_for_job(job, "completed", 60)

    @unittest.skipIf(baton_harness.SANITIZED, "the sanitizer's own memory counts")
    def test_a_flood_of_output_needs_no_memory(self):
        size = int(os.environ.get("BATON_TEST_FLOOD_MB", "1000"))
        self.commands.script("flood", f"head -c {size}M /dev/zero")
        executor = self.start_executor(slots=1)
        job = self.insert_job([{"key": "a", "command": ["flood"], "timeout": "10 minutes"}])
        largest = 0

        def ended():
            nonlocal largest
            largest = max(largest, self.resident_kb(executor.pid))
            return self.job_status(job) == "completed"
        eventually(ended, 300, "the end of the flood")
        self.assertLess(largest, 30 * 1024)
        self.assertEqual(self.attempts(job)[0]["stdout_bytes"], size << 20)


if __name__ == "__main__":
    unittest.main()
