"""The lead-scrape example: its README's commands, with a person's answers in between."""

import csv
import json
import os
import signal
import socket
import subprocess
import unittest

import baton_harness
from example_harness import EXAMPLES, Readme, run_command, temporary_directory

COMMANDS = EXAMPLES / "lead-scrape/commands"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class LeadScrape(baton_harness.SystemTest):
    def setUp(self):
        super().setUp()
        self.commands.directory = COMMANDS
        self.readme = Readme(self, "lead-scrape", {**self.server.environment, "port": str(free_port())})
        self.addCleanup(self.stop_site)

    def stop_site(self):
        site = self.readme.variable("site")
        if site and baton_harness.is_alive(site):
            os.kill(int(site), signal.SIGTERM)

    def statuses(self, job):
        return [row["status"] for row in self.server.rows(
            "select status::text from baton.steps where job_id = %s order by n", job)]

    def test_readme_goes_from_a_draft_over_two_answers_to_the_exported_leads(self):
        self.start_executor()
        self.readme.run(0)
        job = int(self.readme.variable("job"))
        self.assertEqual(self.job_status(job), "draft")
        self.assertEqual(self.attempts(job), [])

        self.readme.run(1)
        self.wait_for_step(job, "reviewLeads", "action_required")
        self.assertEqual(self.step(job, "extractLeads")["outputs"]["leads"], 35)
        self.assertEqual(self.step(job, "scoreLeads")["status"], "pending")

        self.readme.run(2)
        self.wait_for_step(job, "approveExport", "action_required")
        scored = self.step(job, "scoreLeads")["outputs"]
        self.assertEqual((scored["rejected"], scored["duplicates"], scored["leads"]), (3, 4, 28))

        printed = self.readme.run(3)
        self.assertEqual(self.job_status(job), "completed")
        header, *rows = csv.reader(printed[printed.index("score,name"):].splitlines())
        self.assertEqual(header[:2], ["score", "name"])
        self.assertTrue(rows)
        self.assertTrue(all(int(row[0]) >= 70 and row[2] != "Takeaway" for row in rows))
        self.assertEqual(len({row[4] for row in rows}), len(rows), "a phone number twice")
        self.assertEqual(len(rows), self.step(job, "exportLeads")["outputs"]["exported"])
        history = str(self.server.rows("select * from baton.job_history where job_id = %s", job))
        self.assertIn("no takeaways", history)

    def test_a_page_that_was_fetched_is_not_fetched_again(self):
        site = temporary_directory(self)
        for n, following in ((1, "2.html"), (2, "missing.html")):
            (site / f"{n}.html").write_text(f'<a rel="next" href="{following}">Next</a>')
        with subprocess.Popen(
                ["/usr/bin/python3", "-u", "-m", "http.server", "0", "--bind", "127.0.0.1",
                 "--directory", site],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
            self.addCleanup(server.kill)
            port = server.stdout.readline().split("port ")[1].split()[0]
            document = {"parameters": {"start_url": f"http://127.0.0.1:{port}/1.html",
                                       "output_dir": str(temporary_directory(self))}}
            first = run_command(COMMANDS / "fetch-pages", document=document)
            self.assertEqual((first.status, first.last["code"]), (1, "API_4XX"))
            saved = [event["data"] for event in first.events if event["type"] == "checkpoint"][-1]
            self.assertEqual(len(saved["pages"]), 2)
            (site / "missing.html").write_text("<p>the last page</p>")
            (site / "1.html").unlink()  # asking for it again would fail
            second = run_command(COMMANDS / "fetch-pages", document={**document, "checkpoint": saved})
            self.assertEqual((second.status, second.last["pageCount"]), (0, 3), second.stderr)
            server.kill()

    def test_markup_that_changed_is_an_error_and_not_an_empty_result(self):
        output = temporary_directory(self)
        page = output / "page.html"
        page.write_text("<div class='card'><h2>Joe's</h2></div>")
        ended = run_command(COMMANDS / "extract-leads", document={
            "parameters": {"output_dir": str(output)},
            "context": {"fetchPages": {"pages": [{"url": "http://x.example/", "file": str(page)}]}}})
        self.assertEqual((ended.status, ended.last["code"]), (1, "VALIDATION"))

    def test_unclosed_elements_do_not_swallow_the_next_listing(self):
        output = temporary_directory(self)
        page = output / "page.html"
        page.write_text("<article class=listing><h2>One</h2><p class=cuisine>Thai</p>"
                        "<a class=tel href='tel:(09) 1'>ring<br></a></article>"
                        "<article class=listing><h2>Two &amp; Co</h2></article>")
        ended = run_command(COMMANDS / "extract-leads", document={
            "parameters": {"output_dir": str(output)},
            "context": {"fetchPages": {"pages": [{"url": "http://x.example/", "file": str(page)}]}}})
        leads = json.loads((output / "leads.json").read_text())
        self.assertEqual([lead["name"] for lead in leads], ["One", "Two & Co"], ended.stderr)
        self.assertEqual((leads[0]["phone"], leads[0]["cuisine"]), ("(09) 1", "Thai"))


if __name__ == "__main__":
    unittest.main()
