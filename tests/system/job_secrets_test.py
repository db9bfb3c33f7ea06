#!/usr/bin/python3
"""Secrets that travel with a job reach the step that names them, and nothing else; they end with the job."""

import ctypes
import hashlib
import json
import pathlib
import select
import subprocess
import sys
import unittest

import baton_harness
from baton_harness import eventually

CANARY = "canary-of-a-job-5f1e"
# Sent the same ways, but in the open: whoever does not find this does not look.
DECOY = "decoy-of-a-job-9c2b"

_pq = ctypes.CDLL("libpq.so.5")
for _name, _result in (("PQconnectdb", ctypes.c_void_p), ("PQexecParams", ctypes.c_void_p), ("PQntuples", ctypes.c_int),
                       ("PQgetvalue", ctypes.c_char_p),
                       ("PQresultErrorMessage", ctypes.c_char_p), ("PQclear", None), ("PQfinish", None)):
    getattr(_pq, _name).restype = _result


class Application:
    """A connection that sends bind parameters, as most drivers do (psycopg2 writes them into the statement)."""

    def __init__(self, server):
        self._connection = ctypes.c_void_p(_pq.PQconnectdb(server.dsn.encode()))

    def ask(self, sql, *parameters):
        """The first value of the answer, and the error."""
        values = (ctypes.c_char_p * len(parameters))(*[parameter.encode() for parameter in parameters])
        result = ctypes.c_void_p(_pq.PQexecParams(self._connection, sql.encode(), len(parameters), None, values, None, None, 0))
        value = _pq.PQgetvalue(result, 0, 0) if _pq.PQntuples(result) else b""
        error = _pq.PQresultErrorMessage(result)
        _pq.PQclear(result)
        return value.decode(), error.decode()

    def close(self):
        _pq.PQfinish(self._connection)


def processes_with(text, name, user=None, but_not=""):
    """Ids of processes that show text in /proc/*/name, as root sees them or as another user does."""
    looks = f"""
import pathlib
for entry in pathlib.Path("/proc").glob("[0-9]*"):
    try:
        shown = (entry / {name!r}).read_bytes()
        if {text[::-1].encode()!r}[::-1] in shown and {but_not.encode() or None!r} not in shown.split(b"\\0"):
            print(entry.name)
    except OSError:
        pass"""
    command = [sys.executable, "-c", looks]
    if user:
        command = ["setpriv", "--reuid", user, "--clear-groups", *command]
    return {int(line) for line in subprocess.run(command, check=True, capture_output=True, text=True, cwd="/").stdout.split()}


class JobSecrets(baton_harness.SystemTest):
    server_options = {"settings": {"log_connections": "on"}}
    fresh_server = True

    def setUp(self):
        super().setUp()
        self.secrets = self.commands.root / "secrets"
        self.secrets.mkdir()
        (self.secrets / "api-token").write_text("from-a-file\n")
        # What it got, as a digest: it must not say it itself.
        self.commands.script("use", """printf %s "$TOKEN" | sha256sum | cut -c1-64 >> $MARKERS/used
            while [ -e $MARKERS/hold ]; do sleep 0.02; done
            cat > kept-by-the-script; echo DECOY; echo DECOY >&2
            echo '{"type": "progress", "percent": 40, "message": "DECOY"}' >&3
            echo '{"type": "output", "name": "said", "value": "DECOY"}' >&3
            [ "$BATON_ATTEMPT" -gt 1 ] || { echo '{"type": "error", "code": "TIMEOUT", "message": "DECOY"}' >&3; exit 1; }""".replace("DECOY", DECOY))
        self.commands.script("look", "env >> $MARKERS/environment; cat >> $MARKERS/documents")
        self.define("with_secret", [
            {"key": "a", "command": ["use", "{{parameters.decoy}}"], "environment": {"TOKEN": {"secret": "api-token"}}},
            {"key": "b", "command": ["look"], "depends_on": ["a"]}])
        self.server.execute("update baton.error_classes set base_delay = '10 ms', max_delay = '20 ms', jitter = case when jitter is null then null else 0 end where code = 'TIMEOUT'")

    def define(self, job_type, steps):
        self.server.execute("select baton.define_job_type(%s)", json.dumps({"job_type": job_type, "steps": steps}))

    def application(self):
        application = Application(self.server)
        self.addCleanup(application.close)
        return application

    def submit(self, secret=CANARY, job_type="with_secret"):
        application = self.application()
        job, error = application.ask("select baton.create_job($1, $2, p_secrets => $3)", job_type, json.dumps({"decoy": DECOY}),
                                     json.dumps({"api-token": secret}))
        self.assertEqual(error, "")
        return int(job)

    def relations_with(self, text):
        """The tables and views of schema baton that hold text, whoever may read them."""
        return {row["relname"] for row in self.server.rows("""
            select relation.relname
            from pg_class as relation
            where relation.relnamespace = 'baton'::regnamespace and relation.relkind in ('r', 'p', 'm', 'v')
              and (xpath('/row/found/text()', query_to_xml(format(
                'select count(*) as found from baton.%%I as line where strpos(line::text, %%L) > 0', relation.relname, %s::text),
                false, true, '')))[1]::text <> '0'""", text)}

    def files_with(self, text):
        """Files that an executor or a script wrote, anywhere where they may."""
        found = set()
        for root in (self.commands.root, *pathlib.Path("/tmp").glob("baton-executor.*")):
            if root == self.commands.root or root.is_dir():
                found |= {path.name for path in root.rglob("*") if path.is_file() and text.encode() in path.read_bytes()}
        return found

    def used(self):
        return self.commands.marks("used")

    @staticmethod
    def digest(secret):
        return hashlib.sha256(secret.encode()).hexdigest()

    def test_a_canary_is_found_nowhere(self):
        listener = self.server.connect()
        self.addCleanup(listener.close)
        listener.cursor().execute("listen told")
        self.server.execute("insert into baton.notifications (name, channel) values ('ends', 'told')")
        (self.commands.markers / "hold").touch()
        job = self.submit()
        self.assertEqual(self.relations_with(CANARY), {"job_secrets"}, "the search finds it while it is there")
        # It must outlive a crash, and a process that starts later still gets it.
        self.server.restart("immediate")
        self.start_executor("--log-format", "json")
        eventually(lambda: self.used() == [self.digest(CANARY)], what="the script got it")

        # While the script runs.
        self.assertTrue(processes_with(CANARY, "environ"), "it is in the script's environment")
        self.assertEqual(processes_with(CANARY, "environ", but_not=f"BATON_JOB_ID={job}"), set(), "and in no other process's")
        self.assertEqual(processes_with(CANARY, "environ", user="nobody"), set(), "which nobody else can read")
        self.assertEqual(processes_with(CANARY, "cmdline"), set())
        self.assertTrue(processes_with(DECOY, "cmdline"), "the search finds an argument")
        self.assertEqual(self.files_with(CANARY), set())
        self.assertNotIn(CANARY, json.dumps(self.server.rows("select * from pg_stat_activity"), default=str))

        # What it says while the database is away waits on disk.
        self.server.stop()
        (self.commands.markers / "hold").unlink()
        eventually(lambda: any(DECOY in path.read_text(errors="replace") for path in (self.commands.root / "spool").rglob("*") if path.is_file()),
                   what="a result on disk")
        self.assertEqual(self.files_with(CANARY), set())
        self.server.start()
        self.wait_for_job(job, "completed")
        self.assertEqual(self.used(), [self.digest(CANARY)] * 2, "the second attempt got it, too")

        # When it has ended.
        self.assertEqual(self.relations_with(CANARY), set())
        self.assertLessEqual({"jobs", "step_rows", "output_rows", "attempt_rows"}, self.relations_with(DECOY))
        for sql in ("job_status(%s)", "job_progress(%s)", "job_context(%s)", "explain_step(%s, 'a')"):
            self.assertNotIn(CANARY, str(self.server.value(f"select baton.{sql}", job)))
        dump = subprocess.run(["pg_dump", "--data-only", self.server.dsn], check=True, capture_output=True, text=True).stdout
        self.assertIn(DECOY, dump)
        self.assertNotIn(CANARY, dump)
        self.assertNotIn(CANARY, (self.commands.markers / "environment").read_text(), "a step that does not name it does not get it")
        self.assertIn(DECOY, (self.commands.markers / "documents").read_text())
        self.assertNotIn(CANARY, (self.commands.markers / "documents").read_text())
        self.assertEqual(self.server.value("select baton.archive_jobs(array[%s::bigint])", job), 1)
        self.assertIn("archived_jobs", self.relations_with(DECOY))
        self.assertEqual(self.relations_with(CANARY), set())
        self.assertEqual(self.files_with(CANARY), set())

        # What was said on the way.
        def payloads():
            select.select([listener], [], [], 0.1)
            if not listener.closed:
                listener.poll()
            return [notice.payload for notice in listener.notifies]
        listener = self.server.connect()   # the first one died with the server
        listener.cursor().execute("listen told")
        second = self.submit()
        self.wait_for_job(second, "completed")
        told = eventually(payloads, what="a notification")
        self.assertIn(str(second), told[0])
        self.assertNotIn(CANARY, told[0])
        self.assertNotIn(CANARY, self.executors[0].log)
        self.assertIn('"job":' + str(job), self.executors[0].log.replace(" ", ""))
        self.assertNotIn(CANARY, self.server.log)

    def test_each_job_brings_its_own_and_a_file_serves_the_others(self):
        self.start_executor("--secrets-dir", self.secrets, slots=4)
        jobs = [self.submit("one"), self.submit("two é\n'\"{}")]
        jobs.append(self.server.value("select baton.create_job('with_secret', %s)", json.dumps({"decoy": DECOY})))
        for job in jobs:
            self.wait_for_job(job, "completed")
        self.assertEqual(sorted(self.used()), sorted(2 * [self.digest(text) for text in ("one", "two é\n'\"{}", "from-a-file")]))
        self.assertEqual(self.server.value("select count(*) from baton.job_secrets"), 0)

        # What was erased is not replaced by a file.
        self.server.execute("select baton.retry_job(%s, 'a')", jobs[0])
        self.wait_for_job(jobs[0], "failed")
        step = self.step(jobs[0], "a")
        self.assertEqual((step["error_code"], step["suggested_action"]), ("SECRETS_ERASED", "Submit a new job with its secrets"))
        self.assertEqual(len(self.used()), 6, "nothing was started")

    def test_what_the_server_logs_of_a_statement(self):
        application = self.application()
        wrong = json.dumps({"api-token": CANARY, "no-such": CANARY})
        _, error = application.ask("select baton.create_job($1, p_secrets => $2)", "with_secret", wrong)
        self.assertIn("asks for", error)
        self.assertNotIn(CANARY, error)
        self.assertRegex(self.server.log, r"STATEMENT:  select baton.create_job\(\$1, p_secrets => \$2\)")
        self.assertNotIn(CANARY, self.server.log, "an error's statement has the numbers of its parameters")

        application.ask("set log_statement = 'all'")
        application.ask("set log_parameter_max_length = 0")
        application.ask("select baton.create_job($1, p_secrets => $2)", "with_secret", json.dumps({"api-token": CANARY}))
        self.assertNotIn(CANARY, self.server.log, "and so has a statement that is logged without its parameters")
        application.ask("set log_parameter_max_length = -1")
        application.ask("select baton.create_job($1, p_secrets => $2)", "with_secret", json.dumps({"api-token": DECOY}))
        self.assertIn(DECOY, self.server.log, "the page says so: who logs statements logs their parameters")
        application.ask("set log_statement = 'none'")
        application.ask("select baton.create_job('with_secret', p_secrets => '{\"%s\": \"x\"}')" % CANARY)
        self.assertIn(CANARY, self.server.log, "and literals are part of the statement")

    def test_what_cannot_be_fetched_yet_is_held_without_being_started(self):
        self.server.execute("""
            create table refuse as select 1;
            grant select on refuse to public;
            alter function baton.attempt_secrets(bigint, bigint, int, uuid) rename to attempt_secrets_at_once;
            create function baton.attempt_secrets(bigint, bigint, int, uuid) returns jsonb language plpgsql security definer as $$
            begin
              if exists (select from public.refuse) then
                raise exception using errcode = 'lock_not_available', message = 'not now';
              end if;
              return baton.attempt_secrets_at_once($1, $2, $3, $4);
            end $$""")
        executor = self.start_executor(slots=2)
        job = self.submit()
        executor.wait_for_log("attempt_secrets")
        self.wait_for_step(job, "a", "running")
        other = self.insert_job([{"key": "a", "command": ["look"]}])
        self.wait_for_job(other, "completed")   # a slot is left
        self.server.execute("select baton.cancel_job(%s)", job)
        self.wait_for_job(job, "cancelled")
        self.assertEqual([attempt["outcome"] for attempt in self.attempts(job)], ["cancelled"])

        job = self.submit()
        self.wait_for_step(job, "a", "running")
        executor.terminate()
        self.assertEqual(executor.wait(), 0)
        self.assertEqual((self.step(job, "a")["status"], self.attempts(job, "a")), ("ready", []), "handed back as it was")
        self.assertEqual(self.used(), [])

        self.start_executor(slots=2).wait_for_log("attempt_secrets")
        self.server.execute("delete from refuse")
        self.wait_for_job(job, "completed")
        self.assertEqual(self.used(), [self.digest(CANARY)] * 2)


if __name__ == "__main__":
    unittest.main()
