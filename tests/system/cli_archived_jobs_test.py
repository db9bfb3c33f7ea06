#!/usr/bin/python3
"""Commands that take a job's id, about jobs that are in the archive or whose output has left."""

import json
import unittest

import baton_harness


class ArchivedJobs(baton_harness.SystemTest):
    server_options = {"durable": False}

    def setUp(self):
        super().setUp()
        self.commands.script("say", 'echo "attempt $BATON_ATTEMPT"; echo "aside" >&2; [ "$BATON_ATTEMPT" -gt 1 ]')
        self.commands.script("quiet", "exit 0")
        self.start_executor()

    def ended(self, *steps, status="completed"):
        job = self.insert_job(list(steps))
        self.wait_for_job(job, status)
        return job

    def archive(self, job):
        self.server.execute("select baton.archive_jobs(array[%s::bigint])", job)
        return job

    def printed(self, *arguments, status=0):
        done = self.baton(*arguments)
        self.assertEqual((done.returncode, done.stderr), (status, ""))
        return done.stdout

    def refused(self, *arguments, status=66):
        done = self.baton(*arguments)
        self.assertEqual((done.returncode, done.stdout), (status, ""), done.stderr)
        return done.stderr

    def test_logs_are_those_of_the_job_before(self):
        job = self.ended({"key": "a", "command": ["say"], "backoff": "none"}, {"key": "b", "command": ["quiet"]})
        asked = [[], ["a"], ["a", "--attempt", 1], ["--stream", "stderr"], ["b"], ["--follow"]]
        before = [self.printed("jobs", "logs", job, *more) for more in asked]
        self.assertIn("attempt 2", before[0])
        self.assertNotIn("attempt 1", before[0])
        self.archive(job)
        self.assertEqual([self.printed("jobs", "logs", job, *more) for more in asked], before)
        pieces = [json.loads(line) for line in self.printed("jobs", "logs", job, "a", "--json").splitlines()]
        self.assertEqual({piece["attempt"] for piece in pieces}, {2})
        self.assertIn('has no step "c"', self.refused("jobs", "logs", job, "c"))

    def test_output_that_has_left_is_no_silence(self):
        job = self.ended({"key": "a", "command": ["say"], "backoff": "none"}, {"key": "b", "command": ["quiet"]})
        self.server.execute("delete from baton.output_rows where job_id = %s", job)
        self.assertRegex(self.refused("jobs", "logs", job), rf"baton: What the scripts of job {job} printed until 20\S+ .* is gone\.\n"
                         r"  fix: Output stays for retention_settings\.keep_output_for")
        self.assertIn("is gone", self.refused("jobs", "logs", job, "a", "--stream", "stdout"))
        self.assertEqual(self.printed("jobs", "logs", job, "b"), "")
        self.archive(job)
        self.assertRegex(self.refused("jobs", "logs", job),
                         rf"What the scripts of job {job} \(archived 20\S+\) printed until 20\S+ is gone")
        self.assertIn("is gone", self.refused("jobs", "logs", job, "a", "--attempt", 1))
        self.assertEqual(self.printed("jobs", "logs", job, "b"), "")

    def test_wait_says_how_it_ended(self):
        good = self.archive(self.ended({"key": "a", "command": ["quiet"]}))
        self.assertRegex(self.printed("jobs", "wait", good), rf"a completed.*\n.* job {good} completed\n$")
        self.assertEqual(json.loads(self.printed("jobs", "wait", good, "--json"))["status"], "completed")
        bad = self.archive(self.ended({"key": "a", "command": ["say"], "max_attempts": 1}, status="failed"))
        self.assertRegex(self.printed("jobs", "wait", bad, status=1), rf"job {bad} failed")

    def test_it_shows_how_much_was_done(self):
        job = self.archive(self.ended({"key": "a", "command": ["quiet"]}, {"key": "b", "command": ["say"], "max_attempts": 1, "depends_on": ["a"]},
                                      {"key": "c", "command": ["quiet"], "depends_on": ["b"]}, status="failed"))
        self.assertEqual(json.loads(self.printed("jobs", "show", job, "--json"))["progress_percent"], 33)
        self.assertIn("1 of 3 steps", self.printed("jobs", "show", job))

    def test_what_changes_a_job_says_that_it_is_archived(self):
        job = self.archive(self.ended({"key": "a", "command": ["quiet"]}))
        for command in (["cancel"], ["retry"], ["retry", "--dry-run"], ["edit", "--reset", "a", "--reason", "x", "--yes"]):
            text = self.refused("jobs", command[0], job, *command[1:])
            self.assertRegex(text, rf"baton: Job {job} was archived 20.*\n  fix: It is in baton\.archived_jobs")
        self.assertIn("There is no job 4711.", self.refused("jobs", "logs", 4711))


if __name__ == "__main__":
    unittest.main()
