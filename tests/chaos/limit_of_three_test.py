"""A limit of 3, eight executors, and what goes wrong in production: the scripts themselves see that no fourth one is alive."""

import os
import random
import signal
import time
import unittest

import baton_harness
from baton_harness import eventually
from invariants import broken

EXECUTORS = 8
SECONDS = float(os.environ.get("BATON_LIMIT_SECONDS", "15"))
SEED = int(os.environ.get("BATON_LIMIT_SEED", "1"))

# How many of its kind are alive, itself among them. One looks at a time; a file whose process is gone
# was killed with it. While $MARKERS/together is there, a script waits until three were alive at once.
STEP = """
alive=$MARKERS/alive
exec 9>$MARKERS/lock
flock 9
for file in $alive/*; do [ -d /proc/${file##*/} ] || rm -f "$file"; done
: > $alive/$$
ls $alive | wc -l >> $MARKERS/counts
flock --unlock 9
exec 9>&-
sleep 0.00$((RANDOM % 10))
while [ -e $MARKERS/together ] && ! grep -qx 3 $MARKERS/counts; do sleep 0.01; done
rm $alive/$$
"""


class LimitOfThree(baton_harness.SystemTest):
    fresh_server = True

    def setUp(self):
        super().setUp()
        (self.commands.markers / "alive").mkdir()
        self.commands.script("step", STEP)
        self.server.execute("insert into baton.concurrency_limits (name, slots) values ('browser', 3)")
        self.random = random.Random(SEED)

    def start(self, number):
        return self.start_executor(name=f"executor-{number}", slots=2)

    def insert(self, count):
        self.server.execute(
            "insert into baton.jobs (steps) select '[{\"key\": \"a\", \"command\": [\"step\"], \"limit\": \"browser\"}]' from generate_series(1, %s)", count)

    def kill_one(self):
        number = self.random.randrange(EXECUTORS)
        self.running[number].kill()
        self.running[number] = self.start(number)

    def freeze_one(self):
        pid = self.running[self.random.randrange(EXECUTORS)].pid
        os.kill(pid, signal.SIGSTOP)
        time.sleep(self.random.uniform(0.1, 1.5))   # as long as it stands still
        os.kill(pid, signal.SIGCONT)

    def drain_one(self):
        number = self.random.randrange(EXECUTORS)
        self.running[number].terminate()
        self.running[number].wait()
        self.running[number] = self.start(number)

    def cut_connections(self):
        self.server.execute("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'baton%%'")

    def crash_the_database(self):
        self.server.restart("immediate")

    def change_the_limit(self):
        self.server.execute("update baton.concurrency_limits set slots = %s where name = 'browser'", self.random.choice((1, 2, 3, 3)))

    def waiting(self):
        return self.server.value("select count(*) from baton.jobs where finished_at is null")

    def test_there_is_never_a_fourth(self):
        # However slow the machine is: three scripts wait for each other, so all slots can be used.
        together = self.commands.markers / "together"
        together.touch()
        self.running = [self.start(number) for number in range(EXECUTORS)]
        self.insert(3)
        eventually(lambda: self.waiting() == 0, 90, "three scripts are alive at once")
        together.unlink()
        faults = [self.kill_one, self.kill_one, self.freeze_one, self.drain_one, self.cut_connections, self.change_the_limit]
        self.insert(300)
        crash_at = time.monotonic() + SECONDS / 2
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            if crash_at and time.monotonic() > crash_at:
                self.crash_the_database()
                crash_at = None
            self.random.choice(faults)()
            if self.waiting() < 100:
                self.insert(200)
            self.assertLessEqual(max(map(int, self.commands.marks("counts")), default=0), 3)
        self.server.execute("update baton.concurrency_limits set slots = 3 where name = 'browser'")
        eventually(lambda: self.waiting() == 0, 90, lambda: str(self.server.rows("select * from baton.limit_status")))
        counts = [int(line) for line in self.commands.marks("counts")]
        self.assertEqual(max(counts), 3, "all three slots were used, and no more")
        # Lost attempts run again, as often as a step may lose its executor; nothing else fails.
        self.assertEqual(self.server.value("select count(*) from baton.jobs where status <> 'completed' and error_code is distinct from 'EXECUTOR_LOST'"), 0)
        self.assertEqual(broken(self.server), {})


if __name__ == "__main__":
    unittest.main()
