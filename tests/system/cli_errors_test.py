#!/usr/bin/python3
"""Ways not to reach the schema that need a database of their own; the others are in tests/bad_inputs. One sentence, a fix,
an exit status, no secret."""

import os
import subprocess
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
        self.assertRegex(self.refused(77, "jobs", "list", environment={"PGUSER": "outsider"}),
                         "denied.*\n.*baton_reader looks at jobs, baton_operator steers them")

    def test_a_step_that_is_not_there(self):
        job = self.insert_job([{"key": "a", "manual": "Wait"}])
        self.assertIn('no step "b"', self.refused(66, "jobs", "logs", job, "b"))

    @unittest.skipIf(os.getuid() == 0, "root can read every directory")
    def test_an_executor_whose_commands_cannot_be_read(self):
        self.commands.directory.chmod(0)
        self.addCleanup(self.commands.directory.chmod, 0o755)
        self.assertIn("cannot be read", self.refused(78, "executor", "--commands", self.commands.directory))

    def test_a_queue_that_is_not_there(self):
        executor = self.start_executor("--queues", "mial")
        self.assertEqual(executor.wait(), 78)
        self.assertIn("mial", executor.log)


if __name__ == "__main__":
    unittest.main()
