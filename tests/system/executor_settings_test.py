#!/usr/bin/python3
"""Settings that change while executors run: what they go by and what the database counts stay the same."""

import unittest

import baton_harness
from baton_harness import eventually, is_alive
from tcp_proxy import TcpProxy


class Lengths(baton_harness.SystemTest):
    fresh_server = True

    def setUp(self):
        super().setUp()
        self.commands.script("work", """echo $$ >> $MARKERS/pids
            while [ ! -e $MARKERS/go ]; do sleep 0.05; done""")

    def start_step(self, **step):
        job = self.insert_job([{"key": "a", "command": ["work"], **step}])
        eventually(lambda: self.commands.marks("pids"), 20, "the script")
        return job

    def tick_interval(self):
        return self.server.value("select extract(epoch from tick_interval)::int from baton.clock")

    def ticks(self):
        """Turns the tick, as another executor would."""
        self.server.execute("select baton.maintain()")
        return self.server.value("select tick from baton.clock")

    def test_a_shorter_tick_loses_nothing(self):
        proxy = TcpProxy(self.server.directory / ".s.PGSQL.5432")
        self.addCleanup(proxy.close)
        self.start_executor(environment=proxy.environment, slots=1).wait_for_log("registered")
        job = self.start_step(max_attempts=1, on_disconnect="kill")
        self.server.execute("update baton.settings set tick_interval = '1 second'")
        before = self.ticks()
        eventually(lambda: self.ticks() > before + 6 and self.tick_interval() == 1, 90, "short ticks")
        (self.commands.markers / "go").touch()
        self.wait_for_job(job, "completed", 40)
        self.assertEqual([row["outcome"] for row in self.attempts(job)], ["completed"])

    def test_a_shorter_lease_runs_no_step_twice_at_once(self):
        self.server.execute("update baton.settings set tick_interval = '1 second', lease_ticks = 12")
        proxy = TcpProxy(self.server.directory / ".s.PGSQL.5432")
        self.addCleanup(proxy.close)
        self.start_executor(environment=proxy.environment, slots=1).wait_for_log("registered")
        job = self.start_step(on_disconnect="kill", grace="1 minute")
        proxy.cut()
        self.server.execute("update baton.settings set lease_ticks = 2")
        eventually(lambda: self.ticks() and self.step(job, "a")["status"] != "running", 60, "the end of the lease")
        self.assertFalse(is_alive(self.commands.marks("pids")[0]), "the script outlives the lease")


if __name__ == "__main__":
    unittest.main()
