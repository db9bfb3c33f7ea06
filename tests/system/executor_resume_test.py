#!/usr/bin/python3
"""Real scripts break off, and the next attempt goes on where they were; failures are understood from all that was printed."""

import os
import signal
import unittest

import baton_harness
from baton_harness import eventually

# Imports twenty items; what it appends to "platform" is its effect on the world. In its first attempt it stops
# after the seventh and says which process it is.
IMPORTER = """#!/usr/bin/python3
import json, os, signal, sys

def say(**message):
    os.write(3, (json.dumps(message) + "\\n").encode())

checkpoint = json.load(sys.stdin)["checkpoint"] or {}
for item in range(checkpoint.get("last_item", 0) + 1, 21):
    with open("$MARKERS/platform", "a") as platform:
        platform.write(f"{item}\\n")
    say(type="checkpoint", last_item=item)
    say(type="progress", done=item, total=20, failed=0)
    if item == 7 and os.environ["BATON_ATTEMPT"] == "1":
        with open("$MARKERS/pid", "w") as file:
            file.write(f"{os.getpid()}\\n")
        signal.pause()
say(type="completion", imported=20)
"""


class Resume(baton_harness.SystemTest):
    def setUp(self):
        super().setUp()
        self.start_executor(slots=2)

    def test_a_killed_import_goes_on_after_its_last_item(self):
        self.commands.script("import-menu", IMPORTER)
        self.server.execute("update baton.error_classes set base_delay = '0.1 seconds' where code = 'PROCESS_KILLED'")
        job = self.insert_job([{"key": "menu", "command": ["import-menu"]}])
        eventually(lambda: self.commands.marks("pid"), 30, lambda: "the seventh item")
        eventually(lambda: self.step(job, "menu")["checkpoint"] == {"last_item": 7}, 10,
                   lambda: f"the checkpoint, while it runs: {self.step(job, 'menu')}")
        eventually(lambda: self.step(job, "menu")["items_done"] == 7, 10,
                   lambda: f"the counts, while it runs: {self.step(job, 'menu')}")
        self.assertEqual(self.step(job, "menu")["progress"], 35)
        os.kill(int(self.commands.marks("pid")[0]), signal.SIGKILL)
        self.wait_for_job(job, "completed")

        self.assertEqual(self.commands.marks("platform"), [str(item) for item in range(1, 21)],
                         "each item once, in order")
        first, second = self.attempts(job)
        self.assertEqual((first["outcome"], first["error_code"], second["outcome"]), ("failed", "PROCESS_KILLED", "completed"))
        step = self.step(job, "menu")
        self.assertEqual((step["items_done"], step["items_total"], step["items_failed"]), (20, 20, 0))
        shown = self.baton("jobs", "show", job).stdout
        self.assertIn("20 of 20 items", shown)

    def test_an_old_script_resumes_by_its_argument(self):
        self.commands.script("import-rows", """
            echo "$1" >>"$MARKERS/starts"
            [ "$1" = --after=0 ] || exit 0
            echo "ROW 120 done"; echo "connection lost" >&2; exit 1""")
        self.server.execute("update baton.error_classes set base_delay = '0.1 seconds' where code = 'NETWORK'")
        job = self.insert_job([{
            "key": "rows", "command": ["import-rows", "--after={{checkpoint.row:-0}}"],
            "rules": [{"match": "stdout", "pattern": "ROW (\\d+) done", "checkpoint": "row"},
                      {"match": "stderr", "pattern": "connection lost", "error": "NETWORK"}]}])
        self.wait_for_job(job, "completed")
        self.assertEqual(self.commands.marks("starts"), ["--after=0", "--after=120"])

    def test_rules_hand_on_values_of_their_type(self):
        self.commands.script("import-items", """
            echo "Imported 12345678901234567890123 items, price 0.10"
            echo "BEGIN RESULT"; printf '{\\n  "sets": [1,\\n 2.50]\\n}\\n'; echo "END RESULT"
            echo "complete: True"; echo "rest: n/a" """)
        rules = [{"match": "stdout", "pattern": "Imported (\\S+) items", "output": "items", "type": "number"},
                 {"match": "stdout", "pattern": "price (\\S+)", "output": "price", "type": "number"},
                 {"match": "stdout", "pattern": "complete: (\\S+)", "output": "complete", "type": "boolean"},
                 {"match": "stdout", "pattern": "rest: (\\S+)", "output": "rest", "type": "number", "default": 0},
                 {"match": "stdout", "between": ["^BEGIN RESULT$", "^END RESULT$"], "output": "result",
                  "type": "json"}]
        job = self.insert_job([{"key": "a", "command": ["import-items"], "rules": rules}])
        self.wait_for_job(job, "completed")
        self.assertEqual(
            self.server.value("select outputs::text from baton.steps where job_id = %s", job),
            '{"rest": 0, "items": 12345678901234567890123, "price": 0.10, '
            '"result": {"sets": [1, 2.50]}, "complete": true}')
        self.assertEqual(self.step(job, "a")["warning"],
                         "a rule could not read what was printed: rule 4 (output rest): not a number: n/a")

    def test_partial_configuration_is_resumed_only_where_it_is_proved(self):
        self.commands.script("configure-website", """
            echo "STEP 4: logged in"; echo "STEP 5: injecting"
            [ "$1" = proved ] && echo "Head code injection added"
            [ $BATON_ATTEMPT = 2 ] && exit 0
            echo "the page is gone" >&2; exit 1""")
        rules = [{"match": "stdout", "pattern": "STEP (\\d+)", "checkpoint": "last_step"},
                 {"match": "stdout", "pattern": "injecting", "outcome": "partial"},
                 {"match": "stdout", "pattern": "Head code injection added", "verifies": "checkpoint"}]
        self.server.execute("update baton.error_classes set base_delay = '0.1 seconds' where code = 'PARTIAL_SUCCESS'")
        job = self.insert_job([
            {"key": "proved", "command": ["configure-website", "proved"], "rules": rules},
            {"key": "unproved", "command": ["configure-website", "unproved"], "rules": rules, "on_failure": "continue"}])
        self.wait_for_job(job, "completed")
        self.assertEqual([row["outcome"] for row in self.attempts(job, "proved")], ["partial", "completed"])
        self.assertEqual(self.attempts(job, "proved")[0]["error_message"],
                         "Part of the work was done. Resuming from last step 5...")
        step = self.step(job, "unproved")
        self.assertEqual((step["status"], step["status_reason"], step["error_code"], step["attempts"]),
                         ("failed", "partial", "PARTIAL_SUCCESS", 1))
        self.assertIn("could not be verified", step["error_message"])

    def test_what_was_printed_long_before_the_end_is_still_understood(self):
        self.commands.script("patient", """
            echo "connect ECONNREFUSED 127.0.0.1:443" >&2
            sleep 1.6; echo "cleaning up"; exit 1""")
        job = self.insert_job([{"key": "a", "command": ["patient"], "max_attempts": 1}])
        self.wait_for_job(job, "failed")
        attempt = self.attempts(job)[0]
        self.assertEqual((attempt["error_code"], attempt["error_detail"]),
                         ("NETWORK", "connect ECONNREFUSED 127.0.0.1:443"))

    def test_a_gateways_page_is_shown_by_its_title(self):
        self.commands.script("gateway", """
            echo '<html><head><title>502 Bad Gateway</title></head><body><hr>nginx</body></html>' >&2; exit 1""")
        job = self.insert_job([{"key": "a", "command": ["gateway"], "max_attempts": 1}])
        self.wait_for_job(job, "failed")
        status = self.server.value("select baton.job_status(%s)", job)
        self.assertEqual((status["error_code"], status["error_message"], status["details"]["error"]),
                         ("API_5XX", "The service is unavailable.", "502 Bad Gateway"))


if __name__ == "__main__":
    unittest.main()
