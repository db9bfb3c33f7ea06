"""An executor without processes, that dies, freezes, repeats calls, loses answers and reports late."""

import itertools
import json
import random
import threading
import time
import uuid

import psycopg2
import psycopg2.extras

SLOTS = 8
LEASE_TICKS = 2
POISON = "PB001"   # what a trigger raises for some jobs
MOST_CAREFUL_FAILURES = 3   # one after the other
_checkpoint_numbers = itertools.count(1)


class SimulatedExecutor(threading.Thread):

    def __init__(self, server, number, seed, oracle, stop):
        super().__init__(name=f"executor-{number}", daemon=True)
        self.oracle, self.stop, self.chance = oracle, stop, random.Random(seed * 1000 + number)
        self.calm = threading.Event()   # set: makes no more faults
        self.connection = server.connect()
        self.claims_fail, self.careful_failures = False, 0
        self.zombies = []               # (thaws at, executor id, what it holds)
        self.register()

    def call(self, sql, *parameters):
        with self.connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()

    def register(self):
        answer = self.call("select baton.register_executor(%s, 'here', 1, 'boot', %s, '0', 1, '{default}', %s, false)"
                           " as answer", self.name, str(uuid.uuid4()), SLOTS)[0]["answer"]
        self.id, self.number, self.held, self.reports = answer["executor_id"], 0, {}, []
        self.renewed_at = 0

    def run(self):
        while not self.stop.is_set():
            try:
                self.step()
            except psycopg2.Error as error:
                if error.pgcode == "BT041":
                    self.check_loss()
                    self.register()
                else:
                    self.oracle.violated(f"error {error.pgcode}", error)
                    return
            except Exception as error:   # pylint: disable=broad-except
                self.oracle.violated("the storm itself", repr(error))
                return

    def check_loss(self):
        """Leases are counted in ticks: one that was renewed at a tick lasts for two more, whatever the clock does."""
        tick = self.call("select tick from baton.clock")[0]["tick"]
        if tick < self.renewed_at + LEASE_TICKS:
            self.oracle.violated("a lease that was renewed is not lost", f"renewed at {self.renewed_at}, now {tick}")

    def happens(self, probability):
        return not self.calm.is_set() and self.chance.random() < probability

    def step(self):
        self.thaw_zombies()
        if self.happens(0.01):
            self.register()   # died: what it held is lost when its lease ends
        elif self.happens(0.02) and self.held:
            self.zombies.append((time.monotonic() + self.chance.uniform(0.2, 1.5), self.id, self.held))
            self.register()
        self.save_checkpoints()
        self.finish_some()
        self.number += 1
        claimed = self.exchange()
        while claimed is None:       # the connection broke before the commit: the same again
            claimed = self.exchange()
        if self.happens(0.05):       # after the commit: the answer was lost
            repeated = self.exchange() or []
            if claimed and not {row["token"] for row in repeated} <= {row["token"] for row in claimed}:
                self.oracle.violated("a repeated call gets the same attempts", f"{claimed} then {repeated}")
            claimed = repeated       # what counts: some may have been lost since, or come to an empty call
        self.reports = [report for report in self.reports if report[0]["token"] in self.not_yet]
        self.take(claimed)
        self.renew()

    def take(self, claimed):
        if len(claimed) > SLOTS - len(self.held):
            self.oracle.violated("a claim gets no more than it wants", f"{len(claimed)} for {SLOTS - len(self.held)}")
        for row in claimed:
            self.oracle.claimed(row, json.loads(row.pop("document")))
            self.held[row["token"]] = row
        while self.held and self.happens(0.05):
            self.held.pop(next(iter(self.held)))   # the claim never arrived: a renewal hands it back

    def exchange(self):
        """Report and claim, one transaction. None: it was rolled back. After a claim that met a poisoned row: first the
        reports alone, then a careful claim, as executors do."""
        if not self.claims_fail:
            return self.send_exchange(self.reports, SLOTS - len(self.held), False)
        if self.reports:
            if self.send_exchange(self.reports, 0, False) is None:
                return None
            self.reports = [report for report in self.reports if report[0]["token"] in self.not_yet]
            self.number += 1
        waiting = self.not_yet if self.reports else set()
        claimed = self.send_exchange([], SLOTS - len(self.held), True)
        self.not_yet = waiting
        if claimed is not None:
            self.claims_fail, self.careful_failures = False, 0
        return claimed

    def poisonings(self):
        return self.call("select last_value + is_called::int - 1 as n from storm.poisonings")[0]["n"]

    def send_exchange(self, reports, wanted, carefully):
        poisonings = self.poisonings()
        with self.connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
            try:
                cursor.execute("begin")
                answers = self.send(cursor, self.id, reports)
                # A claim never waits. Here only maintain() may be in its way, for as long as it ends its lease.
                cursor.execute("set local lock_timeout = '500ms'")
                cursor.execute("select token::text, job_id, n, attempt, generation, document"
                               " from baton.claim_steps(%s, %s, %s, %s)", (self.id, self.number, wanted, carefully))
                rows = [row for row in cursor.fetchall() if row["token"]]
                if self.happens(0.2):
                    time.sleep(self.chance.uniform(0, 0.02))   # a slow network holds transactions open
                if self.happens(0.02):
                    cursor.execute("rollback")
                    return None
                cursor.execute("commit")
            except psycopg2.Error as error:
                cursor.execute("rollback")
                # A careful claim may meet what was poisoned, or let go by others, while it was under way;
                # but not again and again.
                fresh = poisonings % 2 == 1 or self.poisonings() != poisonings
                self.careful_failures = self.careful_failures + 1 if carefully and not fresh else 0
                if error.pgcode == POISON and self.careful_failures <= MOST_CAREFUL_FAILURES:
                    self.claims_fail = True
                    self.number += 1
                    return None
                if error.pgcode == "55P03":
                    self.oracle.violated("a claim never waits", error)
                raise
        self.remember(answers)
        self.not_yet = {token for token, result, _ in answers if result.startswith(("not_yet", "set aside"))}   # to be sent again
        return rows

    def send(self, cursor, executor_id, reports):
        if not reports:
            return []
        cursor.execute("select token::text, result from baton.report_attempts(%s, %s, %s)",
                       (executor_id, self.number, json.dumps([report for report, _ in reports])))
        kinds = {report["token"]: kind for report, kind in reports}
        return [(row["token"], row["result"], kinds[row["token"]]) for row in cursor.fetchall()]

    def remember(self, answers):
        for token, kind in {(token, kind) for token, result, kind in answers if result == "recorded"}:
            self.oracle.recorded(token, kind)

    def report_on(self, row):
        """A report on a held attempt, as (report, kind)."""
        kind = self.chance.choices(["completed", "failed", "interrupted", "cancelled"], [80, 14, 4, 2])[0]
        report = {"job_id": row["job_id"], "n": row["n"], "token": row["token"], "ended": "exited", "exit_code": 0,
                  "outputs": {"token": row["token"]}}
        if kind == "failed":
            report.update(exit_code=1, output=[{"stream": "stderr", "start": 0, "end": 4, "text": "bad\n"}])
        elif kind != "completed":
            report.update(ended=kind)
        self.oracle.sending(row["token"], kind)
        return report, kind

    def finish_some(self):
        for token in self.chance.sample(list(self.held), self.chance.randint(0, len(self.held))):
            self.reports.append(self.report_on(self.held.pop(token)))
            if self.happens(0.05):
                self.reports.append(self.reports[-1])   # the same twice in one call

    def save_checkpoints(self):
        for row in self.held.values():
            if self.happens(0.1):
                number = next(_checkpoint_numbers)
                saved = self.call("select baton.save_checkpoint(%s, %s, %s, %s, %s) as saved", self.id, row["job_id"],
                                  row["n"], row["token"], json.dumps({"at": number}))[0]["saved"]
                if saved:
                    self.oracle.saved(row, number)

    def renew(self):
        row = self.call("select tick, baton.renew_lease(%s, %s::uuid[], %s, 'active') as answer from baton.clock",
                        self.id, [*self.held, *(report["token"] for report, _ in self.reports)], self.number)[0]
        self.renewed_at, answer = row["tick"], row["answer"]
        for token in answer["lost"]:
            self.held.pop(token, None)
            self.reports = [report for report in self.reports if report[0]["token"] != token]
        for stop in answer["stop"]:
            row = self.held.pop(stop["token"], None)
            if row:
                self.oracle.sending(row["token"], "cancelled")
                self.reports.append(({"job_id": row["job_id"], "n": row["n"], "token": row["token"],
                                      "ended": "cancelled"}, "cancelled"))

    def thaw_zombies(self):
        """Frozen past their lease, or nearly: they report everything that they held."""
        for zombie in [zombie for zombie in self.zombies if zombie[0] < time.monotonic()]:
            self.zombies.remove(zombie)
            _, executor_id, held = zombie
            with self.connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
                self.remember(self.send(cursor, executor_id, [self.report_on(row) for row in held.values()]))
