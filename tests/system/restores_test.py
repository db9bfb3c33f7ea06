#!/usr/bin/python3
"""A copy of the server's files, or a server that went back in time, is on hold until somebody accepts it; a server that was
only restarted, moved to a host of another name or promoted is not."""

import os
import subprocess
import unittest

import baton_harness
import copies
from baton_harness import eventually


class Restores(baton_harness.SystemTest):
    fresh_server = True

    def setUp(self):
        super().setUp()
        self.commands.script("say", 'echo "$1" >> $MARKERS/said')
        self.server.execute("update baton.settings set tick_interval = '1 second', lease_ticks = 60")

    def why(self, server=None):
        """Why it is on hold, as everybody sees it who only looks, and who keeps the answer."""
        server = server or self.server
        looked = server.value("select baton._why_on_hold()")
        server.execute("select baton.maintain()")
        self.assertEqual(server.value("select held_because from baton.installation"), looked)
        self.assertEqual(server.value("select baton._on_hold()"), looked is not None)
        shown = server.value("select message from baton.health where name = 'accepted'")
        self.assertIn(looked or "This is the database that was accepted", shown)
        return looked

    def accept(self, server=None):
        (server or self.server).execute("select baton.accept_database()")
        self.assertIsNone(self.why(server))

    def touch_every_file(self):
        """As a volume's new owner does it: contents and times of change stay, the files' own age does not."""
        for path in (self.server.directory / "data").rglob("*"):
            os.chown(path, -1, path.stat().st_gid)


class WhatIsNoCopy(Restores):

    def test_a_restart_and_a_crash(self):
        self.server.restart()
        self.assertIsNone(self.why())
        self.server.restart("immediate")
        self.assertIsNone(self.why())

    @unittest.skipIf(os.geteuid() != 0, "only root gives a namespace a name")
    def test_a_container_made_anew_on_the_same_files(self):
        self.server.stop()
        copies.start_on_host(self.server, "pod-2")
        self.assertIsNone(self.why())
        self.server.stop()
        self.touch_every_file()
        copies.start_on_host(self.server, "pod-2")
        self.assertIsNone(self.why())
        self.server.stop()
        copies.start_on_host(self.server, "pod-3")
        self.assertIsNone(self.why(), "each change alone is none, however many there were")

    def test_another_port(self):
        self.server.stop()
        with (self.server.directory / "data/postgresql.auto.conf").open("a") as settings:
            settings.write("port = 5433\n")
        self.server.start()
        os.symlink(".s.PGSQL.5433", self.server.directory / ".s.PGSQL.5432")
        self.assertIsNone(self.why())

    def promoted(self):
        job = self.insert_job([{"key": "a", "command": ["x"]}])
        standby = copies.beside(self.server, copies.base_backup(self.server, "--write-recovery-conf"))
        self.addCleanup(standby.remove)
        self.server.execute("create table public.seen (); drop table public.seen")
        eventually(lambda: standby.value("select pg_last_xact_replay_timestamp() > pg_postmaster_start_time()"), 20,
                   "what the standby has heard from its primary")
        self.server.stop("immediate")
        self.check_standby(standby, job)
        standby.execute("select pg_promote()")
        return standby

    def check_standby(self, standby, job):
        """It is read, and says that it is one."""
        at_it = ("--database", standby.dsn)
        self.assertEqual(self.baton("jobs", "list", *at_it).returncode, 0)
        self.assertIn("This server is a standby", self.baton("doctor", *at_it).stdout)
        refused = self.baton("jobs", "cancel", job, *at_it)
        self.assertEqual(refused.returncode, 69, refused.stderr)
        self.assertIn("this server is a standby", refused.stderr.lower())
        self.assertIn("target_session_attrs=read-write", refused.stderr)

    def test_a_promoted_standby_and_its_restart(self):
        standby = self.promoted()
        self.assertIsNone(self.why(standby))
        standby.restart("immediate")
        self.assertIsNone(self.why(standby))

    def test_a_promoted_standby_where_the_settings_say_hold(self):
        self.server.execute("update baton.settings set on_new_timeline = 'hold'")
        standby = self.promoted()
        self.assertIn("promoted", self.why(standby))
        self.accept(standby)


class Held(Restores):

    def check_held(self, server, why, then=()):
        """Nothing starts on it, until it is accepted: the jobs that came (`then`), and a new one."""
        self.assertIn(why, self.why(server))
        job = server.value("insert into baton.jobs (steps) values (%s) returning id",
                           '[{"key": "a", "command": ["say", "now"]}]')
        original, self.server = self.server, server
        executor = self.start_executor(name="of-the-copy")
        self.server = original
        executor.wait_for_log("registered.*on_hold=yes")
        self.assertIn("on hold", server.value("select baton.explain_step(%s, 'a')", job))
        self.assertEqual(self.commands.marks("said"), [])
        self.accept(server)
        eventually(lambda: sorted(self.commands.marks("said")) == ["now", *then], 30, "the jobs of the accepted copy")
        server.restart()
        self.assertIsNone(self.why(server), "accepted is accepted")


class Copies(Held):

    def test_a_base_backup_that_is_restored_in_place(self):
        backup = copies.base_backup(self.server)
        copies.put_in_place(self.server, backup)
        self.server.start()
        self.check_held(self.server, "base backup")

    def test_a_base_backup_beside_the_original(self):
        other = copies.beside(self.server, copies.base_backup(self.server))
        self.addCleanup(other.remove)
        self.check_held(other, "base backup")
        self.assertIsNone(self.why(), "the original goes on")

    def test_a_base_backup_of_a_server_that_was_one_itself(self):
        copies.put_in_place(self.server, copies.base_backup(self.server))
        self.server.start()
        self.accept()
        copies.put_in_place(self.server, copies.base_backup(self.server))
        self.server.start()
        self.check_held(self.server, "base backup")

    def test_a_restore_to_a_point_in_time(self):
        backup = copies.base_backup(self.server)
        copies.configure(backup, "restore_command = 'false'\nrecovery_target = 'immediate'\nrecovery_target_action = 'promote'")
        (backup / "recovery.signal").touch()
        copies.put_in_place(self.server, backup)
        self.server.start()
        eventually(lambda: not self.server.value("select pg_is_in_recovery()"), 20, "the end of the recovery")
        self.check_held(self.server, "restored to an earlier time")

    def test_files_of_a_stopped_server_beside_the_original(self):
        self.server.stop()
        files = copies.cold_copy(self.server)
        self.server.start()
        other = copies.beside(self.server, files)
        self.addCleanup(other.remove)
        self.check_held(other, "another data directory")
        self.assertIsNone(self.why(), "the original goes on")

    @unittest.skipIf(os.geteuid() != 0, "only root gives a namespace a name")
    def test_files_of_a_stopped_server_on_another_host_at_the_same_path(self):
        self.server.stop()
        copies.put_in_place(self.server, copies.cold_copy(self.server))
        copies.start_on_host(self.server, "elsewhere")
        self.check_held(self.server, "another host or port")

    def test_a_copy_of_the_database_in_the_same_server(self):
        self.server.disconnect()
        subprocess.run(["createdb", "--template=baton", "copy"], check=True,
                       env={**os.environ, **self.server.environment, "PGDATABASE": "postgres"})
        asked = subprocess.run(["psql", "-XAtc", "select baton._on_hold(), baton._why_on_hold()"], check=True,
                               env={**os.environ, **self.server.environment, "PGDATABASE": "copy"},
                               capture_output=True, text=True)
        self.assertEqual(asked.stdout, "t|it is not the database that was accepted\n")
        self.assertIsNone(self.why(), "the original goes on")

    def test_a_dump_that_is_restored_into_the_same_database(self):
        job = self.insert_job([{"key": "a", "command": ["say", "then"]}])
        environment = {**os.environ, **self.server.environment}
        dump = str(self.server.directory / "dump")
        subprocess.run(["pg_dump", "--format=custom", "--file", dump], check=True, env=environment)
        self.server.execute("drop schema baton cascade")
        subprocess.run(["pg_restore", "--exit-on-error", "--dbname=baton", dump], check=True, env=environment)
        self.assertEqual(self.job_status(job), "pending")
        self.assertIn("dump", self.why())
        self.accept()


class RowsOfADump(Held):
    """Restored without the tables, into a schema that was installed before: its own row in `installation` stays, the other
    tables' rows come where none is in their way."""

    def setUp(self):
        super().setUp()
        self.job = self.insert_job([{"key": "a", "command": ["say", "then"], "max_attempts": 1}])

    def run_program(self, *command, check=True):
        return subprocess.run(command, check=check, capture_output=True, text=True,
                              env={**os.environ, **self.server.environment, "PGDATABASE": "baton"})

    def dump(self, *options):
        path = str(self.server.directory / "dump")
        self.run_program("pg_dump", "--file", path, *options)
        return path

    def install_anew(self):
        """In the same database of the same server, so that nothing but the rows can tell."""
        self.server.execute("drop schema baton cascade")
        self.run_program("psql", "-Xqf", str(baton_harness.SOURCE / "sql/install.sql"))
        self.server.execute("update baton.settings set tick_interval = '1 second', lease_ticks = 60")
        self.assertIsNone(self.why())

    def restore(self, dump, *options):
        self.install_anew()
        restored = self.run_program("pg_restore", "--dbname=baton", *options, dump, check=False)
        self.assertIn("duplicate key", restored.stderr, "errors that pg_restore goes on after")
        self.assertEqual(self.job_status(self.job), "pending")

    def run_file(self, dump):
        self.install_anew()
        self.run_program("psql", "-Xqf", dump)
        self.assertEqual(self.job_status(self.job), "pending")

    def check_told(self):
        self.assertIn("of a dump were restored", self.why())
        self.accept()

    def test_the_data_of_a_dump_restored_into_an_installed_schema(self):
        self.restore(self.dump("--format=custom", "--data-only"), "--data-only")
        self.check_held(self.server, "of a dump were restored", then=["then"])

    def test_each_way_to_restore_only_the_data(self):
        for options, restore_options in ((("--data-only",), ("--data-only",)), ((), ("--section=data",)),
                                         ((), ("--data-only", "--disable-triggers"))):
            with self.subTest(pg_dump=options, pg_restore=restore_options):
                self.restore(self.dump("--format=custom", *options), *restore_options)
                self.check_told()
        for options in ((), ("--inserts",), ("--column-inserts",), ("--inserts", "--on-conflict-do-nothing"),
                        ("--disable-triggers",)):
            with self.subTest(psql=options):
                self.run_file(self.dump("--data-only", *options))
                self.check_told()

    def test_tables_in_another_order(self):
        dump = self.dump("--format=custom")
        entries = self.run_program("pg_restore", "--list", "--data-only", dump).stdout.splitlines()
        order = self.server.directory / "order"
        order.write_text("\n".join(reversed([entry for entry in entries if not entry.startswith(";")])) + "\n")
        self.restore(dump, "--data-only", "--disable-triggers", f"--use-list={order}")
        self.check_told()

    def test_jobs_alone_and_their_steps(self):
        tables = ("definitions", "definition_steps", "jobs", "step_rows", "ready")
        self.run_file(self.dump("--data-only", *(f"--table=baton.{table}" for table in tables)))
        self.check_told()

    def test_the_data_of_a_database_without_open_jobs(self):
        self.server.execute("select baton.cancel_job(%s)", self.job)
        dump = self.dump("--data-only")
        self.install_anew()
        self.run_program("psql", "-Xqf", dump)
        self.check_told()   # its schedules would run in both

    def test_a_claim_beside_the_restore_finds_nothing(self):
        """The mark comes before what can be claimed, where no trigger runs."""
        entries = self.run_program("pg_restore", "--list", "--data-only", self.dump("--format=custom")).stdout
        self.assertLess(entries.index("TABLE DATA baton accepted"), entries.index("TABLE DATA baton ready"))

    def test_data_that_meets_the_rows_it_was_dumped_from(self):
        dump = self.dump("--data-only")
        self.run_program("psql", "-Xqf", dump)
        self.assertIsNone(self.why(), "nothing came that is not there")


class WithoutRights(Restores):
    """As on a service whose owner is no superuser: files and the control file cannot be read."""

    def setUp(self):
        super().setUp()
        self.server.execute("alter function baton._server_marks() owner to baton_owner;"
                            "revoke all on function pg_control_system() from public")
        self.accept()

    def test_a_restart_and_a_crash_are_no_copies(self):
        self.assertEqual(set(self.server.value("select baton._server_marks()")), {"timeline", "followed"})
        self.server.restart()
        self.assertIsNone(self.why())
        self.server.restart("immediate")
        self.assertIsNone(self.why())

    def test_an_executor_that_lived_through_it_tells_that_the_server_went_back(self):
        executor = self.start_executor()
        executor.wait_for_log("registered")
        self.server.stop()
        files = copies.cold_copy(self.server)
        self.server.start()
        job = self.insert_job([{"key": "a", "command": ["say", "then"]}])
        self.wait_for_job(job, "completed")
        executor_seen = "select renewed_tick from baton.executors where status = 'active'"
        before = self.server.value(executor_seen)
        eventually(lambda: self.server.value(executor_seen) > before, 40, "a renewal, which tells the position")

        copies.put_in_place(self.server, files)
        self.server.start()
        executor.wait_for_log("on_hold=yes", 40)
        self.assertIn("went back to an earlier time", self.why())
        self.insert_job([{"key": "a", "command": ["say", "now"]}])
        self.server.restart()
        self.assertIn("went back to an earlier time", self.why(), "a restart does not make it forget")
        self.assertEqual(self.commands.marks("said"), ["then"])
        self.accept()
        eventually(lambda: self.commands.marks("said") == ["then", "now"], 40, "the job of the accepted server")


if __name__ == "__main__":
    unittest.main()
