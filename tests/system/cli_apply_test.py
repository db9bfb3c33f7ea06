#!/usr/bin/python3
"""baton apply: job types from files, all or none, with errors that say where and what to do."""

import json
import pathlib
import tempfile
import unittest

import baton_harness


def definition(name="mail", **step):
    return {"job_type": name, "steps": [{"key": "send", "command": ["send"], **step}]}


class Apply(baton_harness.SystemTest):
    def setUp(self):
        super().setUp()
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)

    def write(self, content, name="mail.json"):
        path = self.directory / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    def versions(self, *names):
        return {row["name"]: row["version"] for row in self.server.rows(
            "select name, version from baton.job_types where name = any (%s)", list(names))}

    def test_defines_then_changes_nothing_then_makes_a_new_version(self):
        path = self.write(definition("first"))
        done = self.baton("apply", path)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("first has version 1, its first, with 1 step", done.stdout)
        self.assertIn("first version 1 is unchanged", self.baton("apply", path).stdout)
        self.write(definition("first", timeout="5 minutes"))
        done = self.baton("apply", path)
        self.assertIn("first has version 2 (was 1)", done.stdout)
        self.assertIn("+   timeout: 5 minutes", done.stdout)
        self.assertEqual(self.versions("first"), {"first": 2})

    def test_a_dry_run_shows_the_change_and_keeps_nothing(self):
        done = self.baton("apply", "--dry-run", self.write(definition("dry")))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("dry would get version 1", done.stdout)
        self.assertIn('+ step send  (command: ["send"])', done.stdout)
        self.assertEqual(self.versions("dry"), {})

    def test_one_refusal_keeps_all_out_and_each_is_told(self):
        good = self.write(definition("good"), "good.json")
        typo = self.write({"job_type": "typo", "steps": [{"key": "a", "comand": ["x"]}]}, "typo.json")
        circle = self.write({"job_type": "circle", "steps": [
            {"key": "a", "command": ["x"], "depends_on": ["b"]},
            {"key": "b", "command": ["x"], "depends_on": ["a"]}]}, "circle.json")
        done = self.baton("apply", good, typo, circle)
        self.assertEqual(done.returncode, 65)
        self.assertRegex(done.stderr, r'typo\.json: .*"comand"')
        self.assertRegex(done.stderr, r"circle\.json: .*a -> b -> a|circle\.json: .*b -> a -> b")
        self.assertIn("fix: Known keys", done.stderr)
        self.assertIn("2 of 3 definitions were refused; nothing was changed", done.stderr)
        self.assertEqual(self.versions("good", "typo", "circle"), {})

    def test_a_syntax_error_has_its_place(self):
        done = self.baton("apply", self.write('{"job_type": "x",\n  "steps": [}\n'))
        self.assertEqual(done.returncode, 65)
        self.assertRegex(done.stderr, r"mail\.json:2:13: this is not JSON")

    def test_a_file_that_is_not_there(self):
        done = self.baton("apply", self.directory / "none.json")
        self.assertEqual(done.returncode, 66)
        self.assertIn("none.json cannot be read", done.stderr)

    def test_an_array_holds_several(self):
        done = self.baton("apply", self.write([definition("one"), definition("two")]))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.versions("one", "two"), {"one": 1, "two": 1})

    def test_whoever_may_not_define_is_told_so(self):
        self.server.execute("create role reader_only login in role baton_reader")
        path = self.write(definition("secret"))
        done = self.baton("-d", self.server.dsn_as("reader_only"), "apply", path)
        self.assertEqual(done.returncode, 77, done.stderr)
        self.assertIn("baton_author", done.stderr)

    def test_a_program_that_is_not_there_is_warned_of(self):
        self.commands.script("send", "true")
        steps = [{"key": "send", "command": ["send"]}, {"key": "typo", "command": ["sned", "x"]},
                 {"key": "hook", "command": ["baton-webhook"]}]
        path = self.write({"job_type": "typos", "steps": steps})
        done = self.baton("apply", path, "--commands", self.commands.directory)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("typos has version 1", done.stdout)
        self.assertEqual(done.stderr.splitlines(),
                         [f'baton: warning: {path}: Step "typo": The command "sned" does not exist in the command directories.'])
        self.assertEqual(self.baton("apply", path).stderr, "", "without directories nothing is known")
        checks = {check["message"]: check for check in json.loads(
            self.baton("doctor", "--json", "--commands", self.commands.directory).stdout) if check["name"] == "program"}
        self.assertEqual({check["status"] for check in checks.values()}, {"warning"})
        self.assertTrue(any(message.startswith('Job type typos: Step "typo"') for message in checks), checks)

    def test_what_is_defined_is_signed(self):
        by = lambda name: self.server.value("select version_created_by from baton.job_type_overview where name = %s", name)
        self.assertEqual(self.baton("apply", self.write(definition("signed", label="Signed")), "--actor", "alice").returncode, 0)
        self.assertEqual(by("signed"), "alice (as postgres)")

    def test_an_author_may(self):
        self.server.execute("create role author_only login in role baton_author")
        path = self.write(definition("authored"))
        done = self.baton("-d", self.server.dsn_as("author_only"), "apply", path)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("authored has version 1", done.stdout)


if __name__ == "__main__":
    unittest.main()
