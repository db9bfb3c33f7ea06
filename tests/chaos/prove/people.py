"""People who cancel, retry, start, pause and decide while all this goes on."""

import json
import time

import psycopg2

from arena import BREAKERS
from database import Away
from ledger import Worker
from track import Track

# Refusals that a person meets who comes too late or too early.
REASON = "storm"
EDITED_TO = ("completed", "completed", "failed", "skipped")
EXPECTED = ("BT050", "BT053", "BT054", "BT057", "BT058", "57014", "40P01", "55P03", "PB001")


class People(Track):
    def __init__(self, arena, ledger, pace):
        super().__init__("people", arena, ledger, pace,
                         [self.cancel, self.cancel, self.retry, self.retry, self.retry_from, self.pause, self.recover,
                          self.open_breaker, self.set_step, self.set_steps, self.reset_step])

    def ask(self, name, sql, *parameters):
        try:
            self.arena.database.rows(sql, *parameters)
            self.ledger.count(name)
        except psycopg2.Error as error:
            if error.pgcode not in EXPECTED:
                raise

    def some(self, chance, sql):
        ids = [row["id"] for row in self.arena.database.rows(sql)]
        return chance.choice(ids) if ids else None

    def cancel(self, chance):
        job = self.some(chance, "select id from baton.jobs where finished_at is null order by id limit 100")
        if job:
            self.ask("jobs cancelled", "select baton.cancel_job(%s, %s)", job, REASON)

    def retry(self, chance):
        job = self.some(chance, "select id from baton.jobs where status in ('failed', 'cancelled') order by id desc limit 30")
        if job:
            self.ask("jobs retried", "select baton.retry_job(%s)", job)

    def retry_from(self, chance):
        job = self.some(chance, "select id from baton.jobs where finished_at is not null order by id desc limit 30")
        if job:
            key = chance.choice(self.arena.database.rows("select key from baton.steps where job_id = %s", job))["key"]
            self.ask("jobs retried from a step", "select baton.retry_job(%s, %s)", job, key)

    def some_steps(self, chance):
        """A job, open or ended, and up to three of its steps."""
        job = self.some(chance, "select id from baton.jobs order by id desc limit 60")
        if not job:
            return None, []
        keys = [row["key"] for row in self.arena.database.rows("select key from baton.steps where job_id = %s order by n", job)]
        return job, chance.sample(keys, min(len(keys), chance.randint(1, 3)))

    def set_step(self, chance):
        job, keys = self.some_steps(chance)
        if job:
            self.ask("steps set by hand", "select baton.set_step_status(%s, %s, %s, %s)",
                     job, keys[0], chance.choice(EDITED_TO), REASON)

    def set_steps(self, chance):
        job, keys = self.some_steps(chance)
        if job:
            changes = [{"step": key, "status": chance.choice(EDITED_TO)} for key in keys]
            self.ask("sets of steps set by hand", "select baton.set_step_statuses(%s, %s, %s)", job, json.dumps(changes), REASON)

    def reset_step(self, chance):
        job, keys = self.some_steps(chance)
        if job:
            self.ask("steps reset by hand", "select baton.reset_step(%s, %s, %s)", job, keys[0], REASON)

    def pause(self, chance):
        self.ask("queues paused", "select baton.pause_queue('default', 'storm')")
        self.ledger.stop.wait(chance.uniform(0.3, 1.5))
        self.insist("queues resumed", "select baton.resume_queue('default')")

    def open_breaker(self, chance):
        breaker = chance.choice(BREAKERS)
        self.ask("breakers opened by hand", "select baton.open_breaker(%s, 'storm')", breaker)
        self.ledger.stop.wait(chance.uniform(0.3, 3))
        self.insist("breakers closed by hand", "select baton.close_breaker(%s)", breaker)

    def insist(self, name, sql, *parameters):
        """Until the database is there to do it."""
        while True:
            try:
                return self.ask(name, sql, *parameters)
            except Away:
                time.sleep(0.1)

    def recover(self, chance):
        self.ask("recoveries by hand", "select baton.recover_orphans(%s)", chance.choice(["stuck", "failed", "comprehensive"]))


class Deciders(Worker):
    """They resolve whatever waits for a person, and start drafts; also while the storm drains."""

    def __init__(self, arena, ledger, chance):
        super().__init__("deciders", ledger)
        self.arena, self.chance, self.over = arena, chance, False

    def work(self):
        while not self.over:
            try:
                self.decide()
            except Away:
                pass
            except psycopg2.Error as error:
                if error.pgcode not in EXPECTED:
                    raise
            time.sleep(0.5)

    def decide(self):
        for row in self.arena.database.rows(
                "select job_id, key from baton.steps where status = 'action_required' order by job_id, n"):
            outcome = self.chance.choice(["completed", "completed", "skipped", "failed"])
            self.arena.database.rows("select baton.resolve_step(%s, %s, %s)", row["job_id"], row["key"], outcome)
            self.ledger.count("manual steps decided")
        for row in self.arena.database.rows("select id from baton.jobs where status = 'draft' order by id limit 5"):
            self.arena.database.rows("select baton.start_job(%s)", row["id"])
            self.ledger.count("drafts started")
