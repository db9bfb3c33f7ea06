"""Asks all the time what must hold at any time: each pass is one snapshot, compared with what earlier ones saw."""

import threading
import time

import psycopg2.extras

import invariants
from arena import CANARY
from database import Away, asking
from ledger import Worker
from places import arguments_and_foreign_environments, tokens_of_processes

TABLES = """
create temp table accepted_jobs (id bigint primary key);
create temp table seen_ends (job_id bigint, n int, generation int, status text, event_id bigint, primary key (job_id, n));
create temp table seen_attempts (job_id bigint, n int, attempt int, token uuid, outcome text, generation int,
  primary key (job_id, n, attempt));
"""
SEE_ENDS = """
insert into seen_ends
select step.job_id, step.n, step.generation, step.status, coalesce(event.id, 0)
from baton.step_rows as step
left join (select job_id, max(id) as id from baton.job_events group by job_id) as event on event.job_id = step.job_id
where step.status in ('completed', 'failed', 'skipped', 'cancelled')
on conflict (job_id, n) do update
  set generation = excluded.generation, status = excluded.status, event_id = excluded.event_id
  where (seen_ends.generation, seen_ends.status) is distinct from (excluded.generation, excluded.status)
returning *
"""
FORGET_REOPENED = """
delete from seen_ends using baton.step_rows as step
where step.job_id = seen_ends.job_id and step.n = seen_ends.n
  and step.status not in ('completed', 'failed', 'skipped', 'cancelled')
returning seen_ends.job_id, seen_ends.n
"""
SEE_ATTEMPTS = """
insert into seen_attempts
select job_id, n, attempt, token, outcome, generation from baton.attempt_rows
on conflict (job_id, n, attempt) do nothing
returning *
"""
# A pass may take this share of the time.
SHARE = 0.25


class Follower(Worker):
    """What was seen is kept here, because a crash of the database takes temporary tables with it."""

    def __init__(self, arena, ledger):
        super().__init__("follower", ledger)
        self.arena, self.connection = arena, None
        self.claims = invariants.load("always", "followed")
        self.ends, self.attempts, self.known_jobs = {}, {}, set()
        self.entries, self.last_entry = set(), 0
        self.passes, self.longest = 0, 0.0
        self.over = threading.Event()

    def work(self):
        while not self.over.is_set():
            started = time.monotonic()
            try:
                with self.arena.history_lock:
                    self.look()
            except Away:
                pass
            took = time.monotonic() - started
            self.over.wait(max(1.0, took * (1 / SHARE - 1)))

    def ask_further(self, kind):
        """From the next look on, which has a new connection: the last one may have met a crash."""
        self.claims |= invariants.load(kind)
        if self.connection:
            self.connection.close()

    def forget(self):
        """The past was taken back; called with the history's lock."""
        self.ends, self.attempts = {}, {}
        self.entries, self.last_entry = set(), 0
        if self.connection:
            self.connection.close()

    def look(self):
        """One pass: a snapshot, all questions, and what to remember of it."""
        started = time.monotonic()
        is_new = self.connection is None or self.connection.closed
        if is_new:
            self.connection = self.arena.database.connect(name="follower")
        accepted = self.ledger.accepted_ids()   # before the snapshot: confirmed, so visible in it
        with asking(self.connection), self.connection.cursor() as cursor:
            if is_new:
                self.recall(cursor)
            cursor.execute("begin isolation level repeatable read")
            self.remember_jobs(cursor, accepted)
            broken = self.ask(cursor)
            self.remember(cursor)
            cursor.execute("commit")
            missed = self.follow(cursor)
            if missed:
                broken["whoever follows the history by its id misses no entry"] = missed
        for claim, rows in broken.items():
            self.ledger.found(claim, rows)
        self.passes += 1
        self.longest = max(self.longest, time.monotonic() - started)

    def follow(self, cursor):
        """Entries of the history below the last one read that were not among those read."""
        cursor.execute("select id from baton.follow_history(%s, 100000, '200 ms')", (self.last_entry,))
        read = [row[0] for row in cursor.fetchall()]
        self.entries.update(read)
        self.last_entry = max(read, default=self.last_entry)
        cursor.execute("select id from baton.job_events where id <= %s and id > %s - 100000 order by id",
                       (self.last_entry, self.last_entry))
        return [row[0] for row in cursor.fetchall() if row[0] not in self.entries][:5]

    def ask(self, cursor):
        broken = {}
        for claim, query in self.claims.items():
            cursor.execute(f"select to_jsonb(found) from ({query}) as found limit 5")
            rows = [row[0] for row in cursor.fetchall()]
            if rows:
                broken[claim] = rows
        return broken

    def remember_jobs(self, cursor, accepted):
        fresh = [(job_id,) for job_id in accepted if job_id not in self.known_jobs]
        psycopg2.extras.execute_values(cursor, "insert into accepted_jobs values %s", fresh or [(0,)])
        cursor.execute("delete from accepted_jobs where id = 0")
        self.known_jobs.update(job_id for job_id, in fresh)

    def remember(self, cursor):
        cursor.execute(FORGET_REOPENED)
        for job_id, n in cursor.fetchall():
            self.ends.pop((job_id, n), None)
        cursor.execute(SEE_ENDS)
        self.ends.update(((row[0], row[1]), row) for row in cursor.fetchall())
        cursor.execute(SEE_ATTEMPTS)
        self.attempts.update((row[:3], row) for row in cursor.fetchall())

    def recall(self, cursor):
        self.known_jobs = set()
        cursor.execute(TABLES)
        for table, rows in (("seen_ends", self.ends), ("seen_attempts", self.attempts)):
            if rows:
                psycopg2.extras.execute_values(cursor, f"insert into {table} values %s", list(rows.values()))
        cursor.execute("analyze seen_ends; analyze seen_attempts")


class ProcessWatch(Worker):
    """No process of an attempt is alive once its end is recorded ('lost' says that nobody could look), nor some seconds
    after the death of its executor; and no process shows a secret that is not its own."""

    def __init__(self, arena, ledger, mourned):
        super().__init__("process watch", ledger)
        self.arena, self.mourned = arena, mourned
        self.looks = 0
        self.over = threading.Event()

    def work(self):
        while not self.over.is_set():
            before = tokens_of_processes()
            if before:
                try:
                    ended = {str(row["token"]): row for row in self.arena.database.rows(
                        "select token, job_id, n, attempt, outcome from baton.attempt_rows"
                        " where token = any (%s::uuid[]) and outcome <> 'lost'", sorted(set(before.values())))}
                except Away:
                    ended = {}
                if ended:
                    self.report(before, ended)
                self.look_for_survivors(before)
            self.look_for_secrets()
            self.looks += 1
            self.over.wait(1.0)

    def report(self, before, ended):
        after = tokens_of_processes()
        for pid, token in before.items():
            if token in ended and after.get(pid) == token:
                self.ledger.found("nothing of an attempt is alive once its end is recorded", f"process {pid}: {dict(ended[token])}")

    def look_for_survivors(self, alive):
        for mourning in [entry for entry in self.mourned if entry[0] < time.monotonic()]:
            self.mourned.remove(mourning)
            left = {pid: token for pid, token in alive.items() if token in mourning[1]}
            if left:
                self.ledger.found("nothing outlives its executor by 5 s", left)

    def look_for_secrets(self):
        for pid, words in arguments_and_foreign_environments():
            if CANARY.encode() in words:
                self.ledger.found("no process shows a secret", f"process {pid}: {words[:200]}")
