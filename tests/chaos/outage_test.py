"""PostgreSQL stops under load and comes back: every job ends, and nothing runs twice. The scripts' own marks count."""

import collections
import json
import os
import time
import unittest

import baton_harness
from baton_harness import eventually
from invariants import broken

OUTAGE = float(os.environ.get("BATON_OUTAGE_SECONDS", "4"))
JOBS = int(os.environ.get("BATON_OUTAGE_JOBS", "400"))

# Some scripts end at once and some go on through the outage, or end in it; a few do so however fast the machine is.
STEP = """
echo "$BATON_JOB_ID $BATON_STEP $BATON_ATTEMPT" >> $MARKERS/runs
if [ $((BATON_JOB_ID % 100)) = 0 ]; then while [ ! -e $MARKERS/out ]; do sleep 0.05; done; fi
[ $((BATON_JOB_ID % 10)) = 0 ] && exec sleep $((1 + RANDOM % 3))
exit 0
"""


class Outage(baton_harness.SystemTest):
    fresh_server = True

    def run_through_an_outage(self, mode):
        self.commands.script("step", STEP)
        steps = [{"key": "a", "command": ["step"]}, {"key": "b", "command": ["step"], "depends_on": ["a"]},
                 {"key": "c", "command": ["step"], "depends_on": ["b"]}]
        for number in range(2):
            self.start_executor(name=f"executor-{number}", slots=4)
        self.server.execute("insert into baton.jobs (steps) select %s::jsonb from generate_series(1, %s)", json.dumps(steps), JOBS)
        eventually(lambda: len(self.commands.marks("runs")) > JOBS // 2, 60, "half of the first steps")

        self.server.stop(mode)
        (self.commands.markers / "out").touch()
        time.sleep(OUTAGE)   # the outage itself
        self.assertLess(len(self.commands.marks("runs")), 3 * JOBS, "the outage came under load")
        self.server.start()

        eventually(lambda: self.server.value(
            "select count(*) = %s from baton.jobs where status = 'completed'", JOBS), 120,
            lambda: str(self.server.rows("select * from baton.job_overview where status <> 'completed' limit 5")))
        runs = collections.Counter(line.rpartition(" ")[0] for line in self.commands.marks("runs"))
        self.assertEqual(len(runs), 3 * JOBS)
        self.assertEqual({run: count for run, count in runs.items() if count > 1}, {}, "ran twice")
        self.assertEqual(broken(self.server), {})
        for executor in self.executors:
            self.assertTrue(executor.running)

    def test_a_stop_and_start_loses_nothing_and_runs_nothing_twice(self):
        self.run_through_an_outage("fast")

    def test_a_crash_loses_nothing_and_runs_nothing_twice(self):
        self.run_through_an_outage("immediate")


if __name__ == "__main__":
    unittest.main()
