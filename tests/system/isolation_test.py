#!/usr/bin/python3
"""A database whose default is SERIALIZABLE: what pg_cron calls works as anywhere else, and applications submit."""

import unittest

import baton_harness
from baton_harness import eventually


class SerializableByDefault(baton_harness.SystemTest):
    server_options = {"cron": True, "durable": False,
                      "settings": {"default_transaction_isolation": "serializable"}}

    def test_retention_removes_what_no_job_uses_any_more(self):
        # A call goes on with the run that is under way, whoever began it: pg_cron is to begin none.
        self.server.execute("update cron.job set active = false where jobname = 'baton: retention'")
        eventually(lambda: self.server.value("""
            select not exists (select from cron.job_run_details
                               where command like '%%run_retention()%%' and end_time is null)
                   and not exists (select from baton.retention_runs where finished_at is null)"""),
                   60, "pg_cron's last run of retention")
        before = self.server.value("select count(*) from baton.jobs where status = 'completed'")
        self.server.execute("""
            insert into baton.jobs (steps)
            select jsonb_build_array(jsonb_build_object('key', 'a' || n, 'command', '["x"]'::jsonb,
              'when', '{"parameters.go": "exists"}'::jsonb))
            from generate_series(1, 30) as n""")
        self.assertEqual(self.server.value("select count(*) from baton.jobs where status = 'completed'"),
                         before + 30)
        self.server.execute("""
            delete from baton.retention_policies;
            insert into baton.retention_policies (keep_for, action) values ('0', 'delete');
            alter table baton.definitions disable trigger user;
            update baton.definitions set created_at = created_at - interval '2 days';
            alter table baton.definitions enable trigger user""")
        for _ in range(2):   # definitions leave before jobs, so with the second run
            self.server.execute("call baton.run_retention()")
        self.assertEqual(self.server.row("select (select count(*) from baton.jobs where finished_at is not null) as jobs, "
                                         "(select count(*) from baton.definitions where definition::text like '%%go%%') as definitions"),
                         {"jobs": 0, "definitions": 0})

    def test_pg_cron_keeps_the_clock_and_recovers(self):
        self.server.execute("update baton.settings set tick_interval = '1 second'")
        self.server.execute("""update cron.job set schedule = '* * * * *', active = true
                               where jobname in ('baton: maintain', 'baton: recover', 'baton: retention')""")
        tick = self.server.value("select tick from baton.clock")

        def states():
            return {row["jobname"]: row["message"] for row in self.server.rows(
                """select distinct on (jobname) jobname, status || ': ' || return_message as message
                   from cron.job_run_details join cron.job using (jobid)
                   where status in ('succeeded', 'failed') order by jobname, runid desc""")}

        eventually(lambda: len(states()) == 3, 150, lambda: f"a run of each entry: {states()}")
        self.assertEqual({name for name, message in states().items() if message.startswith("failed")}, set(), states())
        eventually(lambda: self.server.value("select tick from baton.clock") > tick, 150, "a tick by pg_cron")

    def test_executors_and_the_program_work_as_anywhere_else(self):
        self.commands.script("work", "exit 0")
        self.server.execute("""create schema app; grant usage on schema app to baton_sql;
            create function app.note(job_id bigint, context jsonb) returns jsonb language sql as 'select ''{}''::jsonb';
            grant execute on function app.note to baton_sql""")
        job = self.insert_job([{"key": "a", "command": ["work"]}, {"key": "b", "sql": "app.note", "depends_on": ["a"]}])
        held = self.insert_job([{"key": "a", "manual": "Look"}])
        executor = self.start_executor()
        self.wait_for_job(job, "completed")
        done = self.baton("jobs", "cancel", held)
        self.assertEqual((done.returncode, self.job_status(held)), (0, "cancelled"), done.stderr)
        executor.terminate()
        self.assertEqual(executor.wait(), 0, executor.log)
        self.assertNotIn("BT152", executor.log)

    def test_an_insert_is_taken_and_a_verb_says_what_to_do(self):
        job = self.insert_job([{"key": "a", "command": ["x"]}])
        connection = self.server.connect()
        self.addCleanup(connection.close)
        with connection.cursor() as cursor:
            with self.assertRaises(baton_harness.psycopg2.Error) as refused:
                cursor.execute("select baton.cancel_job(%s)", (job,))
            self.assertEqual(refused.exception.pgcode, "BT152")
            cursor.execute("begin isolation level read committed")
            cursor.execute("select baton.cancel_job(%s)", (job,))
            self.assertEqual(cursor.fetchone()[0], "cancelled")
            cursor.execute("commit")


if __name__ == "__main__":
    unittest.main()
