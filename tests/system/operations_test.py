#!/usr/bin/python3
"""docs/operations/README.md: every block runs as it stands, and a restored copy runs nothing before it is accepted."""

import os
import re
import subprocess
import tempfile
import unittest

import baton_harness

PAGE = (baton_harness.SOURCE / "docs/operations/README.md").read_text()
GIVEN = """
create role reporting login;
select baton.define_job_type('{"job_type": "report", "steps": [{"key": "a", "command": ["x"]}]}');
select baton.define_job_type('{"job_type": "import_menu", "steps": [{"key": "a", "command": ["x"]}]}');
insert into baton.jobs (job_type) values ('report');
"""


class Operations(baton_harness.SystemTest):
    server_options = {"cron": True, "durable": False}

    def run_sql(self, text, database="baton"):
        done = subprocess.run(["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"], input=text,
                              env={**os.environ, **self.server.environment, "PGDATABASE": database}, capture_output=True, text=True, timeout=120)
        self.assertEqual((done.returncode, done.stderr), (0, ""), text)
        return done.stdout

    def run_shell(self, text, directory):
        # The page's database is called app.
        text = text.replace("--file=app.dump app", "--file=app.dump baton").replace("baton migrate", f"{baton_harness.BATON} migrate")
        done = subprocess.run(["bash", "-e", "-c", text], cwd=directory, env={**os.environ, **self.server.environment}, capture_output=True, text=True,
                              timeout=120)
        self.assertEqual(done.returncode, 0, text + done.stdout + done.stderr)
        return done.stdout

    def without_cron(self, directory):
        """The dump's list without what belongs to pg_cron, which lives in one database of the server, as the page says."""
        dump = os.path.join(directory, "app.dump")
        listed = subprocess.run(["pg_restore", "--list", dump], capture_output=True, text=True, check=True).stdout
        kept = [line for line in listed.splitlines() if not re.search(r"\bpg_cron\b|\bcron\b", line)]
        self.assertLess(len(kept), len(listed.splitlines()), "pg_cron is in the dump")
        with open(os.path.join(directory, "list"), "w") as file:
            file.write("\n".join(kept) + "\n")

    def test_the_page_from_beginning_to_end(self):
        self.run_sql(GIVEN)
        outputs = {}
        with tempfile.TemporaryDirectory() as directory:
            for kind, text in re.findall(r"^```(sql copy|sql|sh)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL):
                if kind == "sh" and "pg_restore" in text:
                    self.without_cron(directory)
                    text = text.replace("pg_restore ", "pg_restore --use-list=list ")
                outputs[text] = self.run_shell(text, directory) if kind == "sh" else self.run_sql(text, "copy" if " " in kind else "baton")
        def output_of(word):
            return next(output for text, output in outputs.items() if word in text)

        self.assertEqual(len(outputs), PAGE.count("\n```\n"), "every block was run")
        self.assertIn("jobs|", output_of("pg_total_relation_size"))
        self.assertEqual(str(self.server.value("select idle_poll from baton.settings")), "0:00:10")
        self.assertRegex(output_of("schedule_overview"), r"nightly-report\|30 2 \* \* \*\|active\|")
        self.assertRegex(output_of("accept_database"), r"^problem\|This database is a copy or was restored")
        self.assertEqual(self.run_sql("select baton._on_hold(), count(*) from baton.jobs", "copy"), "f|1\n")
        self.assertFalse(self.server.value("select baton._on_hold()"))


if __name__ == "__main__":
    unittest.main()
