#!/usr/bin/python3
"""baton migrate: installs once, whole or not at all, and says what is missing."""

import os
import subprocess
import unittest

import baton_harness

# Everything of schema baton that can differ between two ways of installing it.
FINGERPRINT = """
  select line from (
    select pg_get_functiondef(p.oid) || coalesce(array_to_string(p.proacl, ' '), '') || p.proowner::regrole as line
    from pg_proc p where pronamespace = 'baton'::regnamespace
    union all
    select format('%s.%s %s %s %s', c.relname, a.attname, a.atttypid::regtype, a.attnotnull, c.relacl)
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
    where relnamespace = 'baton'::regnamespace and c.relkind in ('r', 'v', 'p')
    union all
    select pg_get_constraintdef(oid) || conname from pg_constraint where connamespace = 'baton'::regnamespace
    union all
    select indexdef from pg_indexes where schemaname = 'baton'
    union all
    select pg_get_triggerdef(oid) from pg_trigger
    where tgrelid in (select oid from pg_class where relnamespace = 'baton'::regnamespace) and not tgisinternal
  ) as lines order by line"""


class Migrate(baton_harness.SystemTest):
    server_options = {"schema": False, "cron": True}
    fresh_server = True

    def fingerprint(self):
        return [row["line"] for row in self.server.rows(FINGERPRINT)]

    def has_schema(self):
        return self.server.value("select to_regnamespace('baton') is not null")

    def test_installs_once_and_then_has_nothing_to_do(self):
        first = self.baton("migrate")
        self.assertEqual(first.returncode, 0, first.stderr)
        self.assertIn("schema version 1 installed", first.stdout)
        self.assertIn("pg_cron runs baton.run_maintenance()", first.stdout)
        before = self.fingerprint()
        again = self.baton("migrate")
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertIn("up to date", again.stdout)
        self.assertEqual(self.fingerprint(), before)
        self.assertEqual(self.server.value("select count(*) from cron.job where jobname = 'baton: maintain'"), 1)

    def test_installs_the_same_as_psql(self):
        self.baton("migrate", check=True)
        by_program = self.fingerprint()
        self.server.execute("drop schema baton cascade")
        subprocess.run(["psql", "-X", "-q", "-f", baton_harness.SOURCE / "sql/install.sql"], check=True,
                       stdout=subprocess.DEVNULL, env={**os.environ, **self.server.environment})
        self.assertEqual(self.fingerprint(), by_program)

    def test_a_dry_run_changes_nothing(self):
        done = self.baton("migrate", "--dry-run")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("would be installed", done.stdout)
        self.assertIn("nothing was changed", done.stdout)
        self.assertFalse(self.has_schema())

    def test_two_at_once_install_it_once(self):
        command = [str(baton_harness.BATON), "migrate"]
        environment = {**os.environ, **self.server.environment}
        both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                 env=environment) for _ in range(2)]
        outputs = [process.communicate(timeout=60)[0] for process in both]
        self.assertEqual([process.returncode for process in both], [0, 0], outputs)
        self.assertEqual(sorted("installed" in output for output in outputs), [False, True], outputs)

    def test_a_newer_schema_is_left_alone(self):
        self.baton("migrate", check=True)
        self.server.execute("update baton.installation set schema_version = 99")
        done = self.baton("migrate")
        self.assertEqual(done.returncode, 78)
        self.assertIn("version 99, newer than version 1 of this program", done.stderr)
        self.assertIn("fix: Upgrade the baton program", done.stderr)

    def test_a_role_that_may_not_is_told_who_may(self):
        self.server.execute("create role somebody login")
        done = self.baton("-d", self.server.dsn_as("somebody"), "migrate")
        self.assertEqual(done.returncode, 77, done.stderr)
        self.assertIn("as a superuser", done.stderr)
        self.assertFalse(self.has_schema())


class MigrateWithoutCron(baton_harness.SystemTest):
    server_options = {"schema": False, "cron": False}

    def test_is_whole_and_says_what_is_missing(self):
        done = self.baton("migrate")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("schema version 1 installed", done.stdout)
        self.assertIn("the server does not load it", done.stdout)
        self.assertIn("shared_preload_libraries", done.stdout)


if __name__ == "__main__":
    unittest.main()
