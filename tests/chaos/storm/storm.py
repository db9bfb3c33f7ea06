"""One storm after another on one database, until something is violated or the time is over."""

import threading
import time

import psycopg2.extras

from invariants import load
from storm.executor import SimulatedExecutor
from storm.meddler import CLOCK, Maintenance, Meddler
from storm.oracle import Oracle

EXECUTORS = 5
STALLED_AFTER = 12.0   # seconds without any attempt's end, while jobs are open

# Which of two starts was first is a question of times, which a clock that jumps cannot answer.
ALWAYS = {claim: query for claim, query in load("always").items() if "half-open" not in claim}
# There are no secrets in a storm, and looking for them everywhere takes seconds.
ENDED = {claim: query for claim, query in load("ended").items() if "canary" not in query}

CLEAR = """
truncate baton.jobs, baton.step_rows, baton.ready, baton.running, baton.timers, baton.attempt_rows, baton.output_rows,
  baton.job_events, baton.executors, baton.turns, baton.batches, baton.set_aside,
  baton.job_changes, baton.job_totals;
update baton.circuit_breakers
set state = 'closed', failures = 0, probe_due_at = null, probe_job_id = null, probe_n = null, probe_token = null"""

ATTEMPTS = """
select token::text, outcome, job_id, n, attempt, coalesce(details -> 'notes' <> '[]', false) as handed_back
from baton.attempt_rows"""

OUTPUTS = """
select step.job_id, step.n, step.outputs, attempt.token
from baton.step_rows as step
join baton.attempt_rows as attempt on attempt.job_id = step.job_id and attempt.n = step.n
  and attempt.generation = step.generation and attempt.outcome = 'completed'
where step.status = 'completed' and step.status_reason is distinct from 'manual' and step.outputs ->> 'token' is distinct from attempt.token::text"""

# Everything of a storm stays, so it can be counted: a job for each round of a batch, and one for each failure.
COUNTED = {
    "each round of a batch that ended has its job": """
        select batch.name, batch.round, batch.ended_at, count(job.id) as end_jobs
        from baton.batches as batch
        left join baton.jobs as job on job.job_type = 'storm_end' and job.idempotency_key like 'baton:batch ' || batch.id || ' end %'
        group by batch.id
        having count(job.id) <> batch.round - (batch.ended_at is null)::int""",
    "each failure has been told of once": """
        select failed.job_id, job.job_type, failed.actions, failed.times, count(note.id) as notes
        from (select event.job_id, count(*) as times, array_agg(event.action) as actions from baton.job_events as event
              where event.to_status = 'failed' and event.n is null group by event.job_id) as failed
        join baton.jobs as job on job.id = failed.job_id and job.job_type is distinct from 'storm_note'
        left join baton.jobs as note on note.job_type = 'storm_note' and note.parameters #>> '{notification,job_id}' = failed.job_id::text
        group by failed.job_id, job.job_type, failed.actions, failed.times
        having count(note.id) <> failed.times""",
}


class Watcher(threading.Thread):
    """Asks again and again, in one snapshot, for what must hold at any time."""

    def __init__(self, server, oracle, stop):
        super().__init__(name="watcher", daemon=True)
        self.connection, self.oracle, self.stop = server.connect(autocommit=False), oracle, stop
        self.connection.set_session(isolation_level="REPEATABLE READ", readonly=True)

    def run(self):
        while not self.stop.wait(0.2) and not self.oracle.violations:
            self.look(ALWAYS)

    def look(self, claims):
        claims = {**claims, **COUNTED, "outputs are those of the success": OUTPUTS}
        with self.connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
            for claim, query in claims.items():
                cursor.execute(f"select * from ({query}) as broken limit 3")
                rows = [dict(row) for row in cursor.fetchall()]
                if rows:
                    self.oracle.violated(claim, rows)
            cursor.execute(ATTEMPTS)
            attempts = cursor.fetchall()
        self.connection.rollback()
        self.oracle.compare(attempts)
        return attempts


def prepare(server):
    server.execute(CLOCK)


def storm(server, seed, seconds, jobs=100):
    """Runs one; (violations, figures). Meddling lasts for some of the seconds, the rest is for coming to an end."""
    server.execute(CLEAR)
    oracle, stop, calm = Oracle(), threading.Event(), threading.Event()
    meddler = Meddler(server, seed, oracle, calm)
    meddler.submit(jobs)
    executors = [SimulatedExecutor(server, number, seed, oracle, stop) for number in range(EXECUTORS)]
    threads = [*executors, Maintenance(server, oracle, stop), Watcher(server, oracle, stop), meddler]
    for thread in threads:
        thread.start()
    oracle.over.wait(seconds)
    calm.set()
    for executor in executors:
        executor.calm.set()
    if not oracle.violations:
        wait_for_the_end(server, oracle)
    stop.set()
    for thread in threads:
        thread.join(timeout=20)
    judge = Watcher(server, oracle, stop)
    attempts = judge.look(ALWAYS if oracle.violations else ALWAYS | ENDED)
    if not oracle.violations:
        missing = set(oracle.confirmed()) - {row["token"] for row in attempts}
        if missing:
            oracle.violated("a confirmed report stays", f"{len(missing)} are not there")
    figures = {"jobs": meddler.submitted, "attempts": len(attempts),
               "lost": sum(row["outcome"] == "lost" for row in attempts)}
    for thread in [*threads, judge]:
        thread.connection.close()
    return oracle.violations, figures


def wait_for_the_end(server, oracle):
    """Until every job has ended; if nothing moves for long, that is a violation too."""
    ended, moved = None, time.monotonic()
    while not oracle.over.wait(0.1):
        now = server.row("select (select count(*) from baton.attempt_rows) as ended,"
                         " exists (select from baton.jobs where finished_at is null) as open")
        if not now["open"]:
            return
        if now["ended"] != ended:
            ended, moved = now["ended"], time.monotonic()
        elif time.monotonic() - moved > STALLED_AFTER:
            oracle.violated("every job ends", server.rows(
                "select job_id, key, status, status_reason from baton.steps where status not in"
                " ('completed', 'failed', 'skipped', 'cancelled') limit 5"))
