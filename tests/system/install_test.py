#!/usr/bin/python3
"""The life of the schema: installed, upgraded, dumped, restored and removed, by a superuser and by an ordinary owner."""

import os
import subprocess
import unittest

import baton_harness
from baton_harness import SOURCE, eventually

DEFINE = """select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]},
    {"key": "b", "command": ["x"], "depends_on": ["a"]}]}')"""


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = baton_harness.Server(cron=True, schema=False, durable=False)
        cls.addClassCleanup(cls.server.remove)

    def environment(self, database, user):
        return {**os.environ, **self.server.environment, "PGDATABASE": database, "PGUSER": user}

    def psql(self, *arguments, database="baton", user="postgres"):
        return subprocess.run(["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", *arguments],
                              env=self.environment(database, user), stdin=subprocess.DEVNULL,
                              capture_output=True, text=True)

    def run_file(self, name, **options):
        return self.psql(f"--file={SOURCE}/sql/{name}", **options)

    def install(self, **options):
        done = self.run_file("install.sql", **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.addCleanup(self.run_file, "uninstall.sql", database=options.get("database", "baton"))
        return done.stdout

    def value(self, sql, **options):
        done = self.psql("--command", sql, **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def database(self, name, owner="postgres"):
        self.value(f"create database {name} owner {owner}")
        self.addCleanup(self.value, f"drop database {name} with (force)")

    def test_installing_twice_is_one_clear_error_and_changes_nothing(self):
        self.install()
        before = self.value("select count(*) from pg_proc")
        again = self.run_file("install.sql")
        self.assertEqual(again.returncode, 3)
        self.assertIn("ERROR:  schema baton exists already (version 1)\n", again.stderr)
        self.assertIn("HINT:  Use sql/upgrade.sql or", again.stderr)
        self.assertEqual(again.stderr.count("ERROR"), 1)
        self.assertEqual(self.value("select count(*) from pg_proc"), before)

    def test_upgrading_what_is_up_to_date_does_nothing_and_says_so(self):
        self.install()
        done = self.run_file("upgrade.sql")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("NOTICE:  schema baton has version 1 already: nothing to do", done.stderr)

    def test_upgrading_what_is_newer_or_missing_is_an_error(self):
        missing = self.run_file("upgrade.sql")
        self.assertEqual(missing.returncode, 3)
        self.assertIn("schema baton is not installed in this database", missing.stderr)
        self.install()
        self.value("update baton.installation set schema_version = 99")
        newer = self.run_file("upgrade.sql")
        self.assertEqual(newer.returncode, 3)
        self.assertIn("schema baton has version 99, these files have 1", newer.stderr)

    def test_an_installation_that_fails_leaves_nothing(self):
        self.database("halfway")
        self.value("create role halfway login; grant create on database halfway to halfway")
        self.addCleanup(self.value, "drop owned by halfway; drop role halfway", database="halfway")
        failed = self.run_file("install.sql", database="halfway", user="halfway")
        self.assertEqual(failed.returncode, 3)
        self.assertEqual(self.value("select count(*) from pg_namespace where nspname = 'baton'", database="halfway"), "0")

    def test_pg_cron_runs_maintenance_until_it_is_uninstalled(self):
        said = self.install()
        self.assertIn("pg_cron runs baton.run_maintenance() every minute as postgres", said)
        self.assertEqual(self.value("select count(*) from cron.job where jobname like 'baton: %'"), "5")
        self.value("select baton.schedule_maintenance()")
        self.assertEqual(self.value("select count(*) from cron.job where jobname like 'baton: %'"), "5")
        self.value("select cron.alter_job(jobid, schedule := '* * * * *') from cron.job where jobname = 'baton: recover'")
        # Debian's pg_cron knows nothing finer than a minute, so one run has to do.
        self.value("update baton.clock set ticked_at = now() - interval '1 hour'")
        eventually(lambda: self.value("select ticked_by from baton.clock") == "postgres",
                   75, "a tick by pg_cron")
        eventually(lambda: self.value("select count(*) from cron.job_run_details where status = 'succeeded'"
                                      " and command like '%run_maintenance%'") != "0", 10, "its record")
        eventually(lambda: self.value("select count(*) from cron.job_run_details where status = 'succeeded'"
                                      " and command like '%recover_due%'") != "0", 10, "the record of the recovery")
        self.assertEqual(self.value("select baton.prune_cron_runs('0') > 0"), "t")
        self.assertEqual(self.run_file("uninstall.sql").returncode, 0)
        self.assertEqual(self.value("select count(*) from cron.job"), "0")

    def test_uninstalling_removes_schema_entries_and_roles(self):
        self.install()
        self.value(DEFINE + "; insert into baton.jobs (job_type) values ('t')")
        done = self.run_file("uninstall.sql")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(self.value("select count(*) from pg_namespace where nspname = 'baton'"), "0")
        self.assertEqual(self.value("select count(*) from pg_roles where rolname like 'baton%'"), "0")
        self.assertEqual(self.value("select count(*) from pg_default_acl"), "0")
        again = self.run_file("uninstall.sql")
        self.assertEqual(again.returncode, 3)
        self.assertIn("schema baton is not installed in this database", again.stderr)

    def test_a_second_database_keeps_the_roles(self):
        self.install()
        self.database("second")
        self.install(database="second")
        self.assertIn("is kept: something else uses it", self.run_file("uninstall.sql", database="second").stderr)
        self.value(DEFINE + "; insert into baton.jobs (job_type) values ('t')")

    def test_an_ordinary_owner_of_the_database_can_install_use_and_remove(self):
        self.value("create role dba login createrole")
        self.addCleanup(self.value, "drop role dba")
        self.database("plain", owner="dba")
        said = self.install(database="plain", user="dba")
        self.assertIn("pg_cron is not installed in this database; executors keep the clock", said)
        self.assertEqual(self.value("select proowner::regrole from pg_proc where pronamespace = 'baton'::regnamespace"
                                    " group by 1 order by count(*) desc",
                                    database="plain"), "baton_owner\nbaton_engine\nbaton_guest")
        self.value(DEFINE, database="plain", user="dba")
        self.assertEqual(self.value("insert into baton.jobs (job_type) values ('t') returning id", database="plain", user="dba"), "1")
        done = self.run_file("uninstall.sql", database="plain", user="dba")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.value("select count(*) from pg_namespace where nspname = 'baton'", database="plain"), "0")

    def test_an_ordinary_role_with_rights_on_pg_cron_makes_its_own_entry(self):
        self.install()
        self.value("create role keeper login in role baton_cron; grant usage on schema cron to keeper")
        self.addCleanup(self.value, "drop owned by keeper; drop role keeper")
        self.assertIn("every minute as keeper", self.value("select baton.schedule_maintenance()", user="keeper"))
        self.assertIn("removed 5 entries", self.value("select baton.unschedule_maintenance()", user="keeper"))

    def test_the_program_installs_what_psql_installs(self):
        self.install()
        self.database("migrated")
        done = subprocess.run([baton_harness.BATON, "migrate"], env=self.environment("migrated", "postgres"),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
        self.addCleanup(self.run_file, "uninstall.sql", database="migrated")
        self.assertEqual(done.returncode, 0, done.stderr)
        # A procedure that commits, for example, must not have lost its "commit;" as a line of the manifest.
        everything = ("""select string_agg(x, e'\\n' order by x) from (
            select pg_get_functiondef(oid) || coalesce(proacl::text, '') || proowner::regrole || coalesce(obj_description(oid), '')
            from pg_proc where pronamespace = 'baton'::regnamespace
            union all select relname || coalesce(relacl::text, '') || relowner::regrole || coalesce(pg_get_viewdef(oid), '')
            from pg_class where relnamespace = 'baton'::regnamespace
            union all select tgname || pg_get_triggerdef(oid) from pg_trigger where not tgisinternal and tgrelid::regclass::text like 'baton.%'
            union all select conname || pg_get_constraintdef(oid) from pg_constraint where connamespace = 'baton'::regnamespace) as y (x)""")
        self.maxDiff = 4000
        self.assertEqual(self.value(everything, database="migrated"), self.value(everything))

    def test_a_data_only_restore_does_not_expand_jobs_again(self):
        self.install()
        self.value(DEFINE)
        self.value("insert into baton.jobs (job_type, parameters) select 't', jsonb_build_object('i', i) from generate_series(1, 10) as i")
        self.database("copy")
        self.install(database="copy")
        tables = [f"--table=baton.{table}" for table in
                  ("job_types", "definitions", "definition_steps", "jobs", "step_rows", "ready", "jobs_id_seq", "ready_id")]
        dump = subprocess.run(["pg_dump", "--data-only", *tables], env=self.environment("baton", "postgres"),
                              capture_output=True, text=True, check=True)
        restored = subprocess.run(["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"], input=dump.stdout,
                                  env=self.environment("copy", "postgres"), capture_output=True, text=True)
        self.assertEqual(restored.returncode, 0, restored.stderr)
        count = "select (select count(*) from baton.jobs), (select count(*) from baton.step_rows), (select count(*) from baton.ready)"
        self.assertEqual(self.value(count, database="copy"), "10|20|10")
        self.assertEqual(self.value("select baton._on_hold()", database="copy"), "t", "the original may be running them")
        self.value("insert into baton.jobs (job_type) values ('t')", database="copy")
        self.assertEqual(self.value(count, database="copy"), "11|22|11")


if __name__ == "__main__":
    unittest.main()
