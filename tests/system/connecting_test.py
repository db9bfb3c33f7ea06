#!/usr/bin/python3
"""How executors and commands find their database: over hosts that do not answer, in any language, whatever its defaults are."""

import json
import os
import signal
import socket
import subprocess
import unittest

import baton_harness
from baton_harness import eventually


def frozen_postmaster(test, server):
    """The server accepts connections (the kernel does) and says nothing, until the test ends."""
    pid = int((server.directory / "data/postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGSTOP)
    test.addCleanup(os.kill, pid, signal.SIGCONT)


class Hosts(baton_harness.SystemTest):

    def setUp(self):
        super().setUp()
        self.frozen = baton_harness.Server(schema=False, durable=False)
        self.addCleanup(self.frozen.remove)
        frozen_postmaster(self, self.frozen)
        self.hosts = {"PGHOST": f"{self.frozen.directory},{self.server.directory}", "PGCONNECT_TIMEOUT": "2"}

    def test_an_executor_passes_over_a_frozen_server(self):
        self.commands.script("say", "echo said >> $MARKERS/said")
        executor = self.start_executor(environment=self.hosts)
        executor.wait_for_log("registered", 40)
        self.assertNotIn("no connection", executor.log, "the next host is no new try")
        job = self.insert_job([{"key": "a", "command": ["say"]}])
        self.wait_for_job(job, "completed")

    def test_each_host_has_twelve_seconds(self):
        executor = self.start_executor(environment={"PGHOST": self.hosts["PGHOST"]})
        executor.wait_for_log("registered", 60)
        self.assertNotIn("no connection", executor.log)

    def test_an_address_of_a_name_that_does_not_answer_is_passed_over(self):
        # A listener whose queue nobody empties stands for the first address of the name.
        silent = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(silent.close)
        executor = self.start_executor(environment={
            "PGHOST": f"localhost,{self.server.directory}", "PGPORT": f"{silent.getsockname()[1]},5432",
            "PGCONNECT_TIMEOUT": "2"})
        executor.wait_for_log("registered", 40)

    def test_a_command_passes_over_a_frozen_server(self):
        done = subprocess.run([baton_harness.BATON, "jobs", "list"], capture_output=True, text=True, timeout=60,
                              env={**os.environ, **self.server.environment, **self.hosts})
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_a_server_that_is_not_there_is_no_server_that_does_not_answer(self):
        nowhere = {"PGHOST": "/nowhere", "PGCONNECT_TIMEOUT": "3600"}
        done = subprocess.run([baton_harness.BATON, "jobs", "list"], capture_output=True, text=True, timeout=60,
                              env={**os.environ, **self.server.environment, **nowhere})
        self.assertEqual(done.returncode, 69)
        self.assertIn("/nowhere/.s.PGSQL.5432", done.stderr)
        executor = self.start_executor(environment=nowhere)
        executor.wait_for_log("no connection to the database(.*\n)*.*no connection to the database")

    def test_where_no_host_answers_each_is_named(self):
        done = subprocess.run([baton_harness.BATON, "jobs", "list"], capture_output=True, text=True, timeout=60,
                              env={**os.environ, **self.server.environment, "PGCONNECT_TIMEOUT": "2",
                                   "PGHOST": f"{self.frozen.directory},/nowhere"})
        self.assertEqual(done.returncode, 69)
        self.assertIn(f'no answer from "{self.frozen.directory}", port 5432 in 2 s', done.stderr)
        self.assertIn("/nowhere", done.stderr)


class SqlSteps(baton_harness.SystemTest):
    fresh_server = True

    def setUp(self):
        super().setUp()
        self.server.execute("create schema app; create function app.f(bigint, jsonb) returns jsonb"
                            " language sql as $$ select '{}'::jsonb $$;"
                            " grant usage on schema app to baton_sql; grant execute on function app.f to baton_sql")

    def test_no_name_is_looked_up_for_a_sql_step(self):
        """The session's own name stops resolving; steps go to the address that it had."""
        self.server.stop()
        with (self.server.directory / "data/postgresql.conf").open("a") as settings:
            settings.write("\nlisten_addresses = '127.0.0.1'\nport = 5499\n")
        self.server.start()
        os.symlink(".s.PGSQL.5499", self.server.directory / ".s.PGSQL.5432")
        names = self.commands.root / "hosts"
        names.write_text("127.0.0.1 database.test\n")
        executor = self.start_with_names(names)
        executor.wait_for_log("registered", 40)
        names.write_text("")
        job = self.insert_job({"steps": [{"key": "a", "sql": "app.f", "max_attempts": 1}]})
        self.wait_for_job(job, "completed")

    def start_with_names(self, names):
        """Name look-ups of the executor ask this file and nothing else, by a mount that only it sees."""
        if os.geteuid() != 0:
            self.skipTest("only root mounts a file over /etc/hosts")
        original = baton_harness.BATON
        wrapper = self.commands.root / "baton"
        wrapper.write_text(f"#!/bin/sh\nexec unshare --mount sh -c 'mount --bind {names} /etc/hosts && exec \"$@\"' sh {original} \"$@\"\n")
        wrapper.chmod(0o755)
        baton_harness.BATON = wrapper
        try:
            return self.start_executor(environment={"PGHOST": "database.test", "PGPORT": "5499"})
        finally:
            baton_harness.BATON = original

    def test_no_connection_for_a_sql_step_is_a_transient_fault(self):
        job = self.insert_job({"steps": [{"key": "a", "sql": "app.f", "max_attempts": 1}]})
        silent = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(silent.close)
        self.start_executor("--sql-connection",
                            f"host=127.0.0.1 port={silent.getsockname()[1]} dbname=baton user=baton_sql connect_timeout=2")
        self.wait_for_job(job, "failed")
        [attempt] = self.attempts(job)
        self.assertEqual((attempt["error_code"], attempt["outcome"]), ("DB_TRANSIENT", "failed"))


class Defaults(baton_harness.SystemTest):
    fresh_server = True

    def check_everything_works(self):
        self.commands.script("say", "echo said >> $MARKERS/said")
        executor = self.start_executor()
        done = self.baton("migrate")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        path = self.commands.root / "job.json"
        path.write_text(json.dumps({"job_type": "t", "steps": [{"key": "a", "command": ["say"]}]}))
        done = self.baton("apply", path)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.server.disconnect()
        self.server.execute("set default_transaction_read_only = off")
        job = self.server.value("insert into baton.jobs (job_type) values ('t') returning id")
        self.wait_for_job(job, "completed")
        self.assertNotRegex(executor.log, "25006|40001|no connection|refused by")
        self.assertEqual(
            self.server.rows("select distinct isolation from public.isolation_seen"), [{"isolation": "read committed"}])

    def note_isolation(self):
        self.server.execute("""
            create table public.isolation_seen (isolation text);
            create function public.note() returns trigger language plpgsql security definer as $$
              begin insert into public.isolation_seen values (current_setting('transaction_isolation')); return null; end $$;
            create trigger note after insert or update or delete on baton.running for each statement execute function public.note();
            create trigger note after update on baton.executors for each statement execute function public.note();
            create trigger note after insert on baton.job_types for each statement execute function public.note()""")

    def test_a_database_that_is_serializable_by_default(self):
        self.note_isolation()
        self.server.execute("alter database baton set default_transaction_isolation = 'serializable'")
        self.check_everything_works()

    def test_a_database_that_is_read_only_by_default(self):
        self.note_isolation()
        self.server.execute("alter database baton set default_transaction_read_only = on")
        self.check_everything_works()
        checks = json.loads(self.baton("doctor", "--json").stdout)
        [check] = [check for check in checks if check["name"] == "read-only"]
        self.assertIn("default_transaction_read_only", check["message"])

    def test_it_can_be_installed_into_either(self):
        self.server.execute("drop schema baton cascade;"
                            "alter database baton set default_transaction_read_only = on;"
                            "alter database baton set default_transaction_isolation = 'repeatable read'")
        done = self.baton("migrate")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        done = subprocess.run(["psql", "-Xqf", baton_harness.SOURCE / "sql/uninstall.sql"], capture_output=True, text=True,
                              env={**os.environ, **self.server.environment})
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        done = subprocess.run(["psql", "-Xqf", baton_harness.SOURCE / "sql/install.sql"], capture_output=True, text=True,
                              env={**os.environ, **self.server.environment})
        self.assertEqual((done.returncode, done.stderr), (0, ""))


class Language(unittest.TestCase):
    """The server speaks German: what it refuses is told by its code."""

    @classmethod
    def setUpClass(cls):
        cls.server = baton_harness.Server(durable=False)
        cls.addClassCleanup(cls.server.remove)
        cls.server.execute("create role locked_out nologin; create role nobody login")
        places = cls.server.directory / "locales"
        places.mkdir()
        subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", places / "de_DE.UTF-8"], check=True)
        cls.server.stop()
        with (cls.server.directory / "data/postgresql.conf").open("a") as settings:
            settings.write("lc_messages = 'de_DE.UTF-8'\n")
        directory = subprocess.run(["pg_config", "--bindir"], check=True, capture_output=True, text=True).stdout.strip()
        as_owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
        subprocess.run([*as_owner, "env", f"LOCPATH={places}", f"{directory}/pg_ctl", "start", "--silent", "--wait",
                        "-D", cls.server.directory / "data", "-l", cls.server.directory / "log"],
                       check=True, stdin=subprocess.DEVNULL, cwd="/")

    def run_baton(self, *arguments, **environment):
        return subprocess.run([baton_harness.BATON, *arguments], capture_output=True, text=True, timeout=60,
                              env={**os.environ, **self.server.environment, **environment})

    def test_the_server_speaks_german(self):
        done = self.run_baton("jobs", "list", PGUSER="nobody")
        self.assertIn("Berechtigung", done.stderr)
        self.assertEqual(done.returncode, 77)

    def test_a_login_that_is_refused(self):
        for command in (["jobs", "list"], ["doctor"], ["migrate"]):
            for user in ("locked_out", "not_there"):
                done = self.run_baton(*command, PGUSER=user)
                self.assertEqual(done.returncode, 77, (command, user, done.stdout + done.stderr))

    def test_a_database_that_is_not_there(self):
        for command in (["jobs", "list"], ["migrate"]):
            done = self.run_baton(*command, PGDATABASE="not_there")
            self.assertEqual(done.returncode, 78, (command, done.stdout + done.stderr))
            self.assertIn("--database", done.stderr)

    def test_an_executor_ends_with_the_same_codes(self):
        for status, environment in ((77, {"PGUSER": "locked_out"}), (78, {"PGDATABASE": "not_there"})):
            with baton_harness.tempfile.TemporaryDirectory() as commands:
                done = self.run_baton("executor", "--commands", commands, "--spool-dir", commands, **environment)
            self.assertEqual(done.returncode, status, done.stderr)


class NoName(baton_harness.SystemTest):

    @unittest.skipIf(os.geteuid() != 0, "only root can be somebody without a name")
    def test_a_user_id_without_an_entry_needs_the_database_user_named(self):
        environment = {key: value for key, value in {**os.environ, **self.server.environment}.items() if key != "PGUSER"}
        root = self.commands.root
        root.chmod(0o777)
        (root / "kept").mkdir()
        os.chown(root / "kept", 54321, 54321)
        for command in (["jobs", "list"], ["doctor"], ["executor", "--commands", self.commands.directory, "--run-dir", root,
                                                       "--spool-dir", root / "kept"]):
            done = subprocess.run(["setpriv", "--reuid=54321", "--regid=54321", "--clear-groups", baton_harness.BATON, *map(str, command)],
                                  capture_output=True, text=True, timeout=60, env={**environment, "HOME": "/"})
            self.assertEqual(done.returncode, 77, (command, done.stdout + done.stderr))
            self.assertIn("user=... or PGUSER", done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
