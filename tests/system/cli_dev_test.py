#!/usr/bin/python3
"""baton dev: a private server, schema and executor that start with one command and leave nothing behind."""

import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import unittest

import psycopg2

import baton_harness
from baton_harness import eventually


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Dev(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="baton-dev-test.", dir="/tmp"))
        self.root.chmod(0o755)
        self.addCleanup(shutil.rmtree, self.root, ignore_errors=True)
        self.commands = baton_harness.Commands()
        self.addCleanup(self.commands.remove)
        self.ready = self.root / "ready"
        self.log = self.root / "dev.log"

    def start(self, *arguments):
        with self.log.open("w") as log:
            process = subprocess.Popen([str(baton_harness.BATON), "dev", "--ready-file", self.ready, *map(str, arguments)],
                                       stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                                       env={**os.environ, "TMPDIR": str(self.root)})
        self.addCleanup(self.end, process)
        eventually(lambda: self.ready.exists() or process.poll() is not None, 60,
                   lambda: f"readiness: {self.log.read_text()}")
        self.assertIsNone(process.poll(), self.log.read_text())
        return process, self.ready.read_text().strip()

    def end(self, process):
        if process.poll() is None:
            process.kill()
        process.wait()

    def query(self, dsn, sql, *parameters):
        connection = psycopg2.connect(dsn)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(sql, parameters or None)
                return cursor.fetchone()[0]
        finally:
            connection.close()

    def baton(self, dsn, *arguments):
        with self.log.open("a") as log:
            return subprocess.run([str(baton_harness.BATON), *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=log,
                                  stderr=log, timeout=60, env={**os.environ, "BATON_DATABASE": dsn}).returncode

    def run_job(self, dsn):
        job = self.query(dsn, "insert into baton.jobs (job_type) values ('greet') returning id")
        eventually(lambda: self.query(dsn, "select status from baton.jobs where id = %s", job) == "completed")
        return job

    def define(self):
        self.commands.script("greet", "echo hello >> $MARKERS/greetings")
        path = self.root / "greet.json"
        path.write_text(json.dumps({"job_type": "greet", "steps": [{"key": "greet", "command": ["greet"]}]}))
        return path

    def test_runs_jobs_keeps_its_data_and_stops_whole(self):
        place = self.root / "place"
        arguments = ["--dir", place, "--commands", self.commands.directory, "--apply", self.define()]
        process, dsn = self.start(*arguments)
        first = self.run_job(dsn)
        self.assertEqual(self.commands.marks("greetings"), ["hello"])
        self.assertEqual(self.query(dsn, "select setting from pg_settings where name = 'fsync'"), "on")
        self.assertEqual(self.query(dsn, "select setting from pg_settings where name = 'listen_addresses'"), "")
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(60), 0, self.log.read_text())
        self.assertFalse(self.ready.exists())
        self.assertEqual(baton_harness.processes_marked(str(place)), [])

        process, dsn = self.start(*arguments)
        self.assertIn("unchanged", self.log.read_text())
        self.assertEqual(self.query(dsn, "select status from baton.jobs where id = %s", first), "completed")
        self.assertGreater(self.run_job(dsn), first)
        process.terminate()
        self.assertEqual(process.wait(60), 0, self.log.read_text())

    def test_hands_out_a_login_that_submits_defines_and_steers_and_says_how_to_be_more(self):
        process, dsn = self.start("--dir", self.root / "place", "--commands", self.commands.directory, "--port",
                                  str(port := free_port()))
        self.assertEqual(self.query(dsn, "select current_user::text"), "dev")
        self.assertEqual(self.query(dsn, """select array_agg(roleid::regrole::text order by roleid::regrole::text)
            from pg_auth_members where member = 'dev'::regrole"""), ["baton_app", "baton_author", "baton_operator"])
        self.assertEqual(self.query(dsn, """select concat_ws(' ', rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls)
            from pg_roles where rolname = 'dev'"""), "f f f f f")
        with self.assertRaises(psycopg2.errors.InsufficientPrivilege):
            self.query(dsn, "create role another")
        # As the manual's first pages do.
        self.assertEqual(self.baton(dsn, "apply", self.define()), 0, self.log.read_text())
        self.run_job(dsn)
        self.query(dsn, "select baton.pause_queue('default', 'a look'), baton.resume_queue('default')")
        self.assertTrue(self.query(dsn, "select has_schema_privilege('cron', 'usage')"), "for schedule_job")
        self.query(dsn, "create table orders (id bigint); select schemaname from pg_tables where tablename = 'orders'")
        self.assertEqual(self.baton(dsn, "doctor"), 0, self.log.read_text())

        self.assertIn(f"psql '{dsn}'", self.log.read_text())
        more = re.search(r"(?m)^for a superuser's rights: psql '(.*)'$", self.log.read_text())[1]
        self.assertEqual(self.query(more, "show is_superuser"), "on")
        # By TCP there is that login and no other.
        password = (self.root / "place/password").read_text().strip()
        remote = f"host=127.0.0.1 port={port} dbname=baton password={password} user="
        self.assertEqual(self.query(remote + "dev", "select current_user::text"), "dev")
        with self.assertRaises(psycopg2.OperationalError):
            self.query(remote + "postgres", "select 1")

    def test_a_temporary_place_is_removed(self):
        process, dsn = self.start("--commands", self.commands.directory)
        places = list(self.root.glob("baton-dev.*"))
        self.assertEqual(len(places), 1)
        process.terminate()
        self.assertEqual(process.wait(60), 0, self.log.read_text())
        self.assertFalse(places[0].exists())

    def test_nothing_is_left_when_it_is_killed(self):
        place = self.root / "place"
        process, _ = self.start("--dir", place, "--commands", self.commands.directory)
        self.assertNotEqual(baton_harness.processes_marked(str(place / "data")), [])
        process.kill()
        process.wait()
        eventually(lambda: baton_harness.processes_marked(str(place / "data")) == [], 10, "the end of PostgreSQL")

    def test_ends_when_its_server_does(self):
        place = self.root / "place"
        process, _ = self.start("--dir", place, "--commands", self.commands.directory)
        postmaster = int((place / "data/postmaster.pid").read_text().splitlines()[0])
        os.kill(postmaster, signal.SIGQUIT)
        self.assertEqual(process.wait(60), 69, self.log.read_text())
        self.assertIn("PostgreSQL has ended by itself", self.log.read_text())

    def test_a_script_that_runs_does_not_hold_up_the_end_when_the_server_ends(self):
        self.commands.script("greet", "echo >> $MARKERS/runs; exec sleep 1000")
        process, dsn = self.start("--dir", self.root / "place", "--commands", self.commands.directory,
                                  "--drain-limit", "1h")
        self.query(dsn, """insert into baton.jobs (steps)
            values ('[{"key": "a", "command": ["greet"], "timeout": "1 day"}]') returning id""")
        eventually(lambda: self.commands.marks("runs"), 30, "a running script")
        postmaster = int((self.root / "place/data/postmaster.pid").read_text().splitlines()[0])
        os.kill(postmaster, signal.SIGQUIT)
        self.assertEqual(process.wait(60), 69, self.log.read_text())

    def test_two_do_not_share_a_place(self):
        place = self.root / "place"
        self.start("--dir", place, "--commands", self.commands.directory)
        second = subprocess.run([str(baton_harness.BATON), "dev", "--dir", place], capture_output=True, text=True, timeout=60)
        self.assertEqual(second.returncode, 75)
        self.assertIn("Another baton dev uses", second.stderr)


if __name__ == "__main__":
    unittest.main()
