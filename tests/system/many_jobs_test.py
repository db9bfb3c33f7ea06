#!/usr/bin/python3
"""Verbs about many jobs: their cost grows with the number of jobs and not with its square, and while one works,
executors go on ending steps. The cost is the CPU time of the backend, so that a busy machine changes nothing."""

import contextlib
import json
import pathlib
import unittest

import psycopg2

import baton_harness

FEW, FACTOR = 1_000, 30


class ManyJobs(baton_harness.SystemTest):
    fresh_server = True
    server_options = {"durable": False}

    def setUp(self):
        super().setUp()
        self.server.execute("select baton.define_job_type(%s)", json.dumps({"job_type": "one", "steps": [{"key": "a", "command": ["one"]}]}))
        self.server.execute("select baton.define_job_type(%s)", json.dumps({"job_type": "turn", "one_active_per": "subject", "steps": [{"key": "a", "command": ["one"]}]}))

    def cost(self, *statements):
        """CPU seconds of a backend of its own for these statements."""
        with contextlib.closing(self.server.connect()) as connection:
            with connection.cursor() as cursor:
                cursor.execute("select pg_backend_pid()")
                schedule = pathlib.Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
                before = int(schedule.read_text().split()[0])
                for statement in statements:
                    cursor.execute(statement)
                return (int(schedule.read_text().split()[0]) - before) / 1e9

    def batch(self, name, number, job_type="one"):
        self.server.execute(f"insert into baton.jobs (job_type, batch_id, subject) select '{job_type}', %s, 's' || i from generate_series(1, %s) as i", name, number)

    def running(self, name, number):
        """A batch whose jobs all run, in an executor that is none."""
        self.batch(name, number)
        executor = self.server.value(
            "select (baton.register_executor(%s, 'h', 1, 'b', gen_random_uuid(), '1', (select schema_version from baton.installation), '{default}', 10000, true) ->> 'executor_id')::bigint", name)
        for call in range(1, 20):
            self.server.execute("select from baton.claim_steps(%s, %s, 10000)", executor, call)
        return executor

    def check(self, verb, prepare, statement, few=FEW, factor=FACTOR):
        costs = []
        for number in (few, few * factor):
            prepared = prepare(f"{verb} {number}", number)
            self.server.execute("analyze")
            costs.append(self.cost(statement.format(name=f"{verb} {number}", number=number, prepared=prepared)))
        with self.subTest(verb):
            # What a call costs whatever the number, a backend's first above all, is no part of the growth.
            # Linear is the factor, or less; the square is the factor times that. In between there are sorts, and caches that are
            # too small.
            ratio = costs[1] / max(costs[0], 0.02)
            self.assertLess(ratio, 4 * factor, f"{costs[0]:.3f} s for {few}, {costs[1]:.3f} s for {few * factor}")

    def test_their_cost_grows_with_the_number_of_jobs_and_not_with_its_square(self):
        self.check("create_batch", lambda name, number: None,
                   "select baton.create_batch('{name}', (select jsonb_agg('{{}}'::jsonb) from generate_series(1, {number})), 'one', '{{\"job_type\": \"one\"}}')")
        self.check("cancel_batch", self.batch, "select baton.cancel_batch('{name}', 'x')", factor=100)
        self.check("retry_batch", lambda name, number: (self.batch(name, number), self.server.execute("select baton.cancel_batch(%s)", name)),
                   "select baton.retry_batch('{name}')", few=300)
        self.check("cancel_batch_by_pieces", self.batch, "call baton.cancel_batch_by_pieces('{name}', 'x')")
        self.check("retry_batch_by_pieces", lambda name, number: (self.batch(name, number), self.server.execute("select baton.cancel_batch(%s)", name)),
                   "call baton.retry_batch_by_pieces('{name}')", few=300)
        self.check("cancel_batch of turns", lambda name, number: self.batch(name, number, job_type="turn"), "select baton.cancel_batch('{name}', 'x')", few=300)
        self.server.execute("delete from baton.ready")
        self.check("cancel_batch of what runs", self.running, "select baton.cancel_batch('{name}', 'x')")
        self.check("release_executor", self.running, "select baton.release_executor({prepared})", few=300)
        self.check("hold_batch", self.batch, "select baton.hold_batch('{name}', 'x')")

    def test_so_does_what_happens_to_many_by_itself(self):
        self.server.execute("update baton.clock set ticked_at = now() + interval '1 hour'")   # no tick meanwhile: it works

        def overdue(name, number):
            self.batch(name, number)
            self.server.execute("update baton.timers set due_at = now()")
            self.server.execute("insert into baton.timers (due_at, job_id, n, kind) select now(), id, 0, 'deadline' from baton.jobs where batch_id = %s", name)
            self.server.execute("update baton.clock set ticked_at = now()")

        def lost(name, number):
            executor = self.running(name, number)
            self.server.execute("update baton.executors set status = 'lost' where id = %s", executor)
            self.server.execute("update baton.clock set ticked_at = now()")

        self.check("deadlines", overdue, "select baton.maintain(100000)", few=300)
        self.check("lost leases", lost, "select baton.maintain(100000)", few=300)

    def test_and_what_is_done_to_many_steps_of_a_job(self):
        def job(name, number):
            steps = [{"key": f"k{place}", "command": ["one"], "phase": f"p{place // 10}"} for place in range(number)]
            return self.insert_job(steps)

        def done(name, number):
            identity = job(name, number)
            self.server.execute("select baton.cancel_job(%s)", identity)
            return identity

        changes = "(select jsonb_agg(jsonb_build_object('step', key, 'status', 'completed')) from baton.steps where job_id = {prepared})"
        # A job has 1,000 steps at most, unless a setting says otherwise.
        self.check("cancel_job", job, "select baton.cancel_job({prepared}, 'x')", 100, 10)
        self.check("retry_job", done, "select baton.retry_job({prepared})", 100, 10)
        self.check("set_step_statuses", job, "select baton.set_step_statuses({prepared}, " + changes + ", 'x')", 100, 10)
        self.check("reset_step", done, "select baton.reset_step({prepared}, 'k0', 'x')", 100, 10)

    def test_meanwhile_executors_end_steps(self):
        self.commands.script("one", "exit 0")
        self.batch("large", 20_000)
        self.server.execute("update baton.lanes set open = false")   # none of it runs
        self.server.execute("insert into baton.queues (name) values ('other')")
        with contextlib.closing(self.server.connect(autocommit=False)) as somebody:
            somebody.cursor().execute("select baton.cancel_batch('large')")
            self.start_executor("--queues", "other", slots=2)
            jobs = [self.insert_job([{"key": "a", "command": ["one"], "queue": "other"}]) for _ in range(5)]
            for job in jobs:
                self.wait_for_job(job, "completed", 20)
            somebody.rollback()

    def test_pieces_are_kept_when_the_rest_is_interrupted(self):
        self.batch("large", 2_500)
        with contextlib.closing(self.server.connect(autocommit=False)) as somebody:
            somebody.cursor().execute("select from baton.jobs where batch_id = 'large' order by id desc limit 1 for update")
            with contextlib.closing(self.server.connect()) as other:
                other.cursor().execute("set lock_timeout = '100ms'")
                with self.assertRaises(psycopg2.errors.LockNotAvailable):
                    other.cursor().execute("call baton.cancel_batch_by_pieces('large', 'x')")
                self.assertEqual(self.server.value("select count(*) from baton.jobs where status = 'cancelled'"), 2_000)
                somebody.rollback()
                other.cursor().execute("call baton.cancel_batch_by_pieces('large', 'x')")
        self.assertEqual(self.server.value("select count(*) from baton.jobs where status = 'cancelled'"), 2_500)
        with contextlib.closing(self.server.connect()) as other:
            other.cursor().execute("call baton.retry_batch_by_pieces('large')")
        self.assertEqual(self.server.value("select count(*) from baton.ready"), 2_500, "all of them again, each once")


if __name__ == "__main__":
    unittest.main()
