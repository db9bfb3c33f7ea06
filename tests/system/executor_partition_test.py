#!/usr/bin/python3
"""An executor that is cut off from its database: what must not outlive the lease is dead before the lease ends."""

import contextlib
import os
import signal
import unittest

import baton_harness
from baton_harness import eventually, is_alive
from tcp_proxy import TcpProxy

# Each kind of script says that it runs, and where it may, that it is told to end.
NICE = """echo $$ >> $MARKERS/pids.$BATON_STEP
[ $BATON_ATTEMPT = 1 ] || exit 0
while [ ! -e $MARKERS/go ]; do sleep 0.05; done"""
# Of this machine, and used by no other test.
ADDRESS = f"127.77.{os.getpid() >> 8 & 255}.{os.getpid() & 255 or 1}"
STUBBORN = "trap '' TERM\n" + NICE


class CutOff(baton_harness.SystemTest):
    fresh_server = True

    def setUp(self):
        super().setUp()
        # Leases end 9 to 10 s after the last renewal; 6.75 s after it scripts are told, 1.8 s later killed.
        self.server.execute("update baton.settings set tick_interval = '1 second', lease_ticks = 10")
        self.commands.script("nice", NICE)
        self.commands.script("stubborn", STUBBORN)

    def start_steps(self, *modes, command="nice"):
        job = self.insert_job([{"key": mode, "command": [command], "on_disconnect": mode, "grace": "1 minute"}
                               for mode in modes])
        eventually(lambda: all(self.commands.marks(f"pids.{mode}") for mode in modes), 20, "all scripts")
        return job

    def first_pid(self, mode):
        return self.commands.marks(f"pids.{mode}")[0]

    def lose_the_lease(self):
        """Turns the tick, as another executor would, until the lease has ended."""
        def is_lost():
            self.server.execute("select baton.maintain()")
            return self.server.value("select status from baton.executors order by id limit 1") == "lost"
        eventually(is_lost, 30, "the end of the lease")


class Elsewhere(CutOff):
    """The line goes through a proxy, behind which the database may be anywhere."""

    def setUp(self):
        super().setUp()
        self.proxy = TcpProxy(self.server.directory / ".s.PGSQL.5432")
        self.addCleanup(self.proxy.close)
        self.executor = self.start_executor(environment=self.proxy.environment, slots=4)

    def check_dead(self, *modes):
        for mode in modes:
            self.assertFalse(is_alive(self.first_pid(mode)), f"{mode} outlives the lease")

    def test_auto_and_kill_are_dead_before_the_lease_ends_and_keep_goes_on(self):
        job = self.start_steps("auto", "kill", "keep")
        self.proxy.cut()
        self.lose_the_lease()
        self.check_dead("auto", "kill")
        self.assertTrue(is_alive(self.first_pid("keep")))
        self.assertRegex(self.executor.log, "the lease could not be renewed.*stopped=2")

        self.proxy.heal()
        self.executor.wait_for_log("the lease has ended; what runs is stopped")
        eventually(lambda: not is_alive(self.first_pid("keep")), 10, "the end of what was lost")
        self.wait_for_job(job, "completed", 40)
        for mode in ("auto", "kill", "keep"):
            self.assertEqual([row["outcome"] for row in self.attempts(job, mode)], ["lost", "completed"])

    def test_a_script_that_ignores_sigterm_is_dead_before_the_lease_ends(self):
        self.start_steps("auto", command="stubborn")
        self.proxy.cut()
        self.lose_the_lease()
        self.check_dead("auto")

    def test_a_short_cut_stops_nothing(self):
        job = self.start_steps("auto")
        renewed = self.server.value("select renewed_tick from baton.executors")
        self.proxy.cut()
        eventually(lambda: self.server.execute("select baton.maintain()") or self.server.value(
            "select tick from baton.clock") >= renewed + 3, 20, "three ticks")
        self.proxy.heal()
        eventually(lambda: self.server.value("select renewed_tick from baton.executors") >= renewed + 3, 20,
                   "a renewal")
        (self.commands.markers / "go").touch()
        self.wait_for_job(job, "completed", 20)
        self.assertEqual([row["outcome"] for row in self.attempts(job)], ["completed"])

    def test_a_frozen_executor_does_not_let_its_scripts_outlive_the_lease(self):
        job = self.start_steps("auto")
        os.kill(self.executor.pid, signal.SIGSTOP)
        self.lose_the_lease()
        self.check_dead("auto")
        self.assertEqual(self.executor.wait(), -signal.SIGKILL, "it cannot stop them by itself, but die")
        self.start_executor(slots=4)
        self.wait_for_job(job, "completed", 40)
        self.assertEqual([row["outcome"] for row in self.attempts(job)], ["lost", "completed"])


class LateAnswer(CutOff):

    def test_a_claim_whose_answer_comes_after_the_lease_starts_nothing(self):
        self.server.execute("update baton.settings set lease_ticks = 4, idle_poll = '100 milliseconds'")
        proxy = TcpProxy(self.server.directory / ".s.PGSQL.5432")
        self.addCleanup(proxy.close)
        self.start_executor(environment=proxy.environment, slots=1).wait_for_log("registered")
        with contextlib.closing(self.server.connect(autocommit=False)) as connection:
            connection.cursor().execute("select from baton.executors for update")
            job = self.insert_job([{"key": "auto", "command": ["nice"]}])
            eventually(lambda: self.server.rows("select 1 from pg_stat_activity where wait_event_type = 'Lock'"), 20,
                       "a claim that waits")
            proxy.cut_answers()
        self.wait_for_step(job, "auto", "running")
        self.lose_the_lease()
        proxy.heal()
        (self.commands.markers / "go").touch()
        self.wait_for_job(job, "completed", 40)
        self.assertEqual([row["outcome"] for row in self.attempts(job)], ["lost", "completed"])
        self.assertEqual(len(self.commands.marks("pids.auto")), 1, "only the second attempt started a script")


class OnTheSameMachine(CutOff):
    server_options = {"settings": {"listen_addresses": f"'{ADDRESS}'"}}

    def check_auto_goes_on(self):
        job = self.start_steps("auto", "keep", "kill")
        self.server.stop()
        eventually(lambda: not is_alive(self.first_pid("kill")), 20, "the end of what must not go on alone")
        for mode in ("auto", "keep"):
            self.assertTrue(is_alive(self.first_pid(mode)), f"{mode}: nobody turns the tick meanwhile")
        self.server.start()
        (self.commands.markers / "go").touch()
        self.wait_for_job(job, "completed", 40)
        for mode, outcomes in {"auto": ["completed"], "keep": ["completed"], "kill": ["interrupted", "completed"]}.items():
            self.assertEqual([row["outcome"] for row in self.attempts(job, mode)], outcomes)

    def test_by_unix_socket_auto_keeps_running(self):
        self.start_executor(slots=4)
        self.check_auto_goes_on()

    def test_by_tcp_auto_keeps_running(self):
        self.start_executor(environment={"PGHOST": ADDRESS}, slots=4)
        self.check_auto_goes_on()


if __name__ == "__main__":
    unittest.main()
