#!/usr/bin/python3
"""Retries start when they are due, and time limits end what takes too long."""

import unittest

import baton_harness
from baton_harness import eventually


class Retries(baton_harness.SystemTest):
    def setUp(self):
        super().setUp()
        self.start_executor(slots=4)

    def gaps(self, attempts):
        """Seconds between an attempt's end and the next one's start."""
        return [(later["started_at"] - earlier["finished_at"]).total_seconds()
                for earlier, later in zip(attempts, attempts[1:])]

    def test_a_failed_step_is_retried_with_exponential_backoff(self):
        self.commands.script("flaky", "exit 1")
        self.server.execute("update baton.error_classes set base_delay = '0.4 seconds', jitter = 0"
                            " where code = 'UNKNOWN'")
        job = self.insert_job([{"key": "a", "command": ["flaky"]}])
        self.wait_for_job(job, "failed")
        attempts = self.attempts(job)
        self.assertEqual(len(attempts), 4, "one and three retries")
        for gap, delay in zip(self.gaps(attempts), (0.4, 0.8, 1.6)):
            # A retry starts at its time, not at the next poll (which is up to a second later).
            self.assertTrue(delay - 0.01 <= gap < delay + 0.5, (gap, delay))

    def test_a_retry_that_succeeds_completes_the_job(self):
        self.commands.script("second", "[ $BATON_ATTEMPT = 2 ]")
        self.server.execute("update baton.error_classes set base_delay = '0.1 seconds' where code = 'UNKNOWN'")
        job = self.insert_job([{"key": "a", "command": ["second"]}])
        self.wait_for_job(job, "completed")
        self.assertEqual([row["outcome"] for row in self.attempts(job)], ["failed", "completed"])

    def test_a_reported_retry_after_is_kept(self):
        self.commands.script("limited", """[ $BATON_ATTEMPT = 2 ] && exit 0
            echo '{"type":"error","code":"RATE_LIMIT","retry_after":1.2}' >&3; exit 1""")
        job = self.insert_job([{"key": "a", "command": ["limited"]}])
        self.wait_for_job(job, "completed")
        attempts = self.attempts(job)
        self.assertEqual(attempts[0]["error_code"], "RATE_LIMIT")
        self.assertGreaterEqual(self.gaps(attempts)[0], 1.19)


class Limits(baton_harness.SystemTest):
    def setUp(self):
        super().setUp()
        self.executor = self.start_executor(slots=4)

    def fail(self, script, **step):
        self.commands.script("script", script)
        job = self.insert_job([{"key": "a", "command": ["script"], "max_attempts": 1, **step}])
        self.wait_for_job(job, "failed")
        return self.attempts(job)[0]

    def seconds(self, attempt):
        return (attempt["finished_at"] - attempt["started_at"]).total_seconds()

    def test_a_script_is_stopped_at_its_timeout(self):
        attempt = self.fail("echo $$ > $MARKERS/pid; sleep 100", timeout="0.5 seconds")
        self.assertEqual(attempt["error_code"], "TIMEOUT")
        self.assertTrue(0.5 <= self.seconds(attempt) < 2, attempt)
        self.assertFalse(baton_harness.is_alive(self.commands.marks("pid")[0]))

    def test_a_script_that_ignores_sigterm_is_killed_after_its_grace(self):
        attempt = self.fail("trap '' TERM; while :; do sleep 0.1; done",
                            timeout="0.3 seconds", grace="0.5 seconds")
        self.assertEqual(attempt["error_code"], "TIMEOUT")
        self.assertTrue(0.8 <= self.seconds(attempt) < 3, attempt)

    def test_a_silent_script_is_stopped_at_its_idle_timeout(self):
        attempt = self.fail("for i in 1 2 3 4 5; do echo $i; sleep 0.2; done; sleep 100",
                            timeout="1 minute", idle_timeout="0.6 seconds")
        self.assertEqual(attempt["error_code"], "TIMEOUT")
        self.assertTrue(1.4 <= self.seconds(attempt) < 4, "output is a sign of life")

    def test_what_a_script_left_running_ends_with_it(self):
        self.commands.script("leaves", "setsid bash -c 'echo $$ > $MARKERS/left; exec sleep 100' &\n"
                                       "while [ ! -s $MARKERS/left ]; do sleep 0.02; done")
        job = self.insert_job([{"key": "a", "command": ["leaves"]}])
        self.wait_for_job(job, "completed")
        self.assertFalse(baton_harness.is_alive(self.commands.marks("left")[0]))


class SqlSteps(baton_harness.SystemTest):
    """SQL steps run on a connection of their own, in the transaction that completes them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.execute("""
            create schema app;
            grant usage on schema app to baton_sql;
            create table app.calls (job_id bigint, context jsonb);
            create function app.note(p_job_id bigint, p_context jsonb) returns jsonb
            language plpgsql security definer as $$
            begin
              insert into app.calls values (p_job_id, p_context);
              return jsonb_build_object('noted', true);
            end $$;
            create function app.fails(p_job_id bigint, p_context jsonb) returns jsonb
            language plpgsql security definer as $$
            begin
              insert into app.calls values (p_job_id, p_context);
              raise unique_violation using message = 'that name is taken';
            end $$;
            create function app.waits(p_job_id bigint, p_context jsonb) returns jsonb
            language plpgsql security definer as $$
            begin
              insert into app.calls values (p_job_id, p_context);
              perform pg_sleep(100);
            end $$;
            grant execute on all functions in schema app to baton_sql;""")

    def setUp(self):
        super().setUp()
        self.start_executor(slots=4)

    def calls(self, job):
        return self.server.rows("select * from app.calls where job_id = %s", job)

    def test_its_effect_and_its_success_happen_once_together(self):
        self.commands.script("before", "echo '{\"type\":\"output\",\"items\":3}' >&3")
        job = self.insert_job([{"key": "a", "command": ["before"]},
                               {"key": "b", "sql": "app.note", "depends_on": ["a"]}])
        self.wait_for_job(job, "completed")
        self.assertEqual([row["context"] for row in self.calls(job)], [{"a": {"items": 3}}])
        self.assertEqual(self.step(job, "b")["outputs"], {"noted": True})

    def test_a_job_that_is_run_again_can_leave_it_done(self):
        self.commands.script("before", "echo '{\"type\":\"output\",\"items\":3}' >&3")
        job = self.insert_job([{"key": "a", "command": ["before"]},
                               {"key": "b", "sql": "app.note", "depends_on": ["a"]},
                               {"key": "c", "command": ["before"], "depends_on": ["b"]}])
        self.wait_for_job(job, "completed")
        retry = ("jobs", "retry", job, "--from", "a")
        plan = self.baton(*retry, "--dry-run").stdout
        self.assertIn("b is a SQL step that was done: its function is called once more", plan)
        self.assertIn("nothing was changed", plan)
        self.assertEqual(len(self.calls(job)), 1)

        done = self.baton(*retry, "--keep-sql-steps", "--reason", "wrong file")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.wait_for_job(job, "completed")
        self.assertEqual(len(self.calls(job)), 1, "left done")
        self.assertEqual(self.step(job, "b")["status_reason"], "kept")
        self.assertEqual([row["attempt"] for row in self.attempts(job, "c")], [1, 2])
        history = self.server.rows("select * from baton.job_history where job_id = %s", job)
        self.assertIn("wrong file; left done: b", [event["reason"] for event in history])

        self.assertEqual(self.baton(*retry).returncode, 0)
        self.wait_for_job(job, "completed")
        self.assertEqual(len(self.calls(job)), 2, "called once more")

    def test_a_failure_leaves_no_effect(self):
        job = self.insert_job([{"key": "a", "sql": "app.fails", "max_attempts": 1}])
        self.wait_for_job(job, "failed")
        self.assertEqual(self.calls(job), [])
        attempt = self.attempts(job)[0]
        self.assertIn("that name is taken", attempt["error_detail"])

    def test_its_timeout_is_a_statement_timeout(self):
        job = self.insert_job([{"key": "a", "sql": "app.waits", "max_attempts": 1, "timeout": "0.5 seconds"}])
        self.wait_for_job(job, "failed", 10)
        self.assertEqual(self.attempts(job)[0]["error_code"], "TIMEOUT")
        self.assertEqual(self.calls(job), [])

    def test_cancelling_stops_it(self):
        job = self.insert_job([{"key": "a", "sql": "app.waits"}])
        self.wait_for_step(job, "a", "running")
        eventually(lambda: self.server.value(
            "select count(*) from pg_stat_activity where usename = 'baton_sql' and wait_event = 'PgSleep'"),
            10, "the running function")
        self.server.execute("select baton.cancel_job(%s, 'enough')", job)
        self.wait_for_job(job, "cancelled", 10)
        self.assertEqual(self.calls(job), [])
        self.assertEqual(self.server.value(
            "select count(*) from pg_stat_activity where usename = 'baton_sql'"), 0)


if __name__ == "__main__":
    unittest.main()
