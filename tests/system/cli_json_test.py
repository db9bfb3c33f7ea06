#!/usr/bin/python3
"""--json, of every command that has something to say: documents on standard output, and nothing else."""

import json
import pathlib
import subprocess
import tempfile
import unittest

import baton_harness

# Commands without --json, and the reason.
WITHOUT = {
    "baton executor": "it runs until it is told to end; its log has --log-format json",
    "baton dev": "it runs until Ctrl-C; --ready-file has the connection string",
    "baton webhook": "a step's command: it reports in $BATON_EVENTS, which is JSON",
    "baton completion": "a script for a shell",
}


def help_of(*words):
    return subprocess.run([baton_harness.BATON, "help", *words], capture_output=True, text=True, check=True).stdout


def commands(*words):
    """Every command of the help that has no others below it, as its words."""
    _, _, below = help_of(*words).partition("\nSubcommands:\n")
    names = [line.split()[0] for line in below.partition("\n\n")[0].splitlines()]
    return [found for name in names for found in commands(*words, name)] if names else [words]


class EveryCommand(unittest.TestCase):
    def test_has_json_or_a_reason_not_to(self):
        found = {" ".join(["baton", *words]): "--json " in help_of(*words) for words in commands()}
        self.assertGreater(len(found), 15)
        self.assertEqual({name for name, has_it in found.items() if not has_it}, set(WITHOUT))


class Documents(baton_harness.SystemTest):
    server_options = {"durable": False}

    def setUp(self):
        super().setUp()
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)

    def printed(self, *arguments, status=0):
        done = self.baton(*arguments, "--json")
        self.assertEqual((done.returncode, done.stderr), (status, ""), done.stdout)
        return done.stdout

    def document(self, *arguments, status=0):
        return json.loads(self.printed(*arguments, status=status))

    def refused(self, status, *arguments):
        done = self.baton(*arguments, "--json")
        self.assertEqual((done.returncode, done.stdout), (status, ""), done.stderr)
        return done.stderr

    def test_migrate(self):
        answer = self.document("migrate")
        self.assertEqual((answer["version_before"], answer["dry_run"]), (answer["version"], False))
        self.assertIn("database baton on ", answer["database"])
        self.assertFalse(answer["pg_cron"]["scheduled"])
        self.assertIn("pg_cron", answer["pg_cron"]["message"])
        self.assertTrue(answer["pg_cron"]["fix"])
        self.assertTrue(self.document("migrate", "--dry-run")["dry_run"])

    def test_apply(self):
        path = self.directory / "mail.json"
        first = {"job_type": "mail", "steps": [{"key": "send", "command": ["send"], "timeout": "5 minutes"}]}
        path.write_text(json.dumps(first))
        [made] = self.document("apply", path)["definitions"]
        self.assertEqual(made, {"file": str(path), "job_type": "mail", "version_before": None, "version": 1,
                                "changed": True, "definition_before": None, "definition": first})
        [same] = self.document("apply", path)["definitions"]
        self.assertEqual((same["version_before"], same["version"], same["changed"]), (1, 1, False))
        second = {**first, "description": "Mail"}
        path.write_text(json.dumps(second))
        answer = self.document("apply", path, "--dry-run", "--commands", self.directory)
        [change] = answer["definitions"]
        self.assertTrue(answer["dry_run"])
        self.assertEqual((change["version_before"], change["version"]), (1, 2))
        self.assertEqual((change["definition_before"], change["definition"]), (first, second))
        [warning] = answer["warnings"]
        self.assertEqual(warning["file"], str(path))
        self.assertIn('Step "send"', warning["message"])
        path.write_text('{"job_type": "mail", "stepps": []}')
        self.assertIn('"stepps"', self.refused(65, "apply", path))

    def test_a_job_from_edit_to_its_end(self):
        outputs = '{"price": 0.10, "big": 12345678901234567890123, "text": "\\u001b[31m"}'
        job = self.insert_job([{"key": "a", "manual": "x"}, {"key": "b", "manual": "x", "depends_on": ["a"]}])
        edit = ["jobs", "edit", job, "--set", "a=completed", "--outputs", "a=" + outputs]
        self.assertEqual([row["step"] for row in self.document(*edit, "--dry-run")["affected"]], ["a", "b"])
        self.assertIn("asks nothing", self.refused(64, *edit, "--reason", "done by hand"))
        plan = self.document(*edit, "--reason", "done by hand", "--yes")
        self.assertEqual([row["to"] for row in plan["affected"]], ["completed", "action_required"])
        self.assertIn("there is no job", self.refused(66, "jobs", "edit", 4711, "--reset", "a", "--reason", "x", "--yes").lower())
        self.assertEqual(self.document("jobs", "edit", job, "--reset", "b", "--reason", "x", "--yes")["affected"], [])
        self.assertEqual(self.refused(75, "jobs", "wait", job, "--timeout", "10ms").splitlines()[0],
                         f"baton: Job {job} has not ended in time.")
        self.assertEqual(self.document("jobs", "cancel", job, "--reason", "enough"), {"job_id": job, "status": "cancelled"})
        waited = self.printed("jobs", "wait", job, status=2)
        for digits in ('"price": 0.10', '"big": 12345678901234567890123', '"text": "\\u001b[31m"'):
            self.assertIn(digits, waited)
        self.assertEqual(json.loads(waited), self.document("jobs", "show", job))
        self.assertIn(job, [json.loads(line)["job_id"] for line in self.printed("jobs", "list").splitlines()])
        plan = self.document("jobs", "retry", job, "--dry-run")
        self.assertEqual([row["step"] for row in plan["affected"]], ["b"])
        self.assertEqual(self.document("jobs", "retry", job), {"job_id": job, "status": "in_progress"})
        self.assertIn("has not ended", self.refused(65, "jobs", "retry", job))

    def test_logs(self):
        self.commands.script("say", r'echo "one"; echo "two"; printf "\033[31m" >&2')
        self.start_executor()
        job = self.insert_job([{"key": "a", "command": ["say"]}])
        self.wait_for_job(job, "completed")
        text = self.printed("jobs", "logs", job, "--follow")
        self.assertNotIn("\033", text)
        pieces = [json.loads(line) for line in text.splitlines()]
        self.assertEqual({(piece["step"], piece["attempt"]) for piece in pieces}, {("a", 1)})
        self.assertEqual("".join(piece["content"] for piece in pieces if piece["stream"] == "stdout"), "one\ntwo\n")
        self.assertEqual("".join(piece["content"] for piece in pieces if piece["stream"] == "stderr"), "\033[31m")
        self.assertIn("--raw", self.refused(64, "jobs", "logs", job, "--raw"))

    def test_archive_and_doctor(self):
        job = self.insert_job([{"key": "a", "manual": "x"}])
        self.server.execute("select baton.cancel_job(%s)", job)
        self.server.execute("select baton.archive_jobs(array[%s::bigint])", job)
        self.server.execute("set role baton_owner; select baton._make_archive_partition('2025-01-15'); reset role")
        self.server.execute("update baton.archived_jobs set archived_at = '2025-01-15'")
        answer = self.document("archive", "export", "--month", "2025-01", "--to", self.directory)
        file = self.directory / "baton-archive-2025-01.jsonl.gz"
        self.assertEqual((answer["month"], answer["file"], answer["jobs"], answer["bytes"]),
                         ("2025-01", str(file), 1, file.stat().st_size))
        months = [json.loads(line) for line in self.printed("archive", "list").splitlines()]
        self.assertIn(answer["sha256"], [month["sha256"] for month in months])
        done = self.baton("doctor", "--json")
        self.assertIn("connection", [check["name"] for check in json.loads(done.stdout)])


if __name__ == "__main__":
    unittest.main()
