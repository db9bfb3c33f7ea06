#!/usr/bin/python3
"""The SQL of the how-to pages does what the page says, in the order of the page."""

import os
import re
import subprocess
import unittest

import baton_harness

# What a page takes for granted.
GIVEN = {
    "schedule-jobs": ["report", "import"],
    "tell-people": ["mail_somebody", "register_restaurant"],
    "pass-secrets": [],
    "isolate-tenants": ["report"],
    "submit-batches": ["register_restaurant", "tell_customer", "import"],
}
DEFINE = """select baton.define_job_type('{"job_type": "%s", "steps": [{"key": "a", "command": ["x"]}]}')"""


class HowTo(baton_harness.SystemTest):
    server_options = {"cron": True, "durable": False}
    fresh_server = True

    def run_page(self, name):
        """Each block's output, as psql prints it."""
        for job_type in GIVEN[name]:
            self.server.execute(DEFINE % job_type)
        page = (baton_harness.SOURCE / f"docs/how-to/{name}.md").read_text()
        outputs = []
        for block in re.findall(r"^```sql\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
            done = subprocess.run(["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"], input=block,
                                  env={**os.environ, **self.server.environment}, capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""), block)
            outputs.append(done.stdout)
        return outputs

    def test_schedule_jobs(self):
        outputs = self.run_page("schedule-jobs")
        slots = outputs[1].split("\n")
        self.assertEqual(len([slot for slot in slots if " 02:30:00+00" in slot]), 5)
        self.assertRegex(outputs[2], r" 02:30:00\+00\n$")
        self.assertRegex(outputs[4], r"nightly-report\|active\|\|\|\|\|[-0-9]+ 02:30:00\+00\|0\n")
        self.assertEqual(self.server.rows("select name from baton.schedules"), [{"name": "nightly-report"}])


    def test_submit_batches(self):
        outputs = self.run_page("submit-batches")
        self.assertEqual(outputs[0], "3\n")
        self.assertEqual(outputs[1], "2\n")
        self.assertEqual(outputs[3], "spring-import|3|3|0|0|0|0|0\n")
        self.assertIn('{"cancelled": 3, "cancelling": 0}', outputs[4])
        self.assertEqual(len(re.findall(r"\|cancelled\|postgres\|.*\|wrong menu$", outputs[5], re.MULTILINE)), 3)
        self.assertEqual(outputs[6], "3\n")
        self.assertEqual(self.server.value("select count(*) from baton.jobs where job_type = 'tell_customer'"), 1)


    def test_pass_secrets(self):
        outputs = self.run_page("pass-secrets")
        self.assertEqual(outputs[2], "-1\n0\n", "what the page says of the server's own defaults")


    def test_isolate_tenants(self):
        outputs = self.run_page("isolate-tenants")
        self.assertEqual(outputs[1], "report|acme\n")
        self.assertEqual(outputs[2], "tenants|ok|Tenant mode is on, for 2 roles.\n")

    def test_tell_people(self):
        outputs = self.run_page("tell-people")
        self.assertEqual([row["name"] for row in self.server.rows("select name from baton.notifications where enabled order by name")],
                         ["given-up", "ops-breakers", "ops-hook"])
        self.assertEqual(self.server.value("select count(*) from baton.job_types where name = 'webhook.ops-hook' and disabled_at is null"), 1)
        self.assertEqual(outputs[-1], "")


if __name__ == "__main__":
    unittest.main()
