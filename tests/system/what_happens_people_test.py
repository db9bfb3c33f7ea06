#!/usr/bin/python3
"""docs/what-happens-when.md, services and people: what the page shows is what is printed."""

import json
import unittest

import baton_harness
import living_page
from baton_harness import eventually

REGISTRATION = [
    {"key": "restaurantRegistration", "command": ["register"]},
    {"key": "menuImport", "command": ["work"], "depends_on": ["restaurantRegistration"]},
    {"key": "websiteConfig", "command": ["work"], "depends_on": ["restaurantRegistration"]}]


class Services(living_page.LivingPageTest):
    def test_down(self):
        self.begin("A service is down")
        self.commands.script("call", '[ -e $MARKERS/up ] && exit 0; echo "connect ECONNREFUSED" >&2; exit 1')
        step = {"key": "websiteConfig", "command": ["call"], "circuit_breaker": "platform"}
        job = self.insert_job([{**step, "key": "menuImport"}])
        self.server.execute("update baton.circuit_breakers set threshold = 2")
        self.start_executor(slots=1)
        eventually(lambda: self.server.value("select state from baton.breaker_status") == "open", 20, "the open breaker")
        other = self.insert_job([step])
        self.wait_for_step(job, "menuImport", "ready")   # it waits no longer for its retry
        self.show()
        (self.commands.markers / "up").touch()
        # The half minute has passed.
        self.server.execute("update baton.circuit_breakers set probe_due_at = now();"
                            "update baton.timers set due_at = now() where kind = 'breaker'")
        self.wait_for_job(job, "completed")
        self.wait_for_job(other, "completed")
        self.show()


class People(living_page.LivingPageTest):
    def test_edits(self):
        self.begin("Somebody edits a step")
        self.commands.script("register", "echo 'the number is invalid' >&2; exit 2")
        self.commands.script("work", "exit 0")
        self.server.execute("update baton.error_classes set max_retries = 0")
        self.start_executor()
        job = self.insert_job(REGISTRATION)
        self.wait_for_job(job, "failed")
        self.show()
        self.show()
        self.server.execute("select baton.pause_queue('default')")
        self.show()
        self.server.execute("select baton.resume_queue('default')")
        self.wait_for_job(job, "completed")

    def test_cancels(self):
        self.begin("Somebody cancels a job")
        self.commands.script("register", "echo $$ > $MARKERS/pid; while :; do sleep 0.05; done")
        self.commands.script("work", "exit 0")
        self.start_executor()
        job = self.insert_job(REGISTRATION)
        eventually(lambda: self.commands.marks("pid"), 20, "a running script")
        self.baton("jobs", "cancel", job, "--reason", "the customer has changed their mind")
        self.wait_for_job(job, "cancelled")
        self.show()

    def test_retries_a_job_of_a_batch(self):
        self.begin("A job of a batch is retried after the batch has ended")
        self.commands.script("register", "[ $1 = ann ] || [ -e $MARKERS/mended ]")
        self.commands.script("tell", "exit 0")
        for job_type, command in (("register", ["register", "{{parameters.name}}"]), ("tell", ["tell"])):
            self.server.execute("select baton.define_job_type(%s)", json.dumps(
                {"job_type": job_type, "steps": [{"key": job_type, "command": command, "max_attempts": 1}]}))
        self.server.execute("select setval(pg_get_serial_sequence('baton.jobs', 'id'), 410, false)")   # on_end is tried with one
        self.server.execute("""select baton.create_batch('spring', '[{"name": "joe"}, {"name": "ann"}]', 'register',
                               '{"job_type": "tell"}')""")
        jobs = [row["id"] for row in self.server.rows("select id from baton.jobs where batch_id = 'spring' order by id")]
        self.start_executor()
        self.wait_for_job(jobs[0], "failed")
        self.wait_for_job(jobs[1], "completed")
        ended = "select count(*) from baton.jobs where job_type = 'tell' and status = 'completed'"
        eventually(lambda: self.server.value(ended) == 1, 20, "the job at the end")
        self.server.execute("select baton.pause_queue('default', 'nothing runs yet')")
        (self.commands.markers / "mended").touch()
        self.show()
        self.server.execute("select baton.resume_queue('default')")
        eventually(lambda: self.server.value(ended) == 2, 20, "the job at the next end")
        self.show()

    def test_pauses(self):
        self.begin("A queue is paused")
        # Before the executor's first claim: one that is under way may still take what comes then.
        self.server.execute("select baton.pause_queue('default', 'the platform is moving until nine')")
        self.addCleanup(self.server.execute, "select baton.resume_queue('default')")
        self.start_executor().wait_for_log("registered")
        job = self.insert_job([{"key": "menuImport", "command": ["work"]}])
        self.show()
        self.server.execute("select baton.cancel_job(%s)", job)

    def test_no_executor(self):
        self.begin("No executor serves the queue")
        self.insert_job([{"key": "menuImport", "command": ["work"], "queue": "browser"}])
        self.show()


class Complete(unittest.TestCase):
    def test_every_section_is_run(self):
        text = "".join(path.read_text() for path in sorted((baton_harness.SOURCE / "tests/system").glob("what_happens_*_test.py")))
        self.assertEqual([heading for heading in living_page.LivingPageTest.page.headings if f'self.begin("{heading}")' not in text], [])


if __name__ == "__main__":
    unittest.main()
