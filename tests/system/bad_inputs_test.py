#!/usr/bin/python3
"""The catalogue of bad inputs (tests/bad_inputs): each is refused with exactly the words, code and fix that stand there,
changes nothing, and no message repeats a value."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import baton_harness
import psycopg2
from catalogue import Catalogue

# Everything that is stored, so that a refusal can be seen to change nothing. What time alone changes is left out.
STORED = """
create function pg_temp.stored() returns text language plpgsql as $$
declare
  v_table text;
  v_rows text;
  v_all text := '';
begin
  for v_table in select relname from pg_class where relnamespace = 'baton'::regnamespace and relkind = 'r' order by 1 loop
    execute format('select string_agg(line::text, E''\\n'' order by line::text) from baton.%I as line', v_table) into v_rows;
    v_all := v_all || v_table || coalesce(md5(v_rows), '') || ' ';
  end loop;
  return v_all;
end $$
"""


class InSql(baton_harness.SystemTest):
    server_options = {"durable": False}

    def setUp(self):
        super().setUp()
        self.connection = self.server.connect(autocommit=False)
        self.addCleanup(self.connection.close)
        with self.connection.cursor() as cursor:
            cursor.execute(STORED)
            # Numbers that cannot be mistaken for others in a sentence.
            cursor.execute("select setval('baton.jobs_id_seq', 700000), setval('baton.executors_id_seq', 800000)")
        self.connection.commit()

    def test_definitions(self):
        self.check_file("definitions")

    def test_submitting(self):
        self.check_file("submitting")

    def test_control(self):
        self.check_file("control")

    def test_edits(self):
        self.check_file("edits")

    def test_reading(self):
        self.check_file("reading")

    def test_executors(self):
        self.check_file("executors")

    def test_policies(self):
        self.check_file("policies")

    def test_reports(self):
        self.check_file("reports")

    def check_file(self, name):
        catalogue = Catalogue(name)
        for case in catalogue.cases:
            with self.subTest(case["what"]), self.connection.cursor() as cursor:
                self.check_case(catalogue, case, cursor)
            self.connection.rollback()
        catalogue.close()

    def check_case(self, catalogue, case, cursor):
        values = {}
        for given in [*catalogue.content.get("given", []), *case.get("given", [])]:
            for name, sql in (given.items() if isinstance(given, dict) else [(None, given)]):
                cursor.execute(self.filled(sql, values))
                if name:
                    values[name] = str(cursor.fetchone()[0])
        sql = self.filled(self.sql_of(case), values)
        before = self.stored(cursor)
        answer = self.outcome(cursor, sql)
        if answer["says"] == "accepted" and cursor.description:
            answer = self.answered(cursor, values)
        elif answer["says"] != "accepted":
            self.assertEqual(self.stored(cursor), before, "something was changed")
            self.check_style(answer)
        text = json.dumps(answer)
        for name, value in values.items():
            text = re.sub(rf"\b{re.escape(value)}\b", f":{name}", text)
        catalogue.check(self, case, json.loads(text))

    @staticmethod
    def filled(sql, values):
        return re.sub(r"(?<!:):(job|executor|token)\b", lambda match: values[match[1]], sql)

    @staticmethod
    def sql_of(case):
        if "sql" in case:
            return case["sql"]
        definition = case.get("definition") or {"steps": [{"key": "a", "command": ["x"], **case["step"]}]}
        if "step" not in case:
            definition = case["definition"]
        if isinstance(definition, dict) and "job_type" not in definition:
            definition = {"job_type": "t_refused", **definition}
        return "select baton.define_job_type('{}')".format(json.dumps(definition).replace("'", "''"))

    def outcome(self, cursor, sql):
        cursor.execute("savepoint before")
        try:
            cursor.execute(sql)
            return {"says": "accepted"}
        except psycopg2.Error as error:
            cursor.execute("rollback to savepoint before")
            said = error.diag
            self.assertNotIn("canary", str(said.context))
            answer = {"says": f"{said.sqlstate}: {said.message_primary}", "detail": said.message_detail, "hint": said.message_hint}
            if said.sqlstate.startswith("23") and "Failing row" in (said.message_detail or ""):
                del answer["detail"]   # the row, with its times
            return {key: value for key, value in answer.items() if value}

    def answered(self, cursor, values):
        """Functions of the protocol say in their result what became of a report."""
        row = cursor.fetchone()
        if not row or "token" not in values:
            return {"says": "accepted"}
        says = f"answers {row[0]}"
        cursor.execute("""select concat_ws(', ', step.status, step.error_code, step.error_message, step.warning,
                            (select attempt.details ->> 'notes' from baton.attempts as attempt
                             where attempt.job_id = step.job_id and attempt.n = step.n and attempt.attempt = step.attempts))
                          from baton.steps as step where job_id = %s and n = 1""", [values["job"]])
        return {"says": says, "becomes": cursor.fetchone()[0]}

    def check_style(self, answer):
        if answer["says"].startswith("BT"):
            self.assertIn("hint", answer, "a refusal without a fix")
            self.assertNotRegex(answer["says"], r"\n|\. ", "more than one sentence")

    @staticmethod
    def stored(cursor):
        cursor.execute("select pg_temp.stored()")
        return cursor.fetchone()[0]


class Outside(baton_harness.SystemTest):
    """What reaches Baton by its program, files and scripts."""

    server_options = {"durable": False}

    def setUp(self):
        super().setUp()
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="baton-bad-inputs."))
        self.addCleanup(shutil.rmtree, self.directory)

    def test_command_line(self):
        catalogue = Catalogue("command_line")
        for case in catalogue.cases:
            with self.subTest(case["what"]):
                self.check_run(catalogue, case, *case["arguments"])
        catalogue.close()

    def test_configuration(self):
        catalogue = Catalogue("configuration")
        for case in catalogue.cases:
            with self.subTest(case["what"]):
                file = self.directory / "baton.toml"
                file.write_text(case.get("file", ""))
                config = ["--config", str(file)] if "file" in case else []
                self.check_run(catalogue, case, *config, *case["arguments"])
                file.unlink()
        catalogue.close()

    def test_job_files(self):
        catalogue = Catalogue("job_files")
        for case in catalogue.cases:
            with self.subTest(case["what"]):
                for name, text in case["files"].items():
                    (self.directory / name).write_bytes(text.encode(case.get("encoding", "utf-8")))
                self.check_run(catalogue, case, "apply", *(f"DIRECTORY/{name}" for name in case["files"]))
                self.assertEqual(self.server.value("select count(*) from baton.job_types"), 0, "something was defined")
        catalogue.close()

    def check_run(self, catalogue, case, *arguments):
        done = subprocess.run([str(baton_harness.BATON), *(word.replace("DIRECTORY", str(self.directory)) for word in arguments)],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20,
                              env={**os.environ, **self.server.environment, **case.get("environment", {})})
        output = (done.stdout + done.stderr).replace(str(self.directory), "DIRECTORY").replace(str(self.server.directory), "SERVER")
        catalogue.check(self, case, {"exit": done.returncode, "output": output.splitlines()})

    def test_scripts(self):
        catalogue = Catalogue("scripts")
        for sql in catalogue.content["given"]:
            self.server.execute(sql)
        self.server.execute("grant all on all functions in schema bad_inputs to baton_sql")
        (self.commands.directory / "folder").mkdir()
        self.commands.script("first", "exit 0")
        self.start_executor("--secrets-dir", str(self.directory), slots=4)
        jobs = [self.insert_job(self.steps_of(number, case)) for number, case in enumerate(catalogue.cases)]
        for case, job in zip(catalogue.cases, jobs):
            with self.subTest(case["what"]):
                baton_harness.eventually(lambda job=job: self.job_status(job) in ("completed", "failed"), 60)
                catalogue.check(self, case, {"becomes": self.end_of(job)})
        catalogue.close()

    def steps_of(self, number, case):
        name = f"script{number}"
        if "script" in case:
            self.commands.script(name, case["script"], int(case.get("mode", "755"), 8))
        step = {"key": "a", "max_attempts": 1, **case["step"]}
        if "sql" not in step:
            step["command"] = [name if word == "SCRIPT" else word for word in step.get("command", ["SCRIPT"])]
        steps = [step]
        if "depends_on" in step:
            steps.insert(0, {"key": "first", "command": ["first"]})
        return steps

    def end_of(self, job):
        step = self.step(job, "a")
        end = {"status": step["status"], "code": step["error_code"], "message": step["error_message"],
               "detail": step["error_detail"], "warning": step["warning"], "outputs": step["outputs"],
               "notes": (self.attempts(job, "a")[-1]["details"] or {}).get("notes")}
        text = json.dumps({key: value for key, value in end.items() if value is not None})
        return json.loads(text.replace(str(self.directory), "DIRECTORY").replace(str(self.commands.directory), "COMMANDS"))


if __name__ == "__main__":
    unittest.main()
