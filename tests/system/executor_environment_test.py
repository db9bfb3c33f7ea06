#!/usr/bin/python3
"""A database that lets every variable pass: the executor protects itself."""

import unittest

import baton_harness


class Environment(baton_harness.SystemTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.execute("""create or replace function baton._check_environment(
            p_environment jsonb, p_where text) returns void language sql as 'select'""")

    def run_with(self, script, **environment):
        self.commands.script("work", script)
        self.start_executor(slots=1)
        job = self.insert_job([{"key": "a", "command": ["work"], "environment": environment,
                                "max_attempts": 1}])
        self.wait_for_job(job, "failed")
        attempt, = self.attempts(job)
        self.assertEqual(attempt["error_code"], "CONFIGURATION")
        self.assertIn("cannot be set by a definition", attempt["error_detail"])
        self.assertEqual(self.commands.marks("ran") + self.commands.marks("injected"), [])

    def test_code_for_perl_does_not_get_in(self):
        mark = self.commands.markers / "injected"
        self.run_with("#!/usr/bin/perl\nsystem('echo >$MARKERS/ran');",
                      PERL5OPT=f"-Mvars;open(F,'>','{mark}')&&print(F'x')")

    def test_code_for_bash_does_not_get_in(self):
        self.run_with("echo >$MARKERS/ran", BASH_ENV=f"$(echo >{self.commands.markers}/injected)")

    def test_a_path_to_other_programs_does_not_get_in(self):
        self.run_with("echo >$MARKERS/ran", PATH="/tmp")


if __name__ == "__main__":
    unittest.main(verbosity=2)
