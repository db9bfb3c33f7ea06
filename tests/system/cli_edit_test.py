#!/usr/bin/python3
"""baton jobs edit: the plan is shown, confirmed and carried out whole, or refused with what speaks against it."""

import getpass
import unittest

import baton_harness
from terminal import OnTerminal

STEPS = [{"key": "signup", "command": ["x"]},
         {"key": "website", "command": ["x", "{{context.signup.id}}"], "depends_on": ["signup"]},
         {"key": "menu", "command": ["x"], "depends_on": ["website"]}]


class Edit(OnTerminal, baton_harness.SystemTest):
    server_options = {"durable": False}

    def setUp(self):
        super().setUp()
        self.job = self.insert_job(STEPS)

    def edit(self, *arguments, status=0):
        done = self.baton("jobs", "edit", self.job, *arguments)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def steps(self):
        return {row["key"]: row["status"] for row in self.server.rows(
            "select key, status from baton.steps where job_id = %s order by n", self.job)}

    def history(self):
        return self.server.rows("select * from baton.job_history where job_id = %s and step_key is not null order by id", self.job)

    def test_a_dry_run_shows_the_plan_and_changes_nothing(self):
        before = self.steps()
        text = self.edit("--set", "signup=completed", "--dry-run")
        self.assertRegex(text, r"  step +from +to +why\n")
        self.assertRegex(text, r"  signup +ready +completed +set by hand\n")
        self.assertRegex(text, r"  website +pending +ready +its dependencies are met\n")
        self.assertIn("website reads outputs of signup, which has none", text)
        self.assertIn("nothing was changed: --dry-run", text)
        self.assertEqual(self.steps(), before)
        self.assertEqual(self.history(), [])

    def test_with_yes_it_is_done_and_recorded(self):
        text = self.edit("--set", "signup=completed", "--outputs", 'signup={"id": 7}', "--set", "website=skipped",
                         "--reason", "done in the shop", "--yes")
        self.assertIn(f"done: job {self.job} goes on, baton jobs wait {self.job}", text)
        self.assertEqual(self.steps(), {"signup": "completed", "website": "skipped", "menu": "ready"})
        self.assertEqual(self.server.value("select baton.job_context(%s)", self.job), {"signup": {"id": 7}})
        first = self.history()[0]
        self.assertEqual((first["step_key"], first["from_status"], first["to_status"], first["reason"]),
                         ("signup", "ready", "completed", "done in the shop"))
        self.assertTrue(first["actor"].startswith(getpass.getuser() + " (as "), first["actor"])

    def test_a_reset_takes_along_what_follows(self):
        self.edit("--set", "signup=completed", "--set", "website=completed", "--set", "menu=completed", "--reason", "x", "--yes")
        text = self.edit("--reset", "website", "--reason", "wrong template", "--yes")
        self.assertRegex(text, rf"job {self.job}: completed -> in progress\n")
        self.assertRegex(text, r"  menu +completed +pending +after website, which runs again\n")
        self.assertEqual(self.steps(), {"signup": "completed", "website": "ready", "menu": "pending"})

    def test_what_is_not_possible_is_refused_whole(self):
        self.edit("--set", "signup=failed", "--reason", "x", "--yes")
        before = self.steps()
        text = self.edit("--set", "website=completed", "--reset", "menu", "--set", "signup=failed", "--reason", "x", "--yes", status=65)
        self.assertIn("baton: Cannot mark website completed: signup is failed.\n", text)
        self.assertRegex(text, r"\n  fix: Let what it depends on finish")
        self.assertEqual(self.steps(), before)

    def test_nothing_to_do_is_said(self):
        self.edit("--set", "signup=completed", "--reason", "x", "--yes")
        self.assertIn("signup is completed already\nnothing to do\n", self.edit("--set", "signup=completed", "--reason", "x", "--yes"))

    def test_it_asks_nobody_where_nobody_is(self):
        self.assertIn("An edit is confirmed on a terminal, and this is none.", self.edit("--reset", "signup", "--reason", "x", status=64))
        self.assertIn("An edit needs a reason.", self.edit("--reset", "signup", "--reason", " ", "--yes", status=64))
        self.assertEqual(self.history(), [])

    def test_a_person_says_yes_or_no(self):
        arguments = ("jobs", "edit", self.job, "--set", "signup=skipped", "--reason", "closed for good")
        for answer in ("n\n", "\n"):
            text, status = self.on_terminal(*arguments, until="[y/N]", then=lambda answer=answer: answer)
            self.assertEqual(status, 1, text)
            self.assertIn("nothing was changed", text)
            self.assertEqual(self.steps()["signup"], "ready")
        text, status = self.on_terminal(*arguments, until="[y/N]", then=lambda: "y\n")
        self.assertEqual(status, 0, text)
        self.assertEqual(self.steps()["signup"], "skipped")

    def test_a_job_that_moved_on_is_shown_again(self):
        answers = [self.moved_on, lambda: "y\n"]
        text, status = self.on_terminal("jobs", "edit", self.job, "--set", "signup=completed", "--reason", "x",
                                        until="[y/N]", then=lambda: answers.pop(0)())
        self.assertEqual(status, 0, text)
        self.assertIn("The job has moved on since. What it would be now:", text)
        self.assertEqual(self.steps(), {"signup": "completed", "website": "skipped", "menu": "ready"})

    def moved_on(self):
        self.server.execute("select baton.set_step_status(%s, 'website', 'skipped', 'meanwhile')", self.job)
        return "y\n"


if __name__ == "__main__":
    unittest.main()
