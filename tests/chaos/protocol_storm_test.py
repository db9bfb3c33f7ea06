"""The protocol between executors and the database under everything that can go wrong with it: executors that die,
repeat calls whose answers were lost, report twice, report with old tokens, hand back; people who cancel and retry;
maintenance all the while. No process is started, so that thousands of attempts meet in seconds."""

import json
import os
import random
import threading
import unittest
import uuid

import baton_harness
import psycopg2
from graphs import random_graph
from invariants import broken

SEED = int(os.environ.get("BATON_SEED", "1"))
JOBS = int(os.environ.get("BATON_STORM_JOBS", "150"))


class SimulatedExecutor(threading.Thread):
    """Speaks the protocol of docs/reference/executor-protocol.md, badly on purpose."""

    def __init__(self, server, number, done):
        super().__init__(name=f"executor-{number}", daemon=True)
        self.server, self.done, self.chance = server, done, random.Random(SEED * 1000 + number)
        self.error, self.old_reports, self.wrong = None, [], []
        self.connection = server.connect()
        self.register()

    def call(self, sql, *parameters):
        with self.connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()

    def register(self):
        answer = self.call("select baton.register_executor(%s, 'here', 1, 'boot', %s, '0', 1, '{default}', 8, false)",
                           self.name, str(uuid.uuid4()))[0][0]
        self.id, self.number, self.held, self.reports = answer["executor_id"], 0, {}, []

    def run(self):
        try:
            while not self.done.is_set():
                try:
                    self.step()
                except psycopg2.Error as error:
                    if error.pgcode not in ("BT041", "40P01"):
                        raise
                    if error.pgcode == "40P01":
                        self.wrong.append("deadlock")
                    self.register()   # the lease was lost
        except Exception as error:   # pylint: disable=broad-except
            self.error = error

    def step(self):
        if self.chance.random() < 0.01:
            self.register()   # died: what it held is lost when its lease ends
            return
        self.finish_some()
        self.number += 1
        claimed = self.exchange()
        if self.chance.random() < 0.05:   # the answer was lost: the same call again
            repeated = self.exchange()
            tokens = {row[0] for row in claimed if row[0]}
            if tokens and not {row[0] for row in repeated if row[0]} <= tokens:
                self.wrong.append("a repeated call got other attempts")
            claimed = repeated   # what counts: some may have been lost since, or come to an empty call
        self.reports = []
        self.held.update({row[0]: row for row in claimed if row[0]})
        if self.chance.random() < 0.05 and self.held:
            self.held.pop(next(iter(self.held)))   # the claim never arrived: a renewal hands it back
        self.renew()
        if self.chance.random() < 0.1:
            self.call("select baton.maintain()")

    def exchange(self):
        """Report and claim, one transaction."""
        with self.connection.cursor() as cursor:
            cursor.execute("begin")
            try:
                if self.reports:
                    cursor.execute("select token, result from baton.report_attempts(%s, %s, %s)",
                                   (self.id, self.number, json.dumps(self.reports)))
                    self.check_results(cursor.fetchall())
                cursor.execute("select token::text, job_id, n, attempt from baton.claim_steps(%s, %s, %s)",
                               (self.id, self.number, 8 - len(self.held)))
                rows = cursor.fetchall()
                cursor.execute("commit")
                return rows
            except BaseException:
                cursor.execute("rollback")
                raise

    def check_results(self, results):
        for token, result in set(results):
            if token in self.old_reports and result == "recorded":
                self.wrong.append("a report was recorded twice")
            self.old_reports.append(token)

    def finish_some(self):
        for token in self.chance.sample(list(self.held), self.chance.randint(0, len(self.held))):
            _, job, n, _ = self.held.pop(token)
            report = {"job_id": job, "n": n, "token": token, "ended": "exited", "exit_code": 0, "outputs": {"n": n}}
            fate = self.chance.random()
            if fate < 0.15:
                report.update(exit_code=1, output=[{"stream": "stderr", "start": 0, "end": 4, "text": "bad\n"}])
            elif fate < 0.2:
                report.update(ended="interrupted")
            elif fate < 0.23:
                report.update(ended="cancelled")
            self.reports.append(report)
            if self.chance.random() < 0.05:
                self.reports.append(report)   # the same twice in one call

    def renew(self):
        answer = self.call("select baton.renew_lease(%s, %s::uuid[], %s, 'active')",
                           self.id, list(self.held), self.number)[0][0]
        for token in answer["lost"]:
            self.held.pop(token, None)
        for stop in answer["stop"]:
            row = self.held.pop(stop["token"], None)
            if row:
                self.reports.append({"job_id": row[1], "n": row[2], "token": row[0], "ended": "cancelled"})


class ProtocolStorm(baton_harness.SystemTest):
    server_options = {"durable": False}

    def test_every_job_ends_and_every_invariant_holds(self):
        self.server.execute("update baton.settings set tick_interval = '1 second', lease_ticks = 2")
        self.server.execute("update baton.error_classes set base_delay = '1 ms', max_delay = '20 ms'")
        done = threading.Event()
        executors = [SimulatedExecutor(self.server, number, done) for number in range(4)]
        for number in range(JOBS):
            self.insert_job(random_graph(SEED * 100000 + number, max_steps=20))
        for executor in executors:
            executor.start()
        try:
            self.meddle()
            baton_harness.eventually(
                lambda: any(e.error for e in executors) or not self.server.value(
                    "select count(*) from baton.jobs where finished_at is null"),
                120, lambda: str(self.server.rows("select * from baton.job_overview where finished_at is null limit 3")))
        finally:
            done.set()
            for executor in executors:
                executor.join(timeout=20)
        self.assertEqual([e.error for e in executors if e.error], [])
        self.assertEqual([wrong for e in executors for wrong in e.wrong], [])
        self.assertEqual(broken(self.server), {}, f"seed {SEED}")

    def meddle(self):
        """People who cancel and retry while all this goes on."""
        chance = random.Random(SEED)
        for _ in range(JOBS // 5):
            job = chance.randint(1, JOBS)
            try:
                if chance.random() < 0.5:
                    self.server.execute("select baton.cancel_job(%s, 'storm')", job)
                else:
                    self.server.execute("select baton.retry_job(%s, %s)", job, chance.choice([None, "s0"]))
            except psycopg2.Error as error:
                if error.pgcode != "BT054":
                    raise


if __name__ == "__main__":
    unittest.main()
