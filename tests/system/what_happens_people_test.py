#!/usr/bin/python3
"""docs/what-happens-when.md, services and people: what the page shows is what is printed."""

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

    def test_pauses(self):
        self.begin("A queue is paused")
        self.start_executor().wait_for_log("registered")
        self.server.execute("select baton.pause_queue('default', 'the platform is moving until nine')")
        self.addCleanup(self.server.execute, "select baton.resume_queue('default')")
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
