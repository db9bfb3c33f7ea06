#!/usr/bin/python3
"""Jobs that somebody keeps locked in an open transaction: their results wait, and nothing else does."""

import json
import pathlib
import shutil
import signal
import tempfile
import time
import unittest

import baton_harness
from baton_harness import eventually

# Ends when it may; says what it is, which must not be lost.
GATE = """echo $BATON_JOB_ID >> $MARKERS/runs
while [ ! -e $MARKERS/open ]; do sleep 0.05; done
echo the result of $BATON_JOB_ID"""
TELL = """while [ ! -e $MARKERS/tell ]; do sleep 0.05; done
echo told while locked
echo '{"type": "checkpoint", "data": {"place": 7}}' > $BATON_EVENTS
while [ ! -e $MARKERS/open ]; do sleep 0.05; done"""


class LockedJobs(baton_harness.SystemTest):
    fresh_server = True
    server_options = {"settings": {"track_functions": "all"}}

    def setUp(self):
        super().setUp()
        self.spool = pathlib.Path(tempfile.mkdtemp(prefix="baton-spool."))
        self.addCleanup(shutil.rmtree, self.spool, ignore_errors=True)
        self.commands.script("gate", GATE)
        self.commands.script("tell", TELL)
        self.commands.script("quick", "exit 0")

    def start(self, *arguments, slots=4):
        return self.start_executor("--spool-dir", self.spool, *arguments, name="one", slots=slots)

    def open_gate(self):
        (self.commands.markers / "open").touch()

    def run_gates(self, number, **columns):
        jobs = [self.insert_job([{"key": "a", "command": ["gate"]}], **columns) for _ in range(number)]
        eventually(lambda: len(self.commands.marks("runs")) == number, 20, "the scripts")
        return jobs

    def keep(self, sql, *parameters, user="postgres"):
        """Runs it in a transaction that stays open; the connection."""
        connection = self.server.connect(user, autocommit=False)
        self.addCleanup(connection.close)
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters or None)
        return connection

    def waiting_results(self):
        return baton_harness.results_on_disk(self.spool / "one")

    def check_recorded_once(self, jobs, status="completed"):
        for job in jobs:
            self.wait_for_job(job, status)
            self.assertEqual([row["outcome"] for row in self.attempts(job)], ["completed"], "recorded once, and kept")
            self.assertEqual(self.server.value("select content from baton.attempt_output where job_id = %s", job), f"the result of {job}\n")
        self.assertEqual(len(self.commands.marks("runs")), len(jobs), "nothing ran twice")
        eventually(lambda: not self.waiting_results(), 10, "an empty spool")

    def test_an_open_cancel_of_a_subjects_job_stops_no_clock(self):
        """Whoever waits for that job's end is looked at again and again; the tick comes all the same."""
        self.server.execute("update baton.settings set tick_interval = '1 second'")
        self.server.execute("""select baton.define_job_type('{"job_type": "one", "one_active_per": "subject",
                               "steps": [{"key": "m", "manual": "Look"}]}')""")
        self.start().wait_for_log("registered")
        insert = "insert into baton.jobs (job_type, subject) values ('one', 's') returning id"
        active = self.server.value(insert)
        self.wait_for_job(active, "in_progress")
        cancelling = self.keep("select baton.cancel_job(%s)", active)
        waiting = self.server.value(insert)
        tick = self.server.value("select tick from baton.clock")
        eventually(lambda: self.server.value("select tick from baton.clock") > tick + 3, 40, "ticks")
        asked = "select calls from pg_stat_user_functions where funcname = 'claim_steps'"
        before, began = self.server.value(asked), time.monotonic()
        tick = self.server.value("select tick from baton.clock")
        eventually(lambda: self.server.value("select tick from baton.clock") > tick + 3, 40, "ticks")
        self.assertLess(self.server.value(asked) - before, 10 * (time.monotonic() - began) + 10, "it does not ask without pause")
        cancelling.commit()
        self.wait_for_job(waiting, "in_progress")

    def test_no_clock_stops_without_turnstiles(self):
        self.server.execute("update baton.settings set tick_interval = '1 second'")
        self.server.execute("""select baton.define_job_type('{"job_type": "one", "one_active_per": "subject",
                               "steps": [{"key": "a", "command": ["quick"]}]}')""")
        self.start().wait_for_log("registered")
        self.server.execute("delete from baton.turnstiles")
        job = self.server.value("insert into baton.jobs (job_type, subject) values ('one', 's') returning id")
        self.wait_for_job(job, "completed", 60)

    def test_one_tenants_open_transaction_holds_up_no_other_tenant(self):
        for tenant in ("acme", "joes"):
            self.server.execute(f"create role {tenant}_web login in role baton_app, baton_tenant")
            self.server.execute("insert into baton.tenants values (%s, %s)", f"{tenant}_web", tenant)
        for job_type in ("gate", "quick"):
            self.server.execute("select baton.define_job_type(%s)", json.dumps(
                {"job_type": job_type, "steps": [{"key": "a", "command": [job_type]}]}))
        self.server.execute("select baton.enable_tenants()")
        acme, joes = (self.server.connect(f"{tenant}_web").cursor() for tenant in ("acme", "joes"))

        def submit(tenant, job_type):
            tenant.execute("insert into baton.jobs (job_type) values (%s) returning id", (job_type,))
            return tenant.fetchone()[0]

        executor = self.start()
        jobs = [submit(acme, "gate") for _ in range(4)]
        eventually(lambda: len(self.commands.marks("runs")) == 4, 20, "as many scripts as there are slots")
        held = self.keep("select baton.cancel_job(job) from unnest(%s) as job", jobs, user="acme_web")
        self.open_gate()
        for _ in range(5):
            self.wait_for_job(submit(joes, "quick"), "completed", 15)
        self.assertEqual({self.job_status(job) for job in jobs}, {"in_progress"})
        self.assertNotIn("refused by the database", executor.log, "nobody waited for a lock")
        held.commit()
        self.check_recorded_once(jobs, "cancelled")

    def test_neither_does_a_report_that_waits_for_a_lock(self):
        # What a report needs beside its job: the row of the batch that it may end.
        executor = self.start("--poll-only")
        self.server.execute("select baton.create_batch('b', %s)", json.dumps([{"steps": [{"key": "a", "command": ["gate"]}]}]))
        self.server.execute("update baton.batches set on_end_job_type = 'none', on_end_parameters = '{}'")
        job = self.server.value("select id from baton.jobs")
        eventually(lambda: self.commands.marks("runs"), 20, "its script")
        held = self.keep("select from baton.batches for update")
        self.open_gate()
        executor.wait_for_log("refused by the database", 30)
        for _ in range(5):
            self.wait_for_job(self.insert_job([{"key": "a", "command": ["quick"]}]), "completed", 20)
        self.assertEqual(self.job_status(job), "in_progress")
        held.rollback()
        self.wait_for_job(job, "completed", 30)
        self.assertEqual(len(self.commands.marks("runs")), 1)

    def test_a_drain_waits_for_them(self):
        jobs = self.run_gates(3) if self.start() else []
        held = self.keep("select from baton.jobs for update")
        self.open_gate()
        eventually(lambda: self.waiting_results() == 3, 20, "their results on disk")
        self.executors[0].terminate()
        self.executors[0].wait_for_log("draining")
        held.rollback()
        self.assertEqual(self.executors[0].wait(), 0, "all is recorded")
        self.check_recorded_once(jobs)

    def test_their_results_outlive_a_kill(self):
        jobs = self.run_gates(3) if self.start() else []
        held = self.keep("select from baton.jobs for update")
        self.open_gate()
        eventually(lambda: self.waiting_results() == 3, 20, "their results on disk")
        self.executors[0].kill()
        self.start().wait_for_log("results found on disk are reported count=3")
        self.wait_for_job(self.insert_job([{"key": "a", "command": ["quick"]}]), "completed", 20)
        held.rollback()
        self.check_recorded_once(jobs)

    def test_an_open_edit_of_a_breaker_holds_up_only_the_failures_that_it_counts(self):
        self.commands.script("fails", GATE + "; exit 1")
        self.server.execute("insert into baton.circuit_breakers (name, error_codes)"
                            " values ('shop', '{UNKNOWN}')")
        executor = self.start(slots=8)
        failing = [self.insert_job([{"key": "a", "command": ["fails"], "circuit_breaker": "shop",
                                     "max_attempts": 1}]) for _ in range(4)]
        eventually(lambda: len(self.commands.marks("runs")) == 4, 20, "the scripts")
        editing = self.keep("update baton.circuit_breakers set threshold = 7 where name = 'shop'")
        self.open_gate()
        for _ in range(3):
            self.wait_for_job(self.insert_job([{"key": "a", "command": ["quick"]}]), "completed")
        self.assertEqual([self.job_status(job) for job in failing], ["in_progress"] * 4)
        self.assertNotIn("55P03", executor.log, "no call waited for the lock")
        editing.rollback()
        for job in failing:
            self.wait_for_job(job, "failed")
        self.assertEqual(len(self.commands.marks("runs")), 4, "nothing ran twice")
        self.assertEqual(self.server.value("select failures from baton.circuit_breakers"), 4)

    def test_output_and_checkpoints_come_while_the_attempt_is_locked_or_right_after(self):
        executor = self.start(slots=2)
        job = self.insert_job([{"key": "a", "command": ["tell"]}])
        eventually(lambda: self.server.value("select count(*) from baton.running"), 20, "the attempt")
        held = self.keep("select from baton.jobs, baton.running for update")
        (self.commands.markers / "tell").touch()
        output = "select content from baton.output_rows where job_id = %s"
        eventually(lambda: self.server.rows(output, job), 20, "its output")
        # Another one's comes meanwhile.
        self.commands.script("other", "echo '{\"type\": \"checkpoint\", \"data\": {\"mine\": 1}}' > $BATON_EVENTS; sleep 60")
        other = self.insert_job([{"key": "a", "command": ["other"]}])
        checkpoint = "select checkpoint::text from baton.running where job_id = %s"
        eventually(lambda: self.server.rows(checkpoint, other) == [{"checkpoint": '{"mine": 1}'}], 20, "its checkpoint")
        held.rollback()
        eventually(lambda: self.server.rows(checkpoint, job) == [{"checkpoint": '{"place": 7}'}], 20, "the one that waited")
        self.assertEqual(self.server.rows(output, job), [{"content": "told while locked\n"}], "once")
        self.assertNotIn("refused by the database", executor.log)


if __name__ == "__main__":
    unittest.main()
