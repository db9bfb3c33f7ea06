#!/usr/bin/python3
"""docs/how-to/keep-and-archive.md: what the page shows is what is printed, from the first block to the last."""

import unittest

import baton_harness
import living_page


class KeepAndArchive(living_page.LivingPageTest):
    page = living_page.Page(baton_harness.SOURCE / "docs/how-to/keep-and-archive.md")

    def test_the_page_from_beginning_to_end(self):
        self.begin(self.page.headings[0])
        self.commands.script("work", "echo imported 148 items")
        self.server.execute("""select baton.define_job_type('{"job_type": "import_menu", "steps": [
            {"key": "read", "command": ["work"]}, {"key": "write", "command": ["work"], "depends_on": ["read"]}]}')""")
        self.server.execute("""select baton.define_job_type('{"job_type": "register", "steps": [{"key": "all", "command": ["work"]}]}')""")
        self.start_executor()
        for job_type, subject, age in (("register", "joe", 120), ("import_menu", "joe", 110), ("register", "joe", 100),
                                       ("import_menu", "ann", 95), ("import_menu", "joe", 50), ("import_menu", "joe", 2)):
            job = self.server.value("insert into baton.jobs (job_type, subject, batch_id) values (%s, %s, 'spring') returning id", job_type, subject)
            self.wait_for_job(job, "completed")
            self.server.execute("update baton.jobs set finished_at = finished_at - make_interval(days => %s) where id = %s", age, job)
            self.server.execute("update baton.output_rows set written_at = written_at - make_interval(days => %s) where job_id = %s", age, job)
        for heading in self.page.headings:
            self.begin(heading)
            if heading == "Export a month":
                self.date_back()
            while self.left:
                self.show()

    def date_back(self):
        """The archive as it would be had this been in January."""
        present = self.server.value("select inhrelid::regclass::text from pg_inherits where inhparent = 'baton.archived_jobs'::regclass")
        self.server.execute("set role baton_owner; select baton._make_archive_partition('2026-01-15'); reset role")
        self.server.execute("update baton.archived_jobs set archived_at = '2026-01-15'")
        self.server.execute(f"drop table {present}")


if __name__ == "__main__":
    unittest.main()
