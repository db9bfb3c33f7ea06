#!/usr/bin/python3
"""baton doctor: names what is wrong, with a fix and an exit status for monitoring."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import baton_harness


class DoctorTest(baton_harness.SystemTest):
    def check_list(self, *arguments, status=None):
        done = self.baton("doctor", "--json", *arguments)
        if status is not None:
            self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def checks(self, *arguments, status=None):
        return {check["name"]: check for check in self.check_list(*arguments, status=status)}


class Doctor(DoctorTest):
    """On one server: each test leaves it as it was."""

    def test_all_is_well(self):
        self.start_executor().wait_for_log("registered")
        checks = self.checks("--commands", self.commands.directory)
        wrong = {name: check for name, check in checks.items() if check["status"] == "problem"}
        self.assertEqual(wrong, {})
        self.assertEqual(checks["connection"]["status"], "ok")
        self.assertEqual(checks["executors"]["status"], "ok")

    def test_without_pg_cron_it_is_a_warning_with_a_fix(self):
        checks = self.checks(status=1)
        self.assertEqual(checks["pg_cron"]["status"], "warning")
        self.assertIn("shared_preload_libraries", checks["pg_cron"]["fix"])

    def test_a_paused_queue_says_who_and_how_to_resume(self):
        self.server.execute("select baton.pause_queue('default', 'lunch')")
        self.addCleanup(self.server.execute, "select baton.resume_queue('default')")
        queue = self.checks()["queue default"]
        self.assertEqual(queue["status"], "warning")
        self.assertIn("lunch", queue["message"])
        self.assertIn("baton.resume_queue('default')", queue["fix"])

    def test_an_old_transaction_is_named_with_its_pid(self):
        other = self.server.connect(autocommit=False)
        self.addCleanup(other.close)
        with other.cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            pid = cursor.fetchone()[0]
        # Ten minutes are too long for a test, so the threshold is read from the message instead.
        self.assertIn(f"pid {pid}", self.checks()["oldest transaction"]["message"])

    def test_directories_are_checked(self):
        self.commands.script("plain", "exit 0", mode=0o644)
        checks = self.checks("--commands", self.commands.directory, "--secrets-dir", "/nonexistent", status=2)
        self.assertIn("chmod +x", checks["commands"]["fix"])
        self.assertEqual(checks["secrets"]["status"], "problem")

    def test_a_full_disk_is_a_problem(self):
        place = tempfile.mkdtemp(prefix="baton-full.")
        self.addCleanup(os.rmdir, place)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], capture_output=True, text=True)
        if mounted.returncode != 0:
            self.skipTest(f"this user may not mount a small disk: {mounted.stderr}")
        self.addCleanup(subprocess.run, ["umount", place], check=True)
        disks = [check for check in self.check_list("--spool-dir", place) if check["name"] == "disk"]
        self.assertEqual(len(disks), 2, "of the server, which is on this machine, and of the spool")
        self.assertEqual([check["status"] for check in disks if place in check["message"]], ["ok"])
        (pathlib.Path(place) / "filling").write_bytes(bytes(1_040_000))
        disk = next(check for check in self.check_list("--spool-dir", place) if place in check["message"])
        self.assertEqual(disk["status"], "problem", disk)
        self.assertIn("Make room", disk["fix"])

    def test_an_operator_may_ask(self):
        self.server.execute("create role ops login in role baton_operator")
        checks = self.checks("-d", self.server.dsn_as("ops"))
        self.assertIn("queue default", checks)


class Broken(DoctorTest):
    """Each on a server of its own, because it is left broken."""

    fresh_server = True

    def test_steps_that_nobody_will_run_are_a_problem(self):
        self.insert_job([{"key": "a", "command": ["x"]}])
        checks = self.checks(status=2)
        self.assertEqual(checks["executors"]["status"], "problem")
        self.assertIn("baton executor", checks["executors"]["fix"])
        self.assertIn("1 ready step waits, and no executor serves it", checks["queue default"]["message"])
        text = self.baton("doctor").stdout
        self.assertLess(text.index("executors"), text.index("connection"), "the worst comes first")

    def test_a_copied_database_is_on_hold(self):
        self.server.execute("update baton.installation set database_oid = 1")
        checks = self.checks(status=2)
        self.assertEqual(checks["accepted"]["status"], "problem")
        self.assertIn("accept_database", checks["accepted"]["fix"])

    def test_a_late_tick_and_a_lost_executor(self):
        executor = self.start_executor()
        executor.wait_for_log("registered")
        executor.kill()
        self.insert_job([{"key": "a", "command": ["x"]}])
        self.server.execute("update baton.clock set tick = tick + 10, ticked_at = now() - interval '10 minutes'")
        checks = self.checks(status=2)
        self.assertEqual(checks["tick"]["status"], "problem")
        self.assertIn("baton.maintain()", checks["tick"]["fix"])
        self.assertIn("has missed", checks["lost executor"]["message"])

    def test_what_keeps_it_from_asking_is_the_finding(self):
        done = self.baton("doctor", "--json", "-d", "host=/nonexistent")
        self.assertEqual(done.returncode, 69)
        self.assertEqual(json.loads(done.stdout)[0]["name"], "connection")
        self.server.execute("drop schema baton cascade")
        checks = self.checks(status=78)
        self.assertIn("baton migrate", checks["schema"]["fix"])


class DoctorWithCron(DoctorTest):
    server_options = {"cron": True}

    def test_sees_the_entry(self):
        checks = self.checks()
        self.assertEqual(checks["pg_cron"]["status"], "ok", checks["pg_cron"])
        self.server.execute("select cron.alter_job(jobid, active := false) from cron.job where jobname = 'baton: maintain'")
        self.addCleanup(self.server.execute,
                        "select cron.alter_job(jobid, active := true) from cron.job where jobname = 'baton: maintain'")
        checks = self.checks()
        self.assertEqual(checks["pg_cron"]["status"], "warning")
        self.assertIn("cron.alter_job", checks["pg_cron"]["fix"])


if __name__ == "__main__":
    unittest.main()
