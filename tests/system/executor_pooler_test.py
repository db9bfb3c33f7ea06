#!/usr/bin/python3
"""Executors and applications behind a real PgBouncer, whose transactions run in turn in two sessions of the server."""

import contextlib
import json
import unittest

import baton_harness
from baton_harness import eventually
from pgbouncer import PgBouncer


class Pooled(baton_harness.SystemTest):
    mode = "transaction"
    pool_size = 2

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.execute("create role app login; grant baton_app, baton_author to app")
        cls.server.execute("create function public.noted(job_id bigint, context jsonb) returns jsonb language sql"
                           " as $$ select jsonb_build_object('timeout', current_setting('statement_timeout')) $$")
        cls.server.execute("grant usage on schema public to baton_sql")

    def setUp(self):
        super().setUp()
        self.pooler = PgBouncer(self.server, self.mode, self.pool_size)
        self.addCleanup(self.pooler.remove)

    def start_pooled(self, *arguments, **options):
        executor = self.start_executor(*arguments, environment=self.pooler.environment, **options)
        executor.wait_for_log("registered")
        return executor

    def insert_by_application(self, steps, count=1):
        with contextlib.closing(self.pooler.connect("app")) as connection, connection.cursor() as cursor:
            cursor.execute("insert into baton.jobs (steps) select %s from generate_series(1, %s) returning id",
                           (json.dumps(steps), count))
            return [row[0] for row in cursor.fetchall()]

    def work_through(self):
        """Jobs of two commands and a SQL step; all complete, each step at its first attempt."""
        self.commands.script("say", "echo \"said $1\"; echo '{\"type\":\"progress\",\"percent\":50}' >&3")
        jobs = self.insert_by_application([{"key": "a", "command": ["say", "a"]},
                                           {"key": "b", "sql": "public.noted", "depends_on": ["a"]},
                                           {"key": "c", "command": ["say", "c"], "depends_on": ["b"]}], count=30)
        for job in jobs:
            self.wait_for_job(job, "completed", 120)
        self.assertEqual(self.server.row(
            "select count(*), count(*) filter (where outcome = 'completed') as completed"
            " from baton.attempts where job_id = any(%s)", jobs), {"count": 90, "completed": 90})


class InTransactionMode(Pooled):

    def test_executors_that_poll_work_and_leave_nothing_in_the_sessions(self):
        executors = [self.start_pooled("--poll-only", name=name, slots=2) for name in ("one", "two")]
        self.work_through()
        for executor in executors:
            self.assertNotRegex(executor.log, "refused by the database|no connection|pooler")
            executor.terminate()
            self.assertEqual(executor.wait(), 0)
        sessions = set()
        for _ in range(4):
            with contextlib.closing(self.pooler.connect()) as connection, connection.cursor() as cursor:
                cursor.execute("select pg_backend_pid(), current_setting('statement_timeout'),"
                               " current_setting('lock_timeout'), (select count(*) from pg_prepared_statements),"
                               " (select count(*) from pg_listening_channels())")
                pid, *kept = cursor.fetchone()
                sessions.add(pid)
                self.assertEqual(kept, ["0", "0", 0, 0])
        self.assertEqual(len(sessions), 2, "the pooler hands out its sessions in turn")

    def test_what_runs_is_cancelled_through_the_pooler(self):
        self.commands.script("wait", "echo $$ >> $MARKERS/started; exec sleep 600")
        self.start_pooled("--poll-only", slots=2)
        self.server.execute("update baton.settings set tick_interval = '1 second'")
        job, = self.insert_by_application([{"key": "a", "command": ["wait"]}])
        eventually(lambda: self.commands.marks("started"), 30, "the script")
        self.server.execute("select baton.cancel_job(%s, 'enough')", job)
        self.wait_for_job(job, "cancelled", 60)

    def test_scripts_do_not_count_on_a_database_behind_a_pooler(self):
        """Its Unix sockets look local, but the pooler can be away while the database ends the lease."""
        self.server.execute("update baton.settings set tick_interval = '1 second', lease_ticks = 10")
        self.commands.script("wait", "echo $$ >> $MARKERS/pid; exec sleep 600")
        executor = self.start_pooled("--poll-only", slots=1)
        self.insert_by_application([{"key": "a", "command": ["wait"], "grace": "1 second"}])
        eventually(lambda: self.commands.marks("pid"), 30, "the script")
        self.pooler.remove()
        executor.wait_for_log("the lease could not be renewed.*stopped=1", 60)


class OneSessionForAll(Pooled):
    pool_size = 1

    def test_an_executor_that_prepares_says_so_once_and_goes_on_by_polling(self):
        # The second finds the first one's statements in its session, the first finds its own no more.
        executors = [self.start_pooled(name=name, slots=2) for name in ("one", "two")]
        with contextlib.closing(self.pooler.connect()) as connection:
            connection.cursor().execute("deallocate all")
        for executor, sqlstate in zip(executors, ("26000", "42P05")):
            executor.wait_for_log(f"a pooler in transaction mode is in between.*sqlstate={sqlstate}")
        self.work_through()
        for executor in executors:
            self.assertEqual(executor.log.count("a pooler in transaction mode is in between"), 1)
        self.assertEqual(self.server.value(
            "select count(*) from baton.executors where status = 'active' and poll_only and name in ('one', 'two')"), 2)


class InSessionMode(Pooled):
    mode = "session"

    def test_executors_work_with_and_without_the_doorbell(self):
        # Each holds a connection of the pool; SQL steps have a pool of their own.
        executors = [self.start_pooled(*arguments, slots=2, name=f"{len(arguments)}")
                     for arguments in ((), ("--poll-only",))]
        self.work_through()
        for executor in executors:
            self.assertNotRegex(executor.log, "refused by the database|no connection|pooler")


if __name__ == "__main__":
    unittest.main()
