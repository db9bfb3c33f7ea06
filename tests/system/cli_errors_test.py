#!/usr/bin/python3
"""Every way not to reach the database or its schema: one sentence, a fix, an exit status, no secret."""

import os
import subprocess
import tempfile
import unittest

import baton_harness

SECRET = "hunter2isnotsecret"


class Errors(baton_harness.SystemTest):
    def refused(self, status, *arguments, environment=None):
        done = subprocess.run([str(baton_harness.BATON), *map(str, arguments)], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=30,
                              env={**os.environ, **self.server.environment, **(environment or {})})
        self.assertEqual(done.returncode, status, done.stderr)
        lines = done.stderr.splitlines()
        self.assertTrue(lines[0].startswith("baton: "), done.stderr)
        self.assertTrue(lines[1].startswith("  fix: "), done.stderr)
        self.assertEqual(len(lines), 2, done.stderr)
        self.assertNotIn(SECRET, done.stdout + done.stderr)
        return done.stderr

    def test_a_misspelt_option_of_the_connection_string(self):
        self.assertIn('did you mean "host"', self.refused(78, "-d", f"hots=x password={SECRET}", "jobs", "list"))

    def test_a_connection_string_that_cannot_be_read_is_not_repeated(self):
        for bad in (f"host=x {SECRET}", f"host=x password='{SECRET}", f"postgresql://u:p@h/d?{SECRET}=1", f"postgresql://u@[{SECRET}/d"):
            self.refused(78, "-d", bad, "jobs", "list")

    def test_nobody_listens(self):
        text = self.refused(69, "-d", f"host=/nonexistent dbname=x password={SECRET}", "jobs", "list")
        self.assertIn("not available", text)

    def test_a_connection_that_fails_does_not_tell_its_password(self):
        self.refused(69, "-d", f"postgresql://u:{SECRET}@127.0.0.1:1/d", "migrate")

    def test_a_database_that_is_not_there(self):
        self.assertIn('"nope" does not exist', self.refused(78, "jobs", "list", environment={"PGDATABASE": "nope"}))

    def test_a_role_that_is_not_there(self):
        self.refused(77, "jobs", "list", environment={"PGUSER": "nobody_here", "PGPASSWORD": SECRET})

    def test_no_schema(self):
        self.server.execute("create database empty")
        for command in (["jobs", "list"], ["apply", "/dev/null"], ["executor", "--commands", self.commands.directory]):
            text = self.refused(78, *command, environment={"PGDATABASE": "empty"})
            self.assertIn("no schema baton", text)
            self.assertIn("baton migrate", text)

    def test_a_schema_of_another_version(self):
        self.addCleanup(self.server.execute, "update baton.installation set schema_version = 1")
        executor = ["executor", "--commands", self.commands.directory]
        self.server.execute("update baton.installation set schema_version = 99")
        for command in (["jobs", "list"], executor):
            self.assertIn("newer than version 1 of this program", self.refused(78, *command))
        self.server.execute("update baton.installation set schema_version = 0")
        for command in (["jobs", "list"], executor):
            self.assertIn("fix: Run `baton migrate`", self.refused(78, *command))

    def test_a_role_without_rights(self):
        self.server.execute("create role outsider login")
        self.assertIn("denied", self.refused(77, "jobs", "list", environment={"PGUSER": "outsider"}))

    def test_a_job_or_a_step_that_is_not_there(self):
        for command in ("show", "wait", "logs", "cancel", "retry"):
            self.assertIn("no job 4711", self.refused(66, "jobs", command, 4711))
        job = self.insert_job([{"key": "a", "manual": "Wait"}])
        self.assertIn('no step "b"', self.refused(66, "jobs", "logs", job, "b"))

    def test_an_executor_without_a_usable_directory_of_commands(self):
        self.assertIn("--commands DIR", self.refused(64, "executor"))
        self.assertIn("does not exist", self.refused(78, "executor", "--commands", "/nonexistent"))
        self.assertIn("not a directory", self.refused(78, "executor", "--commands", "/etc/passwd"))

    @unittest.skipIf(os.getuid() == 0, "root can read every directory")
    def test_an_executor_whose_commands_cannot_be_read(self):
        self.commands.directory.chmod(0)
        self.addCleanup(self.commands.directory.chmod, 0o755)
        self.assertIn("cannot be read", self.refused(78, "executor", "--commands", self.commands.directory))

    def test_a_queue_that_is_not_there(self):
        executor = self.start_executor("--queues", "mial")
        self.assertEqual(executor.wait(), 78)
        self.assertIn("mial", executor.log)

    def test_a_configuration_file_with_a_slip(self):
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
            file.write(f'database = "password={SECRET}"\n[executor]\nslot = 3\n')
            file.flush()
            text = self.refused(78, "--config", file.name, "executor", "--commands", self.commands.directory)
        self.assertIn('did you mean "slots"', text.replace("Did", "did"))

    def test_a_slip_on_the_command_line(self):
        self.assertIn("Did you mean `baton migrate`?", self.refused(64, "migrat"))
        self.assertIn("Did you mean --slots?", self.refused(64, "executor", "--slot", "3"))


if __name__ == "__main__":
    unittest.main()
