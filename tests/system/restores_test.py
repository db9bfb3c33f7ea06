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
        standby = copies.beside(self.server, copies.base_backup(self.server, "--write-recovery-conf"))
        self.addCleanup(standby.remove)
        self.server.execute("create table public.seen (); drop table public.seen")
        eventually(lambda: standby.value("select pg_last_xact_replay_timestamp() > pg_postmaster_start_time()"), 20,
                   "what the standby has heard from its primary")
        self.server.stop("immediate")
        standby.execute("select pg_promote()")
        return standby

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


class Copies(Restores):

    def check_held(self, server, why):
        """Nothing starts on it, until it is accepted."""
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
        eventually(lambda: self.commands.marks("said") == ["now"], 30, "the job of the accepted copy")
        server.restart()
        self.assertIsNone(self.why(server), "accepted is accepted")

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
