#!/usr/bin/python3
"""What a script gets, what is kept of what it says, and in which order steps run."""

import json
import unittest

import baton_harness


class Scripts(baton_harness.SystemTest):
    def setUp(self):
        super().setUp()
        self.start_executor(slots=4)

    def run_step(self, script, status="completed", **columns):
        """Runs one script as a job of its own; its only attempt."""
        self.commands.script("script", script)
        step = {"key": "a", "command": ["script", *columns.pop("arguments", [])],
                **columns.pop("step", {"max_attempts": 1})}
        job = self.insert_job([step], **columns)
        self.wait_for_job(job, status)
        return self.attempts(job)[0]

    def output(self, attempt, stream="stdout"):
        return "".join(row["content"] for row in self.server.rows(
            "select content from baton.output_rows where job_id = %s and n = %s and attempt = %s"
            " and stream = %s order by start_offset",
            attempt["job_id"], attempt["n"], attempt["attempt"], stream))

    def test_steps_run_after_what_they_depend_on(self):
        self.commands.script("mark", 'echo "$BATON_STEP start" >> $MARKERS/order\n'
                                     'echo "$BATON_STEP end" >> $MARKERS/order')
        parents = {"a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"], "e": ["d"]}
        job = self.insert_job([{"key": key, "command": ["mark"], "depends_on": needs}
                               for key, needs in parents.items()])
        self.wait_for_job(job, "completed")
        order = self.commands.marks("order")
        self.assertEqual(len(order), 10)
        for key, needs in parents.items():
            for parent in needs:
                self.assertLess(order.index(f"{parent} end"), order.index(f"{key} start"), order)

    def test_a_script_gets_its_document_and_a_clean_environment(self):
        attempt = self.run_step("cat > $MARKERS/document; env > $MARKERS/environment; pwd > $MARKERS/pwd; echo left > over",
                                parameters={"city": "Tauranga"}, subject="joes")
        document = json.loads(self.commands.marks("document")[0])
        self.assertEqual(document["parameters"], {"city": "Tauranga"})
        self.assertEqual(document["job"]["id"], attempt["job_id"])
        self.assertEqual(document["step"]["key"], "a")
        self.assertEqual(document["attempt"], 1)
        names = {line.partition("=")[0] for line in self.commands.marks("environment")}
        self.assertLessEqual({"PATH", "HOME", "LANG", "BATON_JOB_ID", "BATON_STEP", "BATON_ATTEMPT",
                              "BATON_ATTEMPT_TOKEN", "BATON_EVENTS"}, names)
        self.assertFalse([name for name in names if name.startswith("PG")], names)
        directory = self.commands.marks("pwd")[0]
        self.assertFalse(baton_harness.pathlib.Path(directory).exists(), "it is removed afterwards")

    def test_arguments_reach_the_script_as_they_are(self):
        self.run_step('printf "%s\\n" "$@" > $MARKERS/arguments', arguments=["a b", "$(id)", "'x'", "{{parameters.p}}"],
                      parameters={"p": "; rm -rf /"})
        self.assertEqual(self.commands.marks("arguments"), ["a b", "$(id)", "'x'", "; rm -rf /"])

    def test_output_with_nul_and_broken_text_is_kept_readable(self):
        attempt = self.run_step(r"printf 'caf\303\251 \000 \377 end'; printf 'oops' >&2")
        self.assertEqual(self.output(attempt), "café \\x00 \\xff end")
        self.assertEqual(self.output(attempt, "stderr"), "oops")
        self.assertEqual(attempt["stdout_bytes"], 13)

    def test_of_a_large_output_head_and_tail_are_kept(self):
        attempt = self.run_step("echo begin; head -c 20000000 /dev/zero | tr '\\0' 'x'; echo; echo end")
        text = self.output(attempt)
        self.assertTrue(text.startswith("begin\n"), text[:20])
        self.assertTrue(text.endswith("\nend\n"), text[-20:])
        self.assertLess(len(text), 200_000)
        self.assertEqual(attempt["stdout_bytes"], 20_000_000 + len("begin\n\nend\n"))

    def test_output_can_be_read_while_the_script_runs(self):
        self.commands.script("script", 'echo so far; while [ ! -e $MARKERS/go ]; do sleep 0.05; done')
        job = self.insert_job([{"key": "a", "command": ["script"]}])
        def lines():
            return self.server.rows("select content from baton.output_rows where job_id = %s", job)
        baton_harness.eventually(lines, 10, "output of a running script")
        self.assertEqual(lines()[0]["content"], "so far\n")
        self.assertEqual(self.step(job, "a")["status"], "running")
        (self.commands.markers / "go").touch()
        self.wait_for_job(job, "completed")
        self.assertEqual(len(lines()), 1, "no piece is stored twice")

    def test_messages_and_rules_become_outputs(self):
        attempt = self.run_step(
            """echo 'Subdomain: joes'; echo '{"type":"output","items":3}' >&3;"""
            """echo '{"type":"progress","percent":40}' >&3; echo '{"type":"completion","sets":2}' >&3""",
            step={"rules": [{"match": "stdout", "pattern": r"Subdomain:\s*(\S+)", "output": "subdomain"}]})
        outputs = self.step(attempt["job_id"], "a")["outputs"]
        self.assertEqual(outputs, {"subdomain": "joes", "items": 3, "sets": 2})

    def test_a_checkpoint_is_saved_at_once_and_given_to_the_next_attempt(self):
        self.commands.script("script", """
            cat > $MARKERS/document.$BATON_ATTEMPT
            [ $BATON_ATTEMPT = 1 ] || exit 0
            echo '{"type":"checkpoint","page":7}' >&3
            while [ ! -e $MARKERS/go ]; do sleep 0.05; done
            exit 1""")
        job = self.insert_job([{"key": "a", "command": ["script"]}])
        baton_harness.eventually(
            lambda: self.server.rows("select 1 from baton.running where job_id = %s and checkpoint = %s",
                                     job, '{"page": 7}'), 10, "the checkpoint of a running script")
        (self.commands.markers / "go").touch()
        self.wait_for_job(job, "completed")
        document = json.loads(self.commands.marks("document.2")[0])
        self.assertEqual(document["checkpoint"], {"page": 7})

    def test_what_ends_a_script_is_recorded(self):
        self.assertEqual(self.run_step("exit 7", "failed")["exit_code"], 7)
        self.assertEqual(self.run_step("kill -SEGV $$", "failed")["signal"], 11)


class Starts(baton_harness.SystemTest):
    """Steps that cannot be started, and secrets."""

    def setUp(self):
        super().setUp()
        self.secrets = self.commands.root / "secrets"
        self.secrets.mkdir()
        self.start_executor("--secrets-dir", self.secrets, slots=4)

    def failure_of(self, command, **step):
        job = self.insert_job([{"key": "a", "command": [command], **step}])
        self.wait_for_job(job, "failed")
        attempts = self.attempts(job)
        self.assertEqual(len(attempts), 1, "a set-up error is not retried")
        return attempts[0]

    def test_a_missing_command_is_named(self):
        attempt = self.failure_of("no-such-command")
        self.assertEqual(attempt["error_code"], "COMMAND_NOT_FOUND")
        self.assertIn("no-such-command", attempt["error_message"])

    def test_a_command_that_is_not_executable_is_named(self):
        self.commands.script("plain-file", "true", mode=0o644)
        attempt = self.failure_of("plain-file")
        self.assertEqual(attempt["error_code"], "COMMAND_NOT_FOUND")
        self.assertIn("plain-file", attempt["error_message"])

    def test_an_interpreter_that_is_missing_is_told(self):
        self.commands.script("odd", "#!/no/such/interpreter\n")
        attempt = self.failure_of("odd")
        self.assertEqual(attempt["error_code"], "COMMAND_NOT_FOUND")
        self.assertIn("interpreter", attempt["error_message"])

    def test_a_command_outside_the_directories_is_refused(self):
        (self.commands.directory / "sneaky").symlink_to("/bin/true")
        attempt = self.failure_of("sneaky")
        self.assertEqual(attempt["error_code"], "CONFIGURATION")
        self.assertIn("sneaky", attempt["error_message"])

    def test_a_missing_secret_fails_the_step_by_name(self):
        self.commands.script("script", "true")
        attempt = self.failure_of("script", environment={"TOKEN": {"secret": "api-token"}})
        self.assertEqual(attempt["error_code"], "CONFIGURATION")
        self.assertIn("api-token", attempt["error_message"])

    def test_a_secret_reaches_the_script_and_nothing_else(self):
        (self.secrets / "api-token").write_text("s3cr3t-value\n")
        self.commands.script("script", '[ "$TOKEN" = s3cr3t-value ]')
        job = self.insert_job([{"key": "a", "command": ["script"],
                                "environment": {"TOKEN": {"secret": "api-token"}}}])
        self.wait_for_job(job, "completed")
        self.assertNotIn("s3cr3t", self.executors[0].log)
        self.assertNotIn("s3cr3t", self.server.log)


if __name__ == "__main__":
    unittest.main()
