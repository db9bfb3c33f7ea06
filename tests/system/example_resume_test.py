"""The registration's long steps are broken off in the middle, by the death of the executor or the
script or by a timeout, and go on where they were: the platform's own log shows each piece once."""

import json
import os
import pathlib
import signal
import unittest

from baton_harness import eventually, processes_marked
from example_harness import REGISTRATION, RegistrationTest

HEADER = "category,name,price,description,option_sets,tags\n"


class Resume(RegistrationTest):
    ITEMS = 148

    def submit_import(self, platform, menu="menu.csv", **changes):
        self.apply(only=("cloudwaitressAccount", "restaurantRegistration", "menuImport"),
                   menuImport=changes)
        return self.submit(platform, menu=menu)

    def hang_at_item(self, platform, number, **columns):
        platform.break_request("hang", "POST", "%/items", skip=number - 1, **columns)

    def wait_until_it_hangs(self, platform, job, checkpoint):
        """The platform holds a request, and what came before it is kept."""
        eventually(lambda: any(row["fault"] == "hang" for row in platform.requests("POST", "%/items")), 60,
                   lambda: platform.log[-2000:])
        eventually(lambda: (self.step(job, "menuImport")["checkpoint"] or {}).get("last_item") == checkpoint,
                   60, lambda: self.step(job, "menuImport"))

    def posted(self, platform, job):
        """The items in the order in which the platform took them, out of its log."""
        prefix = f"baton-{job}-menu-item-"
        return [int(row["idempotency_key"].removeprefix(prefix))
                for row in platform.requests("POST", "%/items") if row["status"] == 201]

    def stored(self):
        return [row["position"] for row in
                self.server.rows("select position from platform.menu_items order by id")]

    def counts(self, job):
        step = self.step(job, "menuImport")
        return step["items_done"], step["items_total"], step["items_failed"]

    def assert_resumed(self, job, *positions):
        """Each attempt after the first went on after the position given for it."""
        said = self.server.rows("select attempt, content from baton.attempt_output"
                                " where job_id = %s and step_key = 'menuImport' and stream = 'stdout'"
                                " order by attempt", job)
        found = ["".join(row["content"] for row in said if row["attempt"] == attempt)
                 for attempt in range(2, len(positions) + 2)]
        for text, position in zip(found, positions):
            self.assertIn(f"Resuming after item {position}\n", text)

    def test_an_executor_killed_in_the_middle_of_an_import_costs_no_item_and_no_second_one(self):
        platform = self.start_platform()
        job = self.submit_import(platform)
        # Item 61 is stored, but the script never learns of it.
        self.hang_at_item(platform, 61, after_work=True)
        first = self.start(name="importer")
        self.wait_until_it_hangs(platform, job, 60)
        eventually(lambda: self.counts(job) == (60, self.ITEMS, 0), 60, lambda: self.counts(job))
        first.kill()
        self.start(name="importer")
        self.wait_for_job(job, "completed", 60)
        self.assertEqual([row["outcome"] for row in self.attempts(job, "menuImport")],
                         ["lost", "completed"])
        self.assert_resumed(job, 60)
        everything = list(range(1, self.ITEMS + 1))
        self.assertEqual(self.stored(), everything)
        self.assertEqual(self.posted(platform, job), everything)
        self.assertEqual(self.counts(job), (self.ITEMS, self.ITEMS, 0))
        self.assertEqual(self.step(job, "menuImport")["outputs"]["items"], str(self.ITEMS))

    def test_executors_killed_again_and_again_anywhere_in_an_import_leave_each_item_once(self):
        platform = self.start_platform()
        job = self.submit_import(platform)
        for count in (20, 60, 100):  # as many attempts as a step may lose
            executor = self.start(name="importer")
            eventually(lambda: len(platform.requests("POST", "%/items")) >= count, 60)
            executor.kill()
        self.start(name="importer")
        self.wait_for_job(job, "completed", 60)
        self.assertEqual([row["outcome"] for row in self.attempts(job, "menuImport")],
                         ["lost"] * 3 + ["completed"])
        everything = list(range(1, self.ITEMS + 1))
        self.assertEqual(self.stored(), everything)
        posted = self.posted(platform, job)
        print(f"{len(posted) - self.ITEMS} of {self.ITEMS} items were sent twice over three kills")
        # A request that was under way at the kill may be sent again; its key makes that harmless.
        self.assertEqual(sorted(set(posted)), everything)
        self.assertLessEqual(len(posted), self.ITEMS + 3)

    def test_a_killed_script_resumes_after_its_last_item(self):
        platform = self.start_platform()
        job = self.submit_import(platform)
        self.hang_at_item(platform, 101)
        self.start()
        self.wait_until_it_hangs(platform, job, 100)
        token = self.server.value("select token from baton.running")
        [script] = [pid for pid in processes_marked(f"BATON_ATTEMPT_TOKEN={token}")
                    if b"import-menu" in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()]
        os.kill(script, signal.SIGKILL)
        self.wait_for_job(job, "completed", 60)
        self.assertEqual(self.outcomes(job, "menuImport"), ["PROCESS_KILLED", "completed"])
        self.assert_resumed(job, 100)
        everything = list(range(1, self.ITEMS + 1))
        self.assertEqual(self.stored(), everything)
        self.assertEqual(self.posted(platform, job), everything)

    def test_an_import_that_times_out_says_how_far_it_came_and_resumes_there(self):
        platform = self.start_platform()
        self.install_error_classes()
        job = self.submit_import(platform, "menu-small.csv", timeout="5 seconds")
        self.hang_at_item(platform, 11, after_work=True)
        self.start()
        self.wait_for_job(job, "completed", 60)
        first, second = self.attempts(job, "menuImport")
        self.assertEqual((first["outcome"], first["error_code"], second["outcome"]),
                         ("partial", "PARTIAL_SUCCESS", "completed"))
        self.assertEqual(first["error_message"], "Upload timed out. The menu may be too large or the"
                                                 " server may be busy. 10 items were uploaded.")
        self.assert_resumed(job, 10)
        self.assertEqual(self.stored(), list(range(1, 29)))
        self.assertEqual(self.posted(platform, job), list(range(1, 29)))

    def test_a_refused_item_does_not_stop_the_others_and_is_sent_again_when_it_is_corrected(self):
        platform = self.start_platform()
        menu = self.files / "menu.csv"
        rows = (REGISTRATION / "input/menu-small.csv").read_text().splitlines(keepends=True)
        long = rows[:5] + [f"Mains,{'x' * 121},9.50,,,\n"] + rows[5:]
        menu.write_text("".join(long))
        self.start()
        job = self.submit_import(platform, os.path.relpath(menu, REGISTRATION / "input"))
        self.wait_for_job(job, "failed", 60)
        self.assertEqual(self.outcomes(job, "menuImport"), ["VALIDATION"])
        self.assertEqual(self.counts(job), (28, 29, 1))
        menu.write_text("".join(long).replace("x" * 121, "Pie of the day"))
        self.server.value("select baton.retry_job(%s)", job)
        self.wait_for_job(job, "completed", 60)
        self.assertEqual(sorted(self.stored()), list(range(1, 30)))
        self.assertEqual(self.counts(job), (29, 29, 0))


class Website(RegistrationTest):
    def test_a_timeout_tells_people_what_is_done_and_no_code_is_injected_twice(self):
        platform = self.start_platform()
        self.install_error_classes()
        platform.break_request("hang", "POST", "%/injections/body", after_work=True)
        self.apply(only=("cloudwaitressAccount", "codeGeneration", "restaurantRegistration",
                         "websiteConfig"), websiteConfig={"timeout": "6 seconds"})
        self.start()
        job = self.submit(platform)
        eventually(lambda: any(row["fault"] for row in platform.requests()), 60)
        self.server.execute("select baton.pause_queue('default', 'to look at it')")
        eventually(lambda: self.outcomes(job, "websiteConfig") == ["PARTIAL_SUCCESS"], 60)
        sentence = ("Configuration timed out. Partial configuration was applied (head code added)."
                    " Last successful step: STEP 5.")
        status = self.server.value("select baton.job_status(%s)", job)
        self.assertEqual((status["error_code"], status["error_message"]), ("PARTIAL_SUCCESS", sentence))
        shown = self.baton("jobs", "show", job, "--color", "never").stdout
        self.assertIn(f"PARTIAL_SUCCESS: {sentence}", " ".join(shown.split()))
        self.server.execute("select baton.resume_queue('default')")
        self.wait_for_job(job, "completed", 60)
        self.assertEqual(self.outcomes(job, "websiteConfig"), ["PARTIAL_SUCCESS", "completed"])
        places = self.server.rows("select place, count(*) from platform.website_injections group by place")
        self.assertEqual({row["place"]: row["count"] for row in places}, {"head": 1, "body": 1})
        self.assertEqual([row["path"].rpartition("/")[2] for row in platform.requests("POST", "%/injections/%")],
                         ["head", "body"])


if __name__ == "__main__":
    unittest.main()
