"""Random graphs run by real executors that are killed (SIGKILL) again and again while an attempt of theirs runs.
The scripts write down themselves what they did; one file that all append to puts it in order."""

import collections
import os
import random
import time
import unittest

import baton_harness
from baton_harness import eventually
from graphs import random_graph
from invariants import broken

SEED = int(os.environ.get("BATON_SEED", "1"))
JOBS = int(os.environ.get("BATON_CHAOS_JOBS", "150"))
SECONDS = float(os.environ.get("BATON_CHAOS_SECONDS", "420"))

STEP = """
echo "$BATON_JOB_ID $BATON_STEP $BATON_ATTEMPT start" >> $MARKERS/order
[ $((RANDOM % 25)) = 0 ] && exit 3
echo "$BATON_JOB_ID $BATON_STEP $BATON_ATTEMPT end" >> $MARKERS/order
"""


class ExecutorKill(baton_harness.SystemTest):

    def test_all_jobs_end_in_order_although_executors_are_killed(self):
        self.server.execute("update baton.settings set tick_interval = '1 second', lease_ticks = 2, lost_attempts = 50")
        self.server.execute("update baton.error_classes set base_delay = '1 ms', max_delay = '20 ms'")
        self.commands.script("step", STEP)
        for _ in range(2):
            self.start_executor(slots=4)
        for number in range(JOBS):
            self.insert_job(random_graph(SEED * 100000 + number))
        kills = self.kill_until_done()
        self.assertGreaterEqual(kills, 3)
        self.assertEqual(broken(self.server), {}, f"seed {SEED}")
        self.check_order()
        lost = self.server.value("select count(*) from baton.attempts where outcome = 'lost'")
        self.assertGreaterEqual(lost, kills, "each kill hit an attempt that ran")
        print(f"seed {SEED}: {JOBS} jobs, {kills} kills, {lost} lost attempts, "
              f"{len(self.commands.marks('order'))} marks")

    def kill_until_done(self):
        chance, kills, end = random.Random(SEED), 0, time.monotonic() + SECONDS
        while self.server.value("select exists (select from baton.jobs where finished_at is null)"):
            self.assertLess(time.monotonic(), end, "the jobs did not end in time")
            victim = chance.choice(self.executors[-2:])
            if self.kill_while_it_runs_something(victim):
                kills += 1
                self.start_executor(slots=4)
            self.wait_for_some_progress()
        return kills

    def kill_while_it_runs_something(self, victim):
        """Freezes the victim, so that what it runs cannot end unseen before it is killed."""
        victim.process.send_signal(baton_harness.signal.SIGSTOP)
        runs = self.server.value(
            "select exists (select from baton.running as r join baton.executors as e on e.id = r.executor_id"
            " where e.pid = %s and e.status = 'active')", victim.pid)
        if not runs:
            victim.process.send_signal(baton_harness.signal.SIGCONT)
            return False
        victim.kill()
        self.executors.remove(victim)
        victim.remove()
        return True

    def wait_for_some_progress(self):
        """Until as much was done as makes about ten kills in all, or nothing is left to do."""
        before = len(self.commands.marks("order"))
        eventually(lambda: len(self.commands.marks("order")) >= before + max(50, JOBS * 5)
                   or not self.server.value("select exists (select from baton.jobs where finished_at is null)"), 120)

    def check_order(self):
        """By the scripts' own marks: attempts count up by one, and nothing starts before its dependencies ended."""
        parents = {(str(row["id"]), row["key"]): row["parents"] for row in self.server.rows(
            """select job.id, step.key, array(select parent.key from baton.definition_steps as parent
                  where parent.definition_id = step.definition_id and parent.n = any (step.parents)) as parents
               from baton.jobs as job join baton.definition_steps as step using (definition_id)
               where step.run_if = 'all_completed'""")}
        started, ended = collections.defaultdict(list), set()
        for line in self.commands.marks("order"):
            job, step, attempt, what = line.split()
            if what == "end":
                ended.add((job, step))
                continue
            started[job, step].append(int(attempt))
            for parent in parents.get((job, step), []):
                self.assertIn((job, parent), ended, f"{line}: before {parent} ended")
        counts = {(str(row["job_id"]), row["key"]): row["attempts"] for row in self.server.rows(
            "select job_id, key, attempts from baton.steps where attempts > 0")}
        for key, attempts in started.items():
            self.assertEqual(len(attempts), len(set(attempts)), f"{key}: an attempt ran twice: {attempts}")
            self.assertLessEqual(max(attempts), counts[key], f"{key} started more often than it was counted")


if __name__ == "__main__":
    unittest.main()
