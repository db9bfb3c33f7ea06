#!/usr/bin/python3
"""What somebody set for a database or a role changes nothing: whole jobs run, and are shown, as ever."""

import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import baton_harness
from baton_harness import SOURCE, eventually

# Each for the whole database. No limit on time or disk that would rightly end what takes longer.
SETTINGS = {
    # what texts mean
    "standard_conforming_strings": "off", "escape_string_warning": "off", "backslash_quote": "off",
    "array_nulls": "off", "transform_null_equals": "on", "quote_all_identifiers": "on",
    "client_encoding": "LATIN1", "search_path": "nowhere", "bytea_output": "escape", "xmlbinary": "hex",
    "datestyle": "SQL, DMY", "intervalstyle": "sql_standard", "timezone": "Asia/Kolkata",
    "extra_float_digits": "-15", "default_text_search_config": "simple",
    # what functions do
    "check_function_bodies": "on", "plpgsql.variable_conflict": "use_variable", "plpgsql.extra_errors": "all",
    "row_security": "off", "default_transaction_deferrable": "on", "client_min_messages": "error",
    "session_preload_libraries": "auto_explain", "auto_explain.log_min_duration": "0",
    # how they do it
    "jit": "on", "work_mem": "64kB", "temp_file_limit": "1MB", "synchronous_commit": "off",
    "enable_nestloop": "off", "enable_indexscan": "off", "plan_cache_mode": "force_custom_plan",
    "default_toast_compression": "pglz",
    # how long
    "lock_timeout": "2s", "idle_in_transaction_session_timeout": "2s", "idle_session_timeout": "3s",
}

JOB_TYPE = {"job_type": "t", "required_parameters": ["email"], "defaults": {"timeout": "1 minute 30 seconds"}, "steps": [
    {"key": "a", "command": ["print", "{{parameters.email}}"],
     "rules": [{"match": "stdout", "pattern": r"Gr(\S+)", "output": "size"}]},
    {"key": "b", "sql": "app.note", "depends_on": ["a"], "when": {"context.a.number": "> 1.5"}},
    {"key": "c", "command": ["print", "{{context.a.path}}"], "depends_on": ["b"]}]}

APPLICATION = """
create schema app;
create table app.notes (job_id bigint, context jsonb);
create function app.note(job_id bigint, context jsonb) returns jsonb language sql security definer as
  $$insert into app.notes values (job_id, context) returning jsonb_build_object('noted', true)$$;
grant usage on schema app to baton_sql;
grant execute on function app.note(bigint, jsonb) to baton_sql"""


def hostile(database, settings=SETTINGS):
    return [f"alter database {database} set {name} = {value if name == 'search_path' else repr(value)}"
            for name, value in settings.items()]


class HostileSettings(baton_harness.SystemTest):
    server_options = {"schema": False, "durable": False}

    def setUp(self):
        super().setUp()
        # $1 is kept as it came: a backslash is a backslash.
        self.commands.script("print", r"""echo "Größe ☃ 日本 $1"
echo '{"type": "output", "number": 7.5, "path": "C:\\temp\\n"}' >&3""")
        self.commands.script("fail", 'echo "HTTP 503 Service Unavailable" >&2; exit 1')

    def psql(self, *arguments):
        return subprocess.run(["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", *arguments],
                              env={**baton_harness.os.environ, **self.server.environment}, capture_output=True, text=True)

    def checked(self, *arguments):
        done = self.baton(*arguments)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def create_database(self, name, options=""):
        self.server.execute(f"create database {name} template template0 {options}")
        self.addCleanup(self.server.execute, f"drop database {name} with (force)")

    def test_names_of_days_are_read_where_a_small_i_has_no_dot(self):
        self.create_database("turkish", "encoding 'UTF8' locale_provider icu icu_locale 'tr-TR' locale 'C.UTF-8'")
        self.checked("migrate", "--database", "dbname=turkish")
        shown = self.psql("--dbname", "turkish", "--command", "select lower('FRI')", "--command",
                          "select baton.next_slots('0 0 * * FRI', 1, '2026-01-01 00:00+00') at time zone 'utc'")
        self.assertEqual(shown.stdout.split("\n")[:2], ["fr\u0131", "2026-01-02 00:00:00"], shown.stderr)

    def test_whole_jobs_run_and_are_shown_as_ever(self):
        for statement in hostile("baton"):
            self.server.execute(statement)
        self.server.disconnect()
        self.checked("migrate")
        self.psql("--command", APPLICATION)
        definition = self.commands.root / "t.json"
        definition.write_text(json.dumps(JOB_TYPE))
        self.checked("apply", definition)
        self.start_executor(slots=2).wait_for_log("registered")

        job = self.server.value("""insert into baton.jobs (job_type, parameters) values ('t', '{"email": "a@b.c"}') returning id""")
        failing = self.insert_job([{"key": "f", "command": ["fail"], "max_attempts": 1}])
        self.server.execute("""select baton.create_batch('many', '[{"email": "x"}, {"email": "y"}]', 't',
                               '{"job_type": "t", "parameters": {"email": "end"}}')""")
        self.wait_for_job(job, "completed")
        self.wait_for_job(failing, "failed")
        eventually(lambda: self.server.value("select count(*) from baton.jobs where status = 'completed'") == 4, 30, "the batch and its end")
        outputs = json.loads(self.psql("--command", "set client_encoding = 'UTF8'", "--command",
                                       f"select jsonb_object_agg(key, outputs) from baton.steps where job_id = {job}").stdout)
        self.assertEqual(outputs["a"], {"number": 7.5, "path": "C:\\temp\\n", "size": "öße"})
        self.assertEqual(outputs["b"], {"noted": True})
        self.assertEqual(self.server.value("select error_code from baton.jobs where id = %s", failing), "API_5XX")

        self.assertIn("Größe ☃ 日本 C:\\temp\\n", self.checked("jobs", "logs", job))
        self.assertIn("✔ c", self.checked("jobs", "show", job))
        self.assertIn("API_5XX", self.checked("jobs", "list"))
        self.assertNotIn("✖", self.baton("doctor").stdout)
        self.assertIn('baton_schema_version 1\n', self.server.value("select baton.metrics_text()"))

        # What is written by retention and read again.
        self.assertEqual(self.server.value("select baton.archive_jobs(array[%s]::bigint[])", job), 1)
        month = self.server.value("select to_char(now() at time zone 'utc', 'YYYY-MM')")
        self.assertEqual(self.server.value("select month || ' ' || jobs from baton.archived_months"), f"{month} 1")
        bounds = self.psql("--command", "set datestyle = iso; set timezone = utc", "--command",
                           "select pg_get_expr(relpartbound, oid) from pg_class where relispartition and relkind = 'r' and relname ~ '^archived'").stdout
        self.assertIn(f"FROM ('{month}-01 00:00:00+00')", bounds)
        for view in self.server.rows("select viewname from pg_views where schemaname = 'baton'"):
            self.server.rows(f"select count(*) from (select * from baton.{view['viewname']} offset 0) as rows")
        self.assertEqual(self.psql("--command", "call baton.run_maintenance()", "--command", "call baton.run_retention()").returncode, 0)

        self.create_database("other")
        for statement in hostile("other"):
            self.server.execute(statement)
        for name in ("install", "upgrade", "uninstall"):
            done = self.psql("--dbname=other", f"--file={SOURCE}/sql/{name}.sql")
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_strings_are_read_the_other_way_after_the_installation(self):
        self.create_database("late")
        self.assertEqual(self.psql("--dbname=late", f"--file={SOURCE}/sql/install.sql").returncode, 0)

        def answers():
            done = self.psql("--dbname=late", "--command", r"""
                select string_agg(slot::text, ' ') from baton.next_slots('*/7 2 * * mon-fri', 3, '2030-01-01') as slot;
                select code from baton.classify_error(null, 1, null, false, null, '', 'HTTP 503 Service Unavailable');
                select code from baton.classify_error(null, 1, null, false, null, '', 'AENOMEM, no class of its own');
                select md5(regexp_replace(baton.metrics_text(), '[0-9.e+-]+', '', 'g'));
                select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x", "{{parameters.x}}"],
                  "rules": [{"match": "stdout", "pattern": "^done$", "required": true}]}]}')""")
            self.assertEqual(done.returncode, 0, done.stderr)
            return done.stdout

        answers()   # defines the job type
        before = answers()
        for name in ("standard_conforming_strings", "backslash_quote"):
            self.server.execute(f"alter database late set {name} = off")
        self.assertEqual(answers(), before)

    def test_a_database_of_another_encoding_is_refused_and_named(self):
        for encoding in ("LATIN1", "SQL_ASCII", "EUC_JP"):
            name = "db_" + encoding.lower()
            self.create_database(name, f"encoding '{encoding}' locale 'C'")
            done = self.baton("migrate", "--database", f"dbname={name}")
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(f"database {name} has the encoding {encoding}, and Baton needs UTF8", done.stderr)
            self.assertIn("template template0 encoding 'UTF8'", done.stderr)
            done = self.psql(f"--dbname={name}", f"--file={SOURCE}/sql/install.sql")
            self.assertIn("and Baton needs UTF8", done.stderr)
            self.assertEqual(self.psql(f"--dbname={name}", "--command", "select to_regnamespace('baton')").stdout.strip(), "")

        # One that an earlier version was installed in.
        copy = pathlib.Path(tempfile.mkdtemp(prefix="baton-sql."))
        self.addCleanup(shutil.rmtree, copy)
        shutil.copytree(SOURCE / "sql", copy / "sql")
        check = copy / "sql/schema/check.sql"
        check.write_text(check.read_text().replace("getdatabaseencoding() <> 'UTF8'", "getdatabaseencoding() = ''"))
        done = self.psql("--dbname=db_latin1", f"--file={copy}/sql/install.sql")
        self.assertEqual(done.returncode, 0, done.stderr)
        done = self.psql("--dbname=db_latin1", "--command", "select status || ': ' || message from baton.health where name = 'encoding'")
        self.assertEqual(done.stdout.strip(), "problem: The database has the encoding LATIN1: outputs and messages that it cannot hold are lost.")


class LimitedRole(baton_harness.SystemTest):
    fresh_server = True
    server_options = {"durable": False}

    def test_a_statement_timeout_of_its_role_ends_no_retention(self):
        # Each piece is followed by a pause of 99 times its length.
        self.server.execute("""
            create role cron_role login in role baton_cron;
            alter role cron_role set statement_timeout = '3s';
            select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}');
            update baton.retention_settings set share_of_time = 0.01;
            update baton.retention_policies set keep_for = '0'""")
        self.server.execute("""select baton.create_batch('old', jsonb_agg('{}'::jsonb), 't') from generate_series(1, 300)""")
        self.server.execute("select baton.cancel_batch('old')")

        def call(procedure):
            connection = self.server.connect("cron_role")
            with connection.cursor() as cursor:
                cursor.execute("call baton." + procedure)   # raises when it is cut
            connection.close()

        def unfinished():
            return self.server.value("select count(*) from baton.retention_runs where finished_at is null")

        call("run_retention()")
        for _ in range(30):   # a slow machine leaves something to the next call
            if not unfinished():
                break
            self.server.execute("update baton.retention_runs set touched_at = now() - interval '2 minutes'")
            call("run_retention(p_only_unfinished => true)")
        self.assertEqual(self.server.value("select count(*) from baton.jobs"), 0)
        self.assertEqual(self.server.value("select count(*) || ' ' || sum(archived_jobs) from baton.retention_runs"), "1 300")
        call("run_retention(p_only_unfinished => true)")
        self.assertEqual(self.server.value("select count(*) from baton.retention_runs"), 1, "it begins none")

    def test_a_run_that_was_cut_goes_on_once_nobody_is_at_work_on_it(self):
        self.server.execute("""
            select baton.define_job_type('{"job_type": "u", "steps": [{"key": "a", "command": ["x"]}]}');
            update baton.retention_settings set share_of_time = 1;
            update baton.retention_policies set keep_for = '0'""")
        self.server.execute("select baton.cancel_job(id) from (select baton.create_job('u') as id) as created")
        self.server.execute("select baton.apply_retention(false, 1)")
        runs = "select string_agg(concat_ws(' ', phase, finished_at is null), ', ' order by id) from baton.retention_runs where id > %s"
        before = self.server.value("select max(id) - 1 from baton.retention_runs")
        self.server.execute("call baton.run_retention(p_only_unfinished => true)")
        self.assertEqual(self.server.value(runs, before), "jobs t")
        said = "select message from baton.health where name = 'retention'"
        self.server.execute("update baton.retention_runs set touched_at = now() - interval '11 minutes' where finished_at is null")
        self.assertRegex(self.server.value(said), "^A run of retention was cut 11 min ago, and nothing goes on with it")
        self.server.execute("call baton.run_retention(p_only_unfinished => true)")
        self.assertEqual(self.server.value(runs, before), "done f")
        self.assertEqual(self.server.value("select count(*) from baton.jobs where job_type = 'u'"), 0)


class Roles(baton_harness.SystemTest):
    server_options = {"schema": False, "durable": False}

    def test_a_role_that_is_there_already_with_rights_of_its_own_is_refused(self):
        self.server.execute("create role web")
        for made, says in (
                ("create role baton_owner superuser login", "role baton_owner is there already and is a superuser"),
                ("create role baton_owner login", "role baton_owner is there already and may log in"),
                ("create role baton_app createrole", "role baton_app is there already and may create roles"),
                ("create role baton_sql login bypassrls", "role baton_sql is there already and passes by row security"),
                ("create role baton_reader in role pg_execute_server_program",
                 "role baton_reader is there already and is a member of pg_execute_server_program"),
                ("create role baton_tenant in role web", "role baton_tenant is there already and is a member of web")):
            with self.subTest(made):
                self.server.execute(made)
                done = self.baton("migrate")
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(says, done.stderr)
                self.assertEqual(self.server.value("select to_regnamespace('baton')::text"), None)
                # What the hint says is enough.
                self.server.execute(re.search(r"; then: (.*;)", done.stderr.replace("\n", " "))[1])
                self.assertNotIn("is there already", self.baton("migrate", "--dry-run").stderr)
                self.server.execute("drop role " + made.split()[2])
        self.assertEqual(self.baton("migrate").returncode, 0)


if __name__ == "__main__":
    unittest.main()
