#!/usr/bin/python3
"""baton archive: months that have ended go to files, whole and checked, and only then out of the database."""

import gzip
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import baton_harness


class Archive(baton_harness.SystemTest):
    def setUp(self):
        super().setUp()
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="baton-archive."))
        self.addCleanup(shutil.rmtree, self.place, ignore_errors=True)
        for row in self.server.rows("select inhrelid::regclass::text as name from pg_inherits where inhparent = 'baton.archived_jobs'::regclass"):
            self.server.execute(f"drop table {row['name']}")
        self.server.execute("truncate baton.archive_exports, baton.jobs")

    def archive(self, month, count):
        """Jobs that were archived in that month: cancelled drafts, by a clock that was set back."""
        self.server.execute(f"""create or replace function baton._now() returns timestamptz language sql volatile parallel safe
            as $$ select pg_catalog.timestamptz '{month}-15 12:00+00' $$""")
        try:
            self.server.execute("""
                insert into baton.jobs (subject, auto_start, steps)
                select 'Ünï "quoted" ' || n, false, '[{"key": "a", "command": ["x"]}]' from generate_series(1, %s) as n""", count)
            self.server.execute("select baton.cancel_job(id, E'two\\nlines') from baton.jobs where status = 'draft'")
            self.server.execute("select baton.archive_jobs(array_agg(id)) from baton.jobs where status = 'cancelled'")
        finally:
            self.server.execute("""create or replace function baton._now() returns timestamptz language sql volatile parallel safe
                as $$ select pg_catalog.clock_timestamp() $$""")

    def export(self, month, to=None):
        return self.baton("archive", "export", "--month", month, "--to", to or self.place)

    def rows(self):
        return [json.loads(line) for line in self.baton("archive", "list", "--json").stdout.splitlines()]

    def test_a_month_goes_to_a_file_and_then_out_of_the_database(self):
        self.archive("2025-01", 450)   # more than one page
        self.archive("2025-02", 1)
        done = self.export("2025-01")
        self.assertEqual(done.returncode, 0, done.stderr)
        path = self.place / "baton-archive-2025-01.jsonl.gz"
        lines = gzip.decompress(path.read_bytes()).decode().splitlines()
        documents = [json.loads(line) for line in lines]
        there = self.server.rows("select job_id, document from baton.archived_jobs where archived_at < '2025-02-01' order by job_id")
        self.assertEqual([document["job"]["id"] for document in documents], [row["job_id"] for row in there])
        for document, row in zip(documents, there):
            self.assertTrue(document.pop("archived_at").startswith("2025-01-15"))
            self.assertEqual(document, row["document"])
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        self.assertIn(f"450 jobs in {path.stat().st_size} bytes\nsha256 {sha256}\n", done.stdout)
        subprocess.run(["sha256sum", "--check", "--status", f"{path.name}.sha256"], cwd=self.place, check=True)
        self.assertEqual(sorted(os.listdir(self.place)), [path.name, f"{path.name}.sha256"])

        january, february = self.rows()
        self.assertEqual((january["state"], january["jobs"], january["file"], january["sha256"], january["file_bytes"]),
                         ("exported", 450, str(path), sha256, path.stat().st_size))
        self.assertEqual((february["state"], february["file"]), ("to export", None))
        self.assertIn("(as postgres)", january["exported_by"])

        self.server.execute("update baton.retention_settings set keep_archive_for = '1 month'")
        answer = self.server.value("select baton.apply_retention(false)")
        self.assertEqual(answer["dropped_months"], ["2025-01"])
        shown = self.baton("archive", "list").stdout.splitlines()
        self.assertEqual(shown[0].split(), ["month", "state", "jobs", "size", "file"])
        self.assertEqual(shown[1].split(), ["2025-01", "dropped", "450", str(path)])
        self.assertEqual(shown[2].split()[:4], ["2025-02", "to", "export", "1"])
        again = self.export("2025-01")
        self.assertEqual(again.returncode, 65)
        self.assertIn("The archive has no month 2025-01.", again.stderr)
        self.assertEqual(hashlib.sha256(path.read_bytes()).hexdigest(), sha256, "the file is left alone")

    def test_what_cannot_be_exported_leaves_no_file(self):
        self.archive("2025-01", 1)
        this_month = self.server.value("select to_char(now() at time zone 'UTC', 'YYYY-MM')")
        self.server.execute("set role baton_owner; select baton._make_archive_partition(now()); reset role")
        for month, sentence in (("2024-12", "The archive has no month 2024-12."), ("january", "The month is none such as 2026-01."),
                                (this_month, f"Month {this_month} has not ended.")):
            done = self.export(month)
            self.assertEqual((done.returncode, done.stderr.splitlines()[0]), (65, f"baton: {sentence}"))
        done = self.export("2025-01", self.place / "nowhere")
        self.assertEqual((done.returncode, done.stderr.splitlines()[0]), (66, f"baton: There is no directory {self.place}/nowhere."))
        self.assertEqual(os.listdir(self.place), [])
        self.assertEqual({row["state"] for row in self.rows()} - {"open"}, {"to export"})

    def test_a_full_disk_records_nothing(self):
        self.archive("2025-01", 900)
        # As a disk that takes 4 kB of it would say.
        done = subprocess.run(["bash", "-c", "ulimit -f 4; trap '' XFSZ; exec \"$@\"", "bash", baton_harness.BATON, "archive", "export",
                               "--month", "2025-01", "--to", self.place], env={**os.environ, **self.server.environment},
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 70, done.stderr)
        self.assertIn("cannot be written: File too large.", done.stderr)
        self.assertEqual(os.listdir(self.place), [])
        self.assertEqual([row["state"] for row in self.rows()], ["to export"])

    def test_an_empty_archive_says_so(self):
        self.assertEqual(self.baton("archive", "list").stdout, "nothing is archived\n")


if __name__ == "__main__":
    unittest.main()
