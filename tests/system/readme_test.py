"""The README's first INSERT gives what the README shows."""

import re
import subprocess
import unittest

import baton_harness
from living_page import masked

README = (baton_harness.SOURCE / "README.md").read_text()


class Readme(baton_harness.SystemTest):
    def setUp(self):
        super().setUp()
        self.commands.script("hello", re.search(r"a program `steps/hello` \(`(.*?)`\)", README)[1])
        self.start_executor(slots=2)
        statements = re.findall(r"^baton=# (.*?;)$", README, re.MULTILINE | re.DOTALL)
        self.insert, self.steps, self.output, self.explain = statements

    def for_job(self, statement, job):
        return re.sub(r"job_id = \d+|(?<=explain_step\()\d+", lambda match: re.sub(r"\d+", str(job), match[0]), statement)

    def test_the_first_insert_runs_both_steps(self):
        job = self.server.value(self.insert)
        self.wait_for_job(job, "completed")
        self.assertEqual([(row["key"], row["status"], row["attempts"]) for row in self.server.rows(self.for_job(self.steps, job))],
                         [("greet", "completed", 1), ("again", "completed", 1)])
        self.assertEqual([(row["step_key"], row["content"]) for row in self.server.rows(self.for_job(self.output, job))],
                         [("greet", "Hello, world\n"), ("again", "Hello, again\n")])

    def test_without_the_name_it_fails_and_says_why(self):
        job = self.server.value(self.insert.replace('{"name": "world"}', "{}"))
        self.wait_for_job(job, "failed")
        said = self.server.value(self.for_job(self.explain, job))
        shown = re.search(r"after 1 attempt: .*?'\)\.", README.replace("\n", ""))[0]
        shown = re.sub(r"\b(retry |retry_job\()2\b", rf"\g<1>{job}", shown)
        self.assertIn(shown, said.replace("\n", ""))
        drawn = self.baton("jobs", "show", job, "--color", "never").stdout
        shown = re.search(r"^Job 2 ·.*?(?=^```)", README, re.MULTILINE | re.DOTALL)[0]
        shown = re.sub(r"\b(Job |logs |retry |retry_job\()2\b", rf"\g<1>{job}", shown)
        self.assertEqual(masked(drawn).splitlines(), masked(shown).splitlines())

    def test_quickstart_says_what_it_does(self):
        for argument, status in (("--help", 0), ("-h", 0), ("--nonsense", 64)):
            done = subprocess.run([baton_harness.SOURCE / "scripts/quickstart", argument], capture_output=True, text=True)
            self.assertEqual(done.returncode, status, argument)
            self.assertIn("scripts/quickstart --keep", done.stderr if status else done.stdout)


if __name__ == "__main__":
    unittest.main()
