#!/usr/bin/python3
"""What a hostile tenant tries with a login of its own. Each attempt is refused with its SQLSTATE or comes to nothing, and
each has a control: the same by whom it is meant for works. docs/how-to/isolate-tenants.md lists them all."""

import contextlib
import re
import threading
import unittest

import baton_harness
import psycopg2
import psycopg2.extensions

PAGE = baton_harness.SOURCE / "docs/how-to/isolate-tenants.md"
OURS, STAFF = "acme_web", "postgres"

# name, what is tried, its answer (an SQLSTATE, or the value that says it came to nothing), and the control: who, what, answer.
# {theirs} and {own} are jobs, each in progress with a step that waits for a person.
ATTEMPTS = [
    ("job_status of another's job", "select baton.job_status({theirs})", "BT070", OURS, "select baton.job_status({own}) ->> 'id'", "{own}"),
    ("job_progress of another's job", "select baton.job_progress({theirs})", "BT070", OURS, "select baton.job_progress({own}) is not null", True),
    ("job_context of another's job", "select baton.job_context({theirs})", "BT070", OURS, "select baton.job_context({own}) is not null", True),
    ("explain_step of another's job", "select baton.explain_step({theirs}, 'a')", "BT070", OURS, "select baton.explain_step({own}, 'a') <> ''", True),
    ("active_job of another's subject", "select baton.active_job('theirs')", None, OURS, "select baton.active_job('ours')", "{own}"),
    ("cancel another's job", "select baton.cancel_job({theirs})", "BT070", STAFF, "select baton.cancel_job({spare})", "cancelled"),
    ("retry another's job", "select baton.retry_job({theirs})", "BT070", STAFF, "select baton.retry_job({spare})", "in_progress"),
    ("resolve another's manual step", "select baton.resolve_step({theirs}, 'a', 'completed')", "BT070", OURS, "select baton.resolve_step({done}, 'a', 'completed') is not null", True),
    ("edit another's step", "select baton.set_step_status({theirs}, 'a', 'completed', 'x')", "BT070", OURS, "select baton.set_step_status({edited}, 'a', 'completed', 'x') is not null", True),
    ("reset another's step", "select baton.reset_step({theirs}, 'a', 'x')", "BT070", OURS, "select baton.reset_step({edited}, 'a', 'x') is not null", True),
    ("hold another's job", "select baton.hold_job({theirs}, 'x')", "BT070", OURS, "select baton.hold_job({own}, 'x') is not null", True),
    ("release another's hold", "select baton.release_job({theirs})", "BT070", OURS, "select baton.release_job({own})", True),
    ("batch_status of another's batch", "select baton.batch_status('theirs')", "BT120", OURS, "select baton.batch_status('ours') ->> 'jobs'", "1"),
    ("batch_status by another's organisation", "select baton.batch_status('theirs', 'joes')", "BT140", OURS, "select baton.batch_status('ours', 'acme') ->> 'jobs'", "1"),
    ("cancel another's batch", "select baton.cancel_batch('theirs')", "BT120", OURS, "select baton.cancel_batch('spare') is not null", True),
    ("take the name of another's batch", "select baton.create_batch('theirs', '[{{}}]', 't')", 1, OURS, "select baton.create_batch('theirs-too', '[{{}}]', 't')", 1),
    ("submit for another organisation", "insert into baton.jobs (job_type, organisation_id) values ('t', 'joes') returning 1", "BT140",
     OURS, "insert into baton.jobs (job_type, organisation_id) values ('t', 'acme') returning 1", 1),
    ("create_job for another organisation", "select baton.create_job('t', p_organisation_id => 'joes')", "BT140", OURS, "select baton.create_job('t', p_organisation_id => 'acme') > 0", True),
    ("duplicate key as an oracle", "insert into baton.jobs (job_type, organisation_id, idempotency_key) values ('t', 'joes', 'theirs')", "BT140",
     OURS, "insert into baton.jobs (job_type, idempotency_key) values ('t', 'ours') returning 1", "23505"),
    ("the oracle by ON CONFLICT", "insert into baton.jobs (job_type, organisation_id, idempotency_key) values ('t', 'joes', 'theirs') on conflict do nothing returning 1", "BT140",
     OURS, "with new as (insert into baton.jobs (job_type, idempotency_key) values ('t', 'ours') on conflict do nothing returning 1) select count(*) from new", 0),
    ("the oracle by a chosen id", "insert into baton.jobs (id, job_type) values ({theirs}, 't') on conflict do nothing returning id > {edited}", True,
     OURS, "insert into baton.jobs (job_type) values ('t') returning organisation_id", "acme"),
    ("create_job with another's key", "select baton.create_job('t', p_idempotency_key => 'theirs') <> {theirs}", True,
     OURS, "select baton.create_job('t', p_idempotency_key => 'ours', p_subject => 'ours', p_batch_id => 'ours')", "{own}"),
    ("ON CONFLICT DO UPDATE", "insert into baton.jobs (id, job_type) values ({theirs}, 't') on conflict (id) do update set priority = 9", "42501",
     STAFF, "update baton.jobs set priority = 9 where id = {theirs} returning priority", 9),
    ("read ids of all jobs", "select count(*) from baton.jobs where organisation_id = 'joes'", 0, STAFF, "select count(*) > 0 from baton.jobs where organisation_id = 'joes'", True),
    ("read a column that is not granted", "select parameters from baton.jobs", "42501", STAFF, "select count(parameters) > 0 from baton.jobs", True),
    ("update another's job", "update baton.jobs set priority = 9", "42501", STAFF, "update baton.jobs set priority = 8 where id = {theirs} returning priority", 8),
    ("delete jobs", "delete from baton.jobs", "42501", STAFF, "delete from baton.turns where false returning 1", "nothing"),
    ("TRUNCATE", "truncate baton.jobs", "42501", STAFF, "truncate baton.archive_exports", "nothing"),
    ("LOCK TABLE", "lock table baton.jobs in share mode", "42501", STAFF, "lock table baton.jobs in share mode", "nothing"),
    ("COPY in", "copy baton.jobs (job_type) from stdin", "0A000", STAFF, "copy baton.jobs (job_type) from stdin", "nothing"),
    ("COPY out", "copy baton.jobs (parameters) to stdout", "42501", STAFF, "copy baton.jobs (id) to stdout", "nothing"),
    ("a hostile function in WHERE", "select count(*) from baton.job_overview where pg_temp.peek(organisation_id)", 0,
     OURS, "select count(*) > 0 from baton.job_overview where pg_temp.look(organisation_id)", True),
    ("row_security off", "set local row_security = off; select count(*) from baton.jobs", "42501", STAFF, "set local row_security = off; select count(*) > 0 from baton.jobs", True),
    ("most common values of pg_stats", "select count(*) from pg_stats where schemaname = 'baton' and tablename = 'jobs'", 0,
     STAFF, "select count(*) > 0 from pg_stats where schemaname = 'baton' and tablename = 'jobs'", True),
    ("SET ROLE to staff", "set role baton_operator", "42501", STAFF, "set role baton_operator", "nothing"),
    ("SET ROLE to another tenant", "set role joes_web", "42501", STAFF, "set local role joes_web; select count(*) > 0 from baton.job_overview where job_id = {theirs}", True),
    ("SET SESSION AUTHORIZATION", "set session authorization joes_web", "42501", STAFF, "set session authorization joes_web; reset session authorization", "nothing"),
    ("the role as a setting", "select set_config('role', 'joes_web', true)", "42501", STAFF, "select set_config('role', 'joes_web', true)", "joes_web"),
    ("baton.actor", "select set_config('baton.actor', 'joes_web', true); select count(*) from baton.job_overview where organisation_id = 'joes'", 0,
     STAFF, "select count(*) > 0 from baton.job_overview where organisation_id = 'joes'", True),
    ("a forged baton.known_job_type", "select set_config('baton.known_job_type', E't\\n999\\n1\\n{{}}', true); insert into baton.jobs (job_type) values ('t') returning organisation_id", "acme",
     STAFF, "select count(*) from baton.jobs where definition_id = 999", 0),
    ("a forged baton.restored_rows", "select set_config('baton.restored_rows', '1', true); insert into baton.jobs (job_type, subject) values ('t', 'forged'); select baton.job_status(baton.active_job('forged')) ->> 'status'", "in_progress",
     OURS, "insert into baton.jobs (job_type, subject) values ('t', 'plain'); select baton.job_status(baton.active_job('plain')) ->> 'status'", "in_progress"),
    ("pg_temp.tenants", "create temp table tenants as select 'acme_web'::regrole as role, 'joes' as organisation_id; set local search_path = pg_temp, baton; select count(*) from baton.job_overview where job_id = {theirs}", 0,
     OURS, "select count(*) from baton.job_overview where job_id = {own}", 1),
    ("pg_temp functions", "create function pg_temp._tenant() returns text language sql as 'select ''joes''::text'; set local search_path = pg_temp, baton; select count(*) from baton.job_overview where job_id = {theirs}", 0,
     OURS, "create function pg_temp._tenant() returns text language sql as 'select ''joes''::text'; select pg_temp._tenant()", "joes"),
    ("an operator of its own", "create function pg_temp.yes(text, text) returns boolean language sql as 'select true'; create operator pg_temp.= (leftarg = text, rightarg = text, function = pg_temp.yes); "
     "set local search_path = pg_temp, pg_catalog; select count(*) from baton.job_overview where job_id = {theirs}", 0, OURS, "select count(*) from baton.job_overview where job_id = {own}", 1),
    ("create in schema baton", "create function baton._tenant(int) returns text language sql as 'select null'", "42501", OURS, "create function pg_temp.mine(int) returns text language sql as 'select ''x''::text'; select pg_temp.mine(1)", "x"),
    ("replace _tenant()", "create or replace function baton._tenant() returns text language sql as 'select null'", "42501", STAFF, "select baton._tenant()", None),
    ("map itself", "insert into baton.tenants values ('acme_web', 'joes')", "42501", STAFF, "insert into baton.tenants values ('extra_web', 'extra') returning 'yes'", "yes"),
    ("read the mapping", "select * from baton.tenants", "42501", STAFF, "select count(*) >= 2 from baton.tenants", True),
    ("disable_tenants()", "select baton.disable_tenants()", "42501", STAFF, "select baton.enable_tenants() is not null", True),
    ("drop a policy", "drop policy of_the_organisation on baton.jobs", "42501", STAFF, "select count(*) from pg_policy where polrelid = 'baton.jobs'::regclass and polname = 'of_the_organisation'", 1),
    ("a trigger on a view", "create trigger x instead of insert on baton.job_overview for each row execute function suppress_redundant_updates_trigger()", "42501",
     OURS, "create temp table own (a int); create trigger x before update on own for each row execute function suppress_redundant_updates_trigger(); select 1", 1),
    ("steps of its own commands", "insert into baton.jobs (steps) values ('[{{\"key\": \"a\", \"command\": [\"sh\"]}}]')", "BT029", STAFF, "insert into baton.jobs (steps) values ('[{{\"key\": \"a\", \"command\": [\"sh\"]}}]') returning 1", 1),
    ("define a job type", "select baton.define_job_type('{{\"job_type\": \"t\", \"steps\": []}}')", "42501", STAFF, "select baton.define_job_type('{{\"job_type\": \"u\", \"steps\": [{{\"key\": \"a\", \"command\": [\"x\"]}}]}}')", 1),
    ("pause a queue", "select baton.pause_queue('default')", "42501", STAFF, "select baton.pause_queue('default') is not null", True),
    ("open a breaker", "select baton.open_breaker('x')", "42501", STAFF, "select baton.resume_queue('default') is not null", True),
    ("calls of an executor", "select baton.claim_steps(1, 1, 1)", "42501", STAFF, "select baton.claim_steps(1, 1, 1)", "BT041"),
    ("secrets of an attempt", "select baton.attempt_secrets(1, {theirs}, 1, gen_random_uuid())", "42501", STAFF, "select baton.attempt_secrets(1, {theirs}, 1, gen_random_uuid())", "BT041"),
    ("internal functions", "select baton._cancel_jobs(array[{theirs}], 'x', 'x', 'x', 'x')", "42501", STAFF, "select baton._require_job({theirs}) is not null", True),
    ("parameters of 2 MB", "insert into baton.jobs (job_type, parameters) values ('t', jsonb_build_object('a', repeat('x', 2000000)))", "BT023",
     OURS, "insert into baton.jobs (job_type, parameters) values ('t', jsonb_build_object('a', repeat('x', 1000))) returning 1", 1),
    ("a key of 2 MB", "insert into baton.jobs (job_type, subject) values ('t', repeat('x', 2000000))", "BT027", OURS, "insert into baton.jobs (job_type, subject) values ('t', 'x') returning 1", 1),
    ("parameters nested 1000 deep", "insert into baton.jobs (job_type, parameters) values ('t', ('{{\"a\":' || repeat('[', 1000) || repeat(']', 1000) || '}}')::jsonb)", "BT023",
     OURS, "insert into baton.jobs (job_type, parameters) values ('t', '{{\"a\": [[[]]]}}') returning 1", 1),
    ("a DO block that finds errors", "do $$begin perform baton.cancel_job({theirs}); exception when sqlstate 'BT070' then raise exception using errcode = 'BT070'; end$$", "BT070",
     OURS, "do $$begin perform baton.job_status({own}); end$$", "nothing"),
    ("a cursor WITH HOLD over all", "declare c cursor with hold for select job_id from baton.job_overview where job_id = {theirs}; fetch c", "nothing",
     OURS, "declare d cursor with hold for select job_id from baton.job_overview where job_id = {own}; fetch d", "{own}"),
    ("EXPLAIN ANALYZE of a view", "explain (analyze, costs off, timing off, summary off, format json) select from baton.steps where job_id = {theirs}", "no rows",
     OURS, "explain (analyze, costs off, timing off, summary off, format json) select from baton.steps where job_id = {own}", "rows"),
    ("a prepared statement kept over SET ROLE", "prepare p as select count(*) from baton.jobs where id = {theirs}; execute p", 0, OURS, "prepare q as select count(*) from baton.jobs where id = {own}; execute q", 1),
    ("a cast of its own", "create cast (text as jsonb) with inout as implicit", "42501", OURS, "create type pg_temp.own as (a int); select (row(1)::pg_temp.own).a", 1),
    ("a function in public", "create function public._tenant() returns text language sql as 'select null'", "42501", OURS, "create function pg_temp._tenant() returns text language sql as 'select ''x''::text'; select pg_temp._tenant()", "x"),
    ("a key that Baton uses itself", "insert into baton.jobs (job_type, idempotency_key) values ('t', 'baton:batch 1 end 1')", "BT027", OURS, "insert into baton.jobs (job_type, idempotency_key) values ('t', 'batch 1 end 1') returning 1", 1),
    ("a job type by the id of a definition", "insert into baton.jobs (job_type) select '1' where set_config('baton.known_job_type', E'1\\n1\\n1\\n{{}}', true) <> ''", "BT020", OURS, "insert into baton.jobs (job_type) values ('t') returning 1", 1),
    ("division by zero as an oracle", "select count(1 / (job_id - {theirs})) = count(*) from baton.job_overview", True, OURS, "select 1 / (job_id - {own}) from baton.job_overview where job_id = {own}", "22012"),
    ("row locks on jobs", "select id from baton.jobs where id = {own} for update", "42501", STAFF, "select id = {own} from baton.jobs where id = {own} for update", True),
    ("LOCK TABLE of a view", "lock table baton.job_overview in access exclusive mode", "42501", STAFF, "lock table baton.job_overview in access exclusive mode", "nothing"),
    ("a doorbell with a payload of 8 kB", "select pg_notify('baton_work', repeat('x', 8000))", "22023", OURS, "select pg_notify('baton_work', 'x') is not null", True),
    ("an actor of 1 MB with escapes", "select set_config('baton.actor', E'\\x1b[2J' || repeat('joes_web ', 100000), true), baton.cancel_job({own}); select length(actor) < 300 and actor like '% (as acme_web)' from baton.job_history where job_id = {own} order by id desc limit 1", True,
     OURS, "select set_config('baton.actor', 'anna', true), baton.cancel_job({own}); select actor from baton.job_history where job_id = {own} order by id desc limit 1", "anna (as acme_web)"),
    ("a reason of 1 MB", "select baton.cancel_job({own}, repeat('x', 1000000))", "BT062", OURS, "select baton.cancel_job({edited}, 'x') is not null", True),
]


def answer(connection, sql):
    """The last value of a transaction that is rolled back unless it is a control's; an SQLSTATE where it was refused."""
    with connection.cursor() as cursor:
        try:
            if sql.startswith("copy"):
                import io
                cursor.copy_expert(sql, io.StringIO())
                return "nothing"
            cursor.execute(sql)
            row = cursor.fetchone() if cursor.description else None
        except psycopg2.Error as error:
            return error.pgcode
    if row is None:
        return "nothing"
    if sql.startswith("explain"):
        plan = row[0][0]["Plan"]
        return "rows" if plan["Actual Rows"] else "no rows"
    return row[0]


class Tenants(baton_harness.SystemTest):
    server_options = {"durable": False}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.execute("""
            create role acme_web login in role baton_app, baton_tenant;
            create role joes_web login in role baton_app, baton_tenant;
            create role extra_web login;
            create role lost_web login in role baton_app;
            insert into baton.tenants values ('acme_web', 'acme'), ('joes_web', 'joes');
            select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "manual": "look"}]}');
            select baton.enable_tenants();
            insert into baton.jobs (job_type, organisation_id) select 't', case i % 2 when 1 then 'joes' else 'acme' end from generate_series(1, 100) as i;
            analyze baton.jobs""")
        cls.jobs = {}
        for name, organisation, key in (("theirs", "joes", "theirs"), ("spare", "joes", "spare"), ("own", "acme", "ours"), ("done", "acme", "done"), ("edited", "acme", "edited")):
            cls.jobs[name] = cls.server.value(
                "select baton.create_job('t', p_organisation_id => %s, p_idempotency_key => %s, p_subject => %s, p_batch_id => %s)", organisation, key, key, key)
        cls.server.execute("select baton.create_batch('spare', '[{}]', 't', p_organisation_id => 'acme')")

    def ask(self, user, sql, keep=False):
        connection = self.server.connect(user, autocommit=False)
        try:
            if user == OURS:
                for name, test in (("peek", "raise exception 'saw %', a using errcode = 'P0001'; "), ("look", "")):
                    answer(connection, f"create function pg_temp.{name}(a text) returns boolean language plpgsql cost 0.0001 as $$begin "
                                       f"if a is distinct from 'acme' then {test or 'null;'} end if; return {'false' if test else 'true'}; end$$")
            got = answer(connection, sql.format(**self.jobs))
            if keep:
                connection.commit()
            return got
        finally:
            connection.close()

    def test_every_attempt_is_refused_or_comes_to_nothing(self):
        for name, attempt, expected, who, control, works in ATTEMPTS:
            with self.subTest(name):
                self.assertEqual(self.ask(OURS, attempt), expected, "the attempt")
                if isinstance(works, str):
                    works = works.format(**self.jobs)
                got = self.ask(who, control, keep=name in ("cancel another's job", "edit another's step", "hold another's job"))
                self.assertEqual(str(got) if isinstance(works, str) else got, works, "the control")

    def test_turning_it_on_and_off_beside_work_deadlocks_with_nobody(self):
        tables = [row["table"] for row in self.server.rows("select relation::text as table from baton._protected_tables() as relation")]
        for verb in ("enable_tenants", "disable_tenants", "enable_tenants"):
            # A transaction that has the last table and wants the first one next, while the verb goes the other way.
            with contextlib.closing(self.server.connect(autocommit=False)) as work, work.cursor() as cursor:
                cursor.execute(f"lock table {tables[-1]} in row exclusive mode")
                failures = []

                def turn(verb=verb):
                    with contextlib.closing(self.server.connect()) as owner:
                        try:
                            owner.cursor().execute(f"select baton.{verb}()")
                        except psycopg2.Error as error:
                            failures.append(error.pgcode)

                owner = threading.Thread(target=turn)
                owner.start()
                baton_harness.eventually(lambda: self.server.value(
                    "select count(*) from pg_locks where not granted and mode = 'AccessExclusiveLock'"), 20, "the verb waiting")
                for table in tables:
                    cursor.execute(f"lock table {table} in row exclusive mode")
                work.commit()
                owner.join(60)
                self.assertFalse(owner.is_alive())
                self.assertEqual(failures, [])
        self.assertTrue(self.server.value("select relforcerowsecurity from pg_class where oid = 'baton.jobs'::regclass"))

    def test_a_table_that_stays_locked_for_30_seconds_is_refused_and_nothing_changes(self):
        with contextlib.closing(self.server.connect(autocommit=False)) as work, work.cursor() as cursor:
            cursor.execute("lock table baton.jobs in row exclusive mode")
            with contextlib.closing(self.server.connect()) as owner:
                self.assertEqual(answer(owner, "select baton.disable_tenants()"), "BT143")
        self.assertTrue(self.server.value(
            "select bool_and(relrowsecurity) from pg_class where oid = any (array(select baton._protected_tables()))"))

    def test_the_page_lists_every_attempt(self):
        self.assertGreaterEqual(len(ATTEMPTS), 40)
        rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", PAGE.read_text(), re.MULTILINE)
        listed = [(name, said) for name, said in rows if name not in ("attempt", "---")]
        def shown(expected):
            return expected if isinstance(expected, str) and re.fullmatch("[0-9A-Z]{5}", expected) else "comes to nothing"
        self.assertEqual([(name, said) for name, said in listed if said in ("comes to nothing",) or re.fullmatch("[0-9A-Z]{5}", said)],
                         [(name, shown(expected)) for name, _, expected, *_ in ATTEMPTS])

    def test_a_login_of_no_organisation_is_told_so(self):
        self.assertEqual(self.ask("lost_web", "select baton.job_status({own})"), "BT142")
        self.assertEqual(self.ask("lost_web", "insert into baton.jobs (job_type) values ('t')"), "BT142")
        health = {row["name"]: row["status"] for row in self.server.rows("select name, status from baton.health where name like 'tenant%%'")}
        self.assertEqual(health, {"tenants": "ok", "tenant lost_web": "warning"})

    def test_a_tenant_that_became_staff_is_refused(self):
        self.server.execute("create role climber login in role baton_app; insert into baton.tenants values ('climber', 'acme'); grant baton_operator to climber")
        try:
            self.assertEqual(self.ask("climber", "select baton.job_status({own})"), "BT141")
            self.assertEqual(self.ask("climber", "set role baton_operator; select count(*) from baton.jobs"), "BT141")
            self.assertEqual(self.server.value("select status from baton.health where name = 'tenant climber'"), "problem")
        finally:
            self.server.execute("delete from baton.tenants where role = 'climber'::regrole; drop role climber")

    def test_what_postgresql_cannot_refuse_harms_nobody(self):
        """A tenant that listens, floods and locks; the other one's job goes through meanwhile."""
        hostile = self.server.connect(OURS)
        with hostile.cursor() as cursor:
            for channel in [row["channel"] for row in self.server.rows("select distinct unnest(array['baton', 'baton_work', 'baton_doorbell', 'baton_cancel']) as channel")]:
                cursor.execute(f"listen {channel}")
            cursor.execute("select count(pg_advisory_lock(i)) from generate_series(0, 2000) as i")
            cursor.execute("begin; insert into baton.jobs (job_type) values ('t')")
            self.commands.script("work", "exit 0")
            self.server.execute("""select baton.define_job_type('{"job_type": "work", "steps": [{"key": "a", "command": ["work"]}]}')""")
            self.start_executor()
            job = self.server.value("insert into baton.jobs (job_type, organisation_id, parameters) values ('work', 'joes', '{\"canary\": 5105}') returning id")
            self.wait_for_job(job, "completed")
            for flood in range(1000):
                cursor.execute("select pg_notify('baton_work', %s)", (str(flood),))
            job = self.server.value("insert into baton.jobs (job_type, organisation_id) values ('work', 'joes') returning id")
            self.wait_for_job(job, "completed")
            cursor.execute("commit")
        hostile.poll()
        self.assertNotIn("5105", " ".join(notice.payload for notice in hostile.notifies))
        hostile.close()


if __name__ == "__main__":
    unittest.main()
