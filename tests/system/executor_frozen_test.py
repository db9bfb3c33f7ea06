#!/usr/bin/python3
"""Executors that are really frozen (SIGSTOP) past their lease while their scripts end, and then wake up (SIGCONT) and
report: every such report is refused. BATON_FROZEN_TRIALS=500 is the long form."""

import os
import re
import signal
import unittest

import baton_harness
from baton_harness import eventually

TRIALS = int(os.environ.get("BATON_FROZEN_TRIALS", "50"))
EXECUTORS = 2
SLOTS = 25

# The first attempt waits for a gate that opens while its executor is frozen. The second is done at once, or, of every
# other job, still runs when the frozen executor wakes up.
WORK = """
if [ $BATON_ATTEMPT != 1 ]; then
  [ $((BATON_JOB_ID % 2)) = 0 ] || read < $MARKERS/second_gate
  exit 0
fi
echo $BATON_ATTEMPT_TOKEN >> $MARKERS/started
read < $MARKERS/gate
echo $BATON_ATTEMPT_TOKEN >> $MARKERS/ended
"""


class Frozen(baton_harness.SystemTest):
    def test_what_they_report_when_they_wake_up_is_refused(self):
        self.server.execute("update baton.settings set tick_interval = '1 second', lease_ticks = 2")
        self.commands.script("work", WORK)
        for gate in ("gate", "second_gate"):
            os.mkfifo(self.commands.markers / gate)
        frozen = [self.start_executor(name=f"frozen-{n}", slots=SLOTS) for n in range(EXECUTORS)]
        for executor in frozen:
            executor.wait_for_log("registered")
        done = 0
        while done < TRIALS:
            done += self.freeze_and_thaw(frozen)
        refused = sum(len(re.findall(r'a report changed nothing .*result="stale: ', executor.log)) for executor in frozen)
        print(f"{refused} of {done} late reports of frozen executors were refused")
        self.assertEqual(refused, done)

    def freeze_and_thaw(self, frozen):
        """One trial for each slot of each executor; how many trials that were."""
        count = EXECUTORS * SLOTS
        started = len(self.commands.marks("started"))
        jobs = [row["id"] for row in self.server.rows(
            """insert into baton.jobs (steps) select '[{"key": "a", "command": ["work"], "timeout": "1 hour"}]'
               from generate_series(1, %s) returning id""", count)]
        eventually(lambda: len(self.commands.marks("started")) == started + count, 60, "an attempt in every slot")
        before = self.shown(jobs)
        self.assertEqual({row["outcome"] for row in before}, {"running"})
        for executor in frozen:
            os.kill(executor.pid, signal.SIGSTOP)
        self.open_gate("gate", lambda: len(self.commands.marks("ended")) == started + count)
        rescuer = self.start_executor(name="rescuer", slots=count)
        second = {(job, 2, "running" if job % 2 else "completed") for job in jobs}
        eventually(lambda: second <= {(row["job_id"], row["attempt"], row["outcome"]) for row in self.shown(jobs)}, 60,
                   "the second attempts")
        recorded = self.shown(jobs)
        self.assertEqual({row["outcome"] for row in recorded if row["attempt"] == 1}, {"lost"})
        for executor in frozen:
            said = executor.log.count("a report changed nothing")
            os.kill(executor.pid, signal.SIGCONT)
            eventually(lambda: executor.log.count("a report changed nothing") == said + SLOTS, 30,
                       f"{SLOTS} refused reports")
        self.assertEqual(self.shown(jobs), recorded, "nothing has changed")
        self.open_gate("second_gate", lambda: self.server.value(
            "select count(*) from baton.jobs where id = any (%s) and status = 'completed'", jobs) == count)
        rescuer.terminate()
        self.assertEqual(rescuer.wait(), 0)
        return count

    def open_gate(self, name, all_have_passed):
        """Until every script has seen the end of the pipe. Opened for both, it lets in those who wait to read; its end
        is what they read. Some may come later."""
        def passed():
            os.close(os.open(self.commands.markers / name, os.O_RDWR | os.O_NONBLOCK))
            return all_have_passed()
        eventually(passed, 60, "the end of every script")

    def shown(self, jobs):
        return self.server.rows("select job_id, attempt, outcome, executor_id, finished_at from baton.attempts"
                                " where job_id = any (%s) order by job_id, attempt", jobs)


if __name__ == "__main__":
    unittest.main()
