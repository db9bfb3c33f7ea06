"""Applications that submit random jobs, one in ten of them invalid, and remember what was confirmed to them."""

import datetime
import json
import time

import psycopg2

from database import Away, asking, is_away
from random_jobs import random_job
from ledger import Worker

# Enough that no slot waits for work, and not so much that the drain takes long.
BACKLOG = 60
PAUSE = 0.05


class Submitter(Worker):
    def __init__(self, arena, ledger, number, max_steps):
        super().__init__(f"submitter {number}", ledger)
        self.arena, self.prefix, self.max_steps = arena, f"{arena.seed}/{number}", max_steps
        self.made, self.connection, self.doubtful = 0, None, []

    def work(self):
        while not self.ledger.stop.is_set():
            try:
                if self.doubtful:
                    self.resolve_doubt()
                elif self.arena.database.value("select count(*) from baton.ready") >= BACKLOG:
                    time.sleep(PAUSE)
                else:
                    self.submit(self.next_jobs())
            except Away:
                time.sleep(PAUSE)
        while self.doubtful:
            try:
                self.resolve_doubt()
            except Away:
                time.sleep(PAUSE)

    def next_jobs(self):
        """Usually one, sometimes three in one statement."""
        jobs = []
        for _ in range(3 if self.made % 10 == 9 else 1):
            self.made += 1
            jobs.append(random_job(f"{self.prefix}/{self.made}", self.max_steps))
        return jobs

    def submit(self, jobs):
        """One INSERT, one COMMIT. All rows are kept, or none."""
        connection = self.open()
        refusals = {job.refused_as for job in jobs} - {None}
        try:
            with connection.cursor() as cursor:
                ids = [self.insert(cursor, self.columns_of(job)) for job in jobs]
            connection.commit()
        except psycopg2.Error as error:
            if is_away(error, connection):
                connection.close()
                self.doubtful = [job for job in jobs if not refusals]
                self.ledger.count("COMMIT without an answer" if not refusals else "invalid submission cut off")
                return
            self.refused(jobs, refusals, error)
            with asking(connection):
                connection.rollback()
            return
        if refusals:
            self.ledger.found("an invalid submission is refused", f"{jobs} was accepted as {ids}")
        for job_id, job in zip(ids, jobs):
            self.ledger.accept(job_id, job)
        self.ledger.count("jobs accepted", len(jobs))

    def refused(self, jobs, refusals, error):
        if error.pgcode in refusals:
            self.ledger.count("invalid submissions refused")
        elif error.pgcode == "BT027" and any(job.deadline_in for job in jobs):
            self.ledger.count("submissions refused because the clock jumped")
        elif error.pgcode in ("57014", "40P01", "55P03", "PB001"):
            self.ledger.count("submissions cut short")
        else:
            self.ledger.found("a valid submission is accepted, an invalid one refused with its code",
                              f"{jobs}: {error.pgcode} {error}")

    def insert(self, cursor, columns):
        places = ", ".join(["%s"] * len(columns))
        cursor.execute(f"insert into baton.jobs ({', '.join(columns)}) values ({places}) returning id",
                       list(columns.values()))
        return cursor.fetchone()[0]

    def columns_of(self, job):
        now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=self.arena.clock_offset)
        columns = {"idempotency_key": job.key, "steps": json.dumps(job.steps), **job.columns}
        if job.run_in is not None:
            columns["run_at"] = now + datetime.timedelta(seconds=job.run_in)
        if job.deadline_in is not None:
            columns["deadline"] = now + datetime.timedelta(seconds=job.deadline_in)
        return columns

    def resolve_doubt(self):
        """The COMMIT was not answered: either all of its jobs are there, or none, and then they are sent again."""
        there = {row["idempotency_key"]: row["id"] for row in self.arena.database.rows(
            "select idempotency_key, id from baton.jobs where idempotency_key = any (%s)",
            [job.key for job in self.doubtful])}
        if there and len(there) < len(self.doubtful):
            self.ledger.found("a statement's jobs are kept whole or not at all", f"{self.doubtful}: only {there}")
        jobs, self.doubtful = self.doubtful, []
        for job in jobs:
            if job.key in there:
                self.ledger.accept(there[job.key], job)
        if there:
            self.ledger.count("COMMITs that had happened unanswered")
            self.ledger.count("jobs accepted", len(there))
        else:
            self.submit(jobs)

    def open(self):
        if self.connection is None or self.connection.closed:
            self.connection = self.arena.database.connect("prove_app", autocommit=False, name="submitter")
        return self.connection
