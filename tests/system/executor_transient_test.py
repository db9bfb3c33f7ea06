#!/usr/bin/python3
"""Errors of the database that pass, and those that do not: what is repeated, how often, and what happens to results."""

import contextlib
import datetime
import itertools
import os
import pathlib
import re
import shutil
import signal
import tempfile
import unittest

import baton_harness
from baton_harness import eventually
from tcp_proxy import TcpProxy


class Troubled(baton_harness.SystemTest):
    fresh_server = True

    def setUp(self):
        super().setUp()
        self.spool = pathlib.Path(tempfile.mkdtemp(prefix="baton-spool."))
        self.addCleanup(shutil.rmtree, self.spool, ignore_errors=True)
        self.commands.script("mark", "echo $BATON_JOB_ID >> $MARKERS/runs")
        self.commands.script("work", "echo $BATON_JOB_ID >> $MARKERS/runs; while [ ! -e $MARKERS/go ]; do sleep 0.05; done")

    def start(self, **options):
        return self.start_executor("--spool-dir", self.spool, name="one", **{"slots": 4, **options})

    def insert(self, command="mark"):
        return self.insert_job([{"key": "a", "command": [command]}])

    def go(self):
        (self.commands.markers / "go").touch()

    def fail_calls(self, statement, table="baton.attempt_rows", times=1_000_000, job=None):
        """Lets the first inserts into a table end with `statement`, also where the transaction rolls back."""
        self.server.execute(f"""
            create sequence if not exists public.blows;
            grant usage on sequence public.blows to public;
            create or replace function public.blow() returns trigger language plpgsql as $$
            begin
              if ({job or 'new.job_id'} = new.job_id) and nextval('public.blows') <= {times} then
                {statement};
              end if;
              return new;
            end $$;
            create or replace trigger blow before insert on {table} for each row execute function public.blow();""")

    def stop_failing(self, table="baton.attempt_rows"):
        self.server.execute(f"drop trigger blow on {table}")

    def pauses(self, executor, pattern):
        times = [datetime.datetime.fromisoformat(stamp.replace("Z", "+00:00"))
                 for stamp in re.findall(rf"(?m)^(\S+) \w+ {pattern}", executor.log)]
        return [(later - earlier).total_seconds() for earlier, later in zip(times, times[1:])]

    def check_completed_once(self, *jobs, deadline=40):
        for job in jobs:
            self.wait_for_job(job, "completed", deadline)
            self.assertEqual([row["outcome"] for row in self.attempts(job)], ["completed"])
            self.assertEqual(self.commands.marks("runs").count(str(job)), 1, "it ran once")


class Transient(Troubled):
    def test_a_start_that_meets_a_lock_waits_for_it(self):
        self.server.execute("alter database baton set lock_timeout = '50ms'")
        with contextlib.closing(self.server.connect(autocommit=False)) as operator:
            operator.cursor().execute("lock table baton.installation")
            executor = self.start()
            executor.wait_for_log("warning .*55P03|warning .*57014")
            self.assertTrue(executor.running)
        self.check_completed_once(self.insert())

    def test_deadlocks_are_repeated_after_1_2_and_4_seconds(self):
        self.fail_calls("raise exception using errcode = '40P01', message = 'deadlock detected'", times=3)
        executor = self.start()
        self.check_completed_once(self.insert())
        pauses = self.pauses(executor, "refused by the database.*sqlstate=40P01")
        self.assertEqual(len(pauses), 2)
        self.assertGreater(pauses[0], 0.45)
        self.assertGreater(pauses[1], 0.9, "twice as long")

    def test_a_server_that_is_away_is_asked_less_and_less_often(self):
        executor = self.start()
        executor.wait_for_log("registered")
        self.server.stop()
        # Not those that a server that shuts down or starts has answered: it will be there soon.
        line = "no connection to the database message="
        eventually(lambda: executor.log.count(line) >= 5, 60, "five tries")
        announced = [int(pause) / 1000 for pause in re.findall(f"{line}.* next_try_ms=(\\d+)", executor.log)]
        # Each is at least half of its length and lengths double, up to one of 10 s.
        for earlier, later in itertools.pairwise(announced):
            self.assertGreaterEqual(later, min(earlier, 5), announced)
        self.assertGreater(announced[4], 3.9, "the fifth")
        for pause, least in zip(self.pauses(executor, line), announced):
            self.assertGreater(pause, least - 0.01, "no earlier than announced")
        before = executor.log.count(line)
        self.server.start()
        self.check_completed_once(self.insert())
        self.assertLess(executor.log.count(line), before + 3)

    def test_a_call_that_runs_too_long_is_ended_and_repeated(self):
        self.server.execute("update baton.settings set tick_interval = '5 seconds', lease_ticks = 10")
        executor = self.start()
        executor.wait_for_log("registered")
        # The limits of a connection follow from the tick that was in force when it was made.
        self.server.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                            " where application_name like 'baton executor%'")
        executor.wait_for_log("registered.*\n(.*\n)*.*registered")
        self.fail_calls("perform pg_sleep(30)", times=1)
        self.check_completed_once(self.insert())
        # A call that was let go on would have stored it at the first try.
        self.assertGreater(self.server.value("select last_value from public.blows"), 1)

    def test_a_server_without_free_connections_is_waited_for(self):
        self.server.execute("create role worker login in role baton_executor")
        executor = self.start(user="worker")
        job = self.insert("work")
        eventually(lambda: self.commands.marks("runs"), 20, "the script")
        self.server.execute("alter role worker connection limit 0")
        self.server.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'worker'")
        executor.wait_for_log("no connection to the database.*sqlstate=53300(.*\n)*.*sqlstate=53300")
        self.go()
        executor.wait_for_log('ended job=.* how="exited 0"')
        self.server.execute("alter role worker connection limit -1")
        self.check_completed_once(job)
        self.assertTrue(executor.running)

    def test_a_server_that_became_read_only_is_left_for_one_that_can_write(self):
        # As a standby behind a pooler shows itself: else an executor says itself that it writes.
        executor = self.start_executor("--spool-dir", self.spool, "--poll-only", name="one", slots=4)
        job = self.insert("work")
        eventually(lambda: self.commands.marks("runs"), 20, "the script")
        self.server.execute("alter database baton set default_transaction_read_only = on")
        self.server.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                            " where application_name like 'baton executor%'")
        executor.wait_for_log("sqlstate=25006")
        self.go()
        self.server.execute("set default_transaction_read_only = off; alter database baton reset default_transaction_read_only")
        self.check_completed_once(job)

    def test_live_output_that_is_refused_comes_later(self):
        self.fail_calls("raise exception using errcode = '53100', message = 'disk full'", table="baton.output_rows", times=2)
        self.commands.script("talk", "echo hello; while [ ! -e $MARKERS/go ]; do sleep 0.05; done")
        executor = self.start()
        job = self.insert("talk")
        executor.wait_for_log("refused by the database.*call=append_output sqlstate=53100")
        eventually(lambda: self.server.rows("select 1 from baton.attempt_output where job_id = %s", job), 20, "the output")
        self.go()
        self.wait_for_job(job, "completed")
        self.assertEqual(self.server.value("select string_agg(content, '') from baton.attempt_output where job_id = %s", job),
                         "hello\n")

    def test_a_checkpoint_that_is_refused_comes_later(self):
        self.server.execute("""
            create sequence public.blows;
            grant usage on sequence public.blows to public;
            create function public.blow() returns trigger language plpgsql as $$
            begin
              if new.checkpoint is distinct from old.checkpoint and nextval('public.blows') <= 2 then
                raise exception using errcode = '40001', message = 'could not serialize';
              end if;
              return new;
            end $$;
            create trigger blow before update on baton.running for each row execute function public.blow();""")
        self.commands.script("save", """echo '{"type": "checkpoint", "page": 3}' >&3
            while [ ! -e $MARKERS/go ]; do sleep 0.05; done""")
        executor = self.start()
        job = self.insert("save")
        executor.wait_for_log("refused by the database.*call=save_checkpoint sqlstate=40001")
        eventually(lambda: self.server.rows(
            "select 1 from baton.running where job_id = %s and checkpoint is not null", job), 20, "the checkpoint")
        self.go()
        self.wait_for_job(job, "completed")


class Frozen(Troubled):
    server_options = {"settings": {"deadlock_timeout": "1h"}}

    def freeze(self, backend):
        """While it waits for a lock: at any other moment it may have a latch in hand that the whole server waits for."""
        with contextlib.closing(self.server.connect(autocommit=False)) as other:
            other.cursor().execute("lock table baton.executors in access exclusive mode")
            eventually(lambda: self.server.rows(
                "select 1 from pg_stat_activity where pid = %s and wait_event_type = 'Lock'", backend), 20, "a backend that waits")
            os.kill(backend, signal.SIGSTOP)
            self.addCleanup(os.kill, backend, signal.SIGCONT)

    def setUp(self):
        super().setUp()
        self.server.execute("update baton.settings set tick_interval = '1 second', lease_ticks = 30")

    def test_a_backend_that_hangs_is_given_up(self):
        executor = self.start()
        first = self.insert("work")
        eventually(lambda: self.commands.marks("runs"), 20, "the script")
        self.freeze(self.server.value("select backend_pid from baton.executors"))
        self.go()
        second = self.insert()
        executor.wait_for_log("the database did not answer in time", 30)
        self.check_completed_once(first, second)

    def test_a_line_that_swallows_everything_is_given_up_and_the_result_is_on_disk(self):
        proxy = TcpProxy(self.server.directory / ".s.PGSQL.5432")
        self.addCleanup(proxy.close)
        executor = self.start(environment={**proxy.environment, "PGCONNECT_TIMEOUT": "3"})
        job = self.insert("work")
        eventually(lambda: self.commands.marks("runs"), 20, "the script")
        proxy.cut()
        self.go()
        eventually(lambda: list((self.spool / "one").glob("*.report")), 10, "the result on disk")
        self.assertNotRegex(executor.log, "no connection to the database", "before the connection is given up")
        # One that is made meanwhile hears nothing either, and is given up as well.
        executor.wait_for_log("no connection to the database(.*\n)*.*no connection to the database", 60)
        proxy.heal()
        self.check_completed_once(job)

    def test_an_executor_that_cannot_reach_its_database_at_the_start_waits(self):
        proxy = TcpProxy(self.server.directory / ".s.PGSQL.5432")
        self.addCleanup(proxy.close)
        proxy.cut()
        executor = self.start(environment={**proxy.environment, "PGCONNECT_TIMEOUT": "3"})
        executor.wait_for_log("no connection to the database", 60)
        proxy.heal()
        self.check_completed_once(self.insert())


class Permanent(Troubled):
    def test_a_result_that_cannot_be_stored_waits_on_disk_and_holds_up_no_other(self):
        self.server.execute("update baton.settings set tick_interval = '1 second'")
        executor = self.start()
        jobs = [self.insert("work") for _ in range(3)]
        self.fail_calls("raise exception 'a trigger of somebody'", job=jobs[1])
        eventually(lambda: len(self.commands.marks("runs")) == 3, 20, "the scripts")
        self.go()
        self.check_completed_once(jobs[0], jobs[2])
        executor.wait_for_log(f"set aside.*work=report job={jobs[1]} step=a sqlstate=P0001", 40)
        eventually(lambda: len(list((self.spool / "one").glob("*.report"))) == 1, 20, "the result on disk")
        # It is not handed back, which would run it once more.
        renewed = self.server.value("select renewed_tick from baton.executors")
        self.check_completed_once(self.insert())
        eventually(lambda: self.server.value("select renewed_tick from baton.executors") > renewed + 1, 40, "renewals")
        self.assertEqual(self.step(jobs[1], "a")["status"], "running")
        self.assertEqual(len(self.attempts(jobs[1])), 1)
        executor.kill()
        executor = self.start()
        executor.wait_for_log(f"set aside.*work=report job={jobs[1]} step=a sqlstate=P0001", 90)
        self.stop_failing()   # and it is recorded, without anybody's help
        self.check_completed_once(jobs[1])

    def test_a_right_that_is_missing_is_said_once_and_costs_no_result(self):
        self.server.execute("create role worker login in role baton_executor")
        executor = self.start(user="worker")
        jobs = [self.insert("work") for _ in range(3)]
        eventually(lambda: len(self.commands.marks("runs")) == 3, 20, "the scripts")
        self.server.execute("revoke execute on function baton.report_attempts from baton_executor")
        self.go()
        executor.wait_for_log("refused by the database.*sqlstate=42501")
        eventually(lambda: baton_harness.results_on_disk(self.spool / "one") == 3, 20, "the results on disk")
        with contextlib.suppress(AssertionError):
            eventually(lambda: executor.log.count("42501") > 1, 4)
        self.assertEqual(executor.log.count("42501"), 1, "not every few seconds")
        self.server.execute("grant execute on function baton.report_attempts to baton_executor")
        executor.kill()
        self.start(user="worker")
        self.check_completed_once(*jobs)


if __name__ == "__main__":
    unittest.main()
