"""What happens besides executors: people who cancel, retry, lock and pause; maintenance; and a clock that jumps."""

import json
import random
import threading
import time

import psycopg2

from graphs import random_graph
from storm.executor import POISON

# Three times as fast as the wall, so that leases of two ticks end within a second; and it can jump.
CLOCK = """
create schema storm;
grant usage on schema storm to public;
create table storm.clock (began timestamptz, pace float8, jump interval);
insert into storm.clock values (clock_timestamp(), 3, '0');
grant select on storm.clock to public;
create or replace function baton._now() returns timestamptz language sql volatile parallel safe as $$
  select clock.began + (pg_catalog.clock_timestamp() - clock.began) * clock.pace + clock.jump from storm.clock
$$;
update baton.settings set tick_interval = '1 second', lease_ticks = 2, lost_attempts = 2;
insert into baton.circuit_breakers (name, threshold, open_for, error_codes) values ('storm', 3, '1 second', '{UNKNOWN}');
insert into baton.concurrency_limits (name, slots) values ('storm', 2);
select baton.define_job_type('{"job_type": "storm_turns", "one_active_per": "subject", "steps": [{"key": "a", "command": ["x"]},
  {"key": "b", "command": ["x"], "depends_on": ["a"]}]}');
select baton.define_job_type('{"job_type": "storm_refuses", "one_active_per": "subject", "on_active": "reject",
  "steps": [{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"]}]}');
select baton.define_job_type('{"job_type": "storm_part", "steps": [{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "depends_on": ["a"]}]}');
select baton.define_job_type('{"job_type": "storm_end", "steps": [{"key": "a", "command": ["x"]}]}');
select baton.define_job_type('{"job_type": "storm_note", "steps": [{"key": "a", "command": ["x"]}]}');
insert into baton.notifications (name, kind, status, target_job_type) values ('storm-failed', 'job_ended', 'failed', 'storm_note');
insert into baton.notifications (name, kind, channel) values ('storm-orphans', 'orphan_recovered', 'storm');
create table storm.poison (job_id bigint);
create sequence storm.poisonings;   -- their begins and ends, so even between them
create function storm.poison() returns trigger language plpgsql as $$
declare
  v_row jsonb := to_jsonb(case tg_op when 'DELETE' then old else new end);
begin
  if exists (select from storm.poison where job_id = coalesce(v_row ->> 'job_id', v_row ->> 'id')::bigint) then
    raise exception using errcode = 'PB001', message = 'poison';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
grant all on storm.poison to public;
create trigger poison before insert on baton.running for each row execute function storm.poison();
create trigger poison before insert on baton.attempt_rows for each row execute function storm.poison();
create trigger poison before delete on baton.timers for each row execute function storm.poison();
create trigger poison before insert on baton.ready for each row execute function storm.poison();
update baton.error_classes set base_delay = '200 ms', max_delay = '1 second';
"""


def graph(seed):
    chance = random.Random(seed)
    steps = random_graph(seed, max_steps=12)
    for step in steps:
        if chance.random() < 0.15:
            step["max_attempts"] = chance.randint(1, 4)
        if chance.random() < 0.2:
            step["circuit_breaker"] = "storm"
        if chance.random() < 0.25:
            step["limit"] = "storm"
    return steps


class Maintenance(threading.Thread):
    def __init__(self, server, oracle, stop):
        super().__init__(name="maintenance", daemon=True)
        self.connection, self.oracle, self.stop = server.connect(), oracle, stop

    def run(self):
        try:
            with self.connection.cursor() as cursor:
                while not self.stop.wait(0.02):
                    cursor.execute("select baton.maintain() -> 'errors'")
                    errors = cursor.fetchone()[0]
                    if errors:
                        self.oracle.violated("maintenance works", errors)
        except psycopg2.Error as error:
            self.oracle.violated(f"error {error.pgcode}", error)


class Meddler(threading.Thread):
    """Does something every few milliseconds until it is stopped, and leaves everything open behind it."""

    def __init__(self, server, seed, oracle, stop):
        super().__init__(name="meddler", daemon=True)
        self.connection, self.oracle, self.stop = server.connect(), oracle, stop
        self.seed, self.chance = seed, random.Random(seed)
        self.submitted = 0

    def execute(self, sql, *parameters):
        with self.connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall() if cursor.description else []

    def run(self):
        verbs = [(25, self.cancel), (10, self.cancel_slowly), (40, self.retry), (2, self.lock_jobs), (2, self.lock_the_queue), (8, self.jump),
                 (4, self.pause), (6, self.recover), (20, self.submit), (20, self.edit), (10, self.reset),
                 (3, self.use_the_breaker), (4, self.cancel_a_batch), (8, self.retry_a_batch),
                 (12, self.poison)]
        try:
            while not self.stop.wait(self.chance.uniform(0, 0.05)):
                try:
                    self.chance.choices([verb for _, verb in verbs], [weight for weight, _ in verbs])[0]()
                except psycopg2.Error as error:
                    self.execute("rollback")
                    if not (error.pgcode or "").startswith("BT") and error.pgcode != POISON:
                        raise
            self.execute("delete from storm.poison")
            self.execute("select baton.resume_queue('default')")
            self.execute("select baton.close_breaker('storm')")
        except psycopg2.Error as error:
            self.oracle.violated(f"error {error.pgcode}", error)

    def submit(self, jobs=1):
        for _ in range(jobs):
            self.submitted += 1
            kind = self.chance.random()
            if kind < 0.25:
                self.submit_about_a_subject()
                continue
            if kind < 0.35:
                self.submit_a_batch()
                continue
            self.execute("insert into baton.jobs (steps) values (%s)",
                         json.dumps(graph(self.seed * 100000 + self.submitted)))

    def submit_about_a_subject(self):
        try:
            self.execute("insert into baton.jobs (job_type, subject) values (%s, %s)",
                         self.chance.choice(["storm_turns", "storm_turns", "storm_refuses"]), self.chance.choice("xyz"))
        except psycopg2.Error as error:
            if error.pgcode != "BT084":
                raise

    def submit_a_batch(self):
        self.execute("select baton.create_batch(%s, %s, 'storm_part', '{\"job_type\": \"storm_end\"}')",
                     f"batch {self.submitted}", json.dumps([{}] * self.chance.randint(1, 4)))

    def some_batch(self):
        return (self.execute("select name from baton.batches order by random() limit 1") or [["none"]])[0][0]

    def cancel_a_batch(self):
        self.execute("select baton.cancel_batch(%s, 'storm')", self.some_batch())

    def retry_a_batch(self):
        self.execute("select baton.retry_batch(%s)", self.some_batch())

    def some_job(self):
        return self.execute("select id from baton.jobs order by random() limit 1")[0][0]

    def cancel(self):
        self.execute("select baton.cancel_job(%s, 'storm')", self.some_job())

    def cancel_slowly(self):
        job = self.some_job()
        self.execute("begin")
        self.execute("select baton.cancel_job(%s, 'storm')", job)
        time.sleep(self.chance.uniform(0, 0.05))   # holds what it locked
        self.execute(self.chance.choice(["commit", "rollback"]))

    def some_step(self):
        job = self.some_job()
        return job, self.execute("select key from baton.steps where job_id = %s order by random() limit 1", job)[0][0]

    def retry(self):
        job, step = self.some_step()
        self.execute("select baton.retry_job(%s, %s)", job, self.chance.choice([None, step]))

    def edit(self):
        job, step = self.some_step()
        status = self.chance.choice(["completed", "failed", "skipped", "pending"])
        self.execute("select baton.set_step_status(%s, %s, %s, 'storm')", job, step, status)

    def reset(self):
        self.execute("select baton.reset_step(%s, %s, 'storm')", *self.some_step())

    def use_the_breaker(self):
        self.execute("select baton.open_breaker('storm', 'storm')")
        time.sleep(self.chance.uniform(0, 0.05))
        self.execute("select baton.close_breaker('storm')")

    def lock_jobs(self):
        """An operator's open transaction: it stops neither claims, nor the recovery of other jobs, nor the clock."""
        self.execute("begin")
        self.execute("""
            select from baton.jobs where id in (
              (select running.job_id from baton.running   -- of executors that have died or sleep, first
               join baton.executors as executor on executor.id = running.executor_id
               order by executor.renewed_tick limit 3)
              union (select id from baton.jobs where status = 'pending' order by random() limit 3))
            order by id for update""")
        time.sleep(1.3)   # longer than maintain() waits for anything
        self.execute("rollback")

    def lock_the_queue(self):
        """As a claim does whose commit is late: other claims pass over its rows."""
        self.execute("begin")
        self.execute("select from baton.ready limit 20 for update skip locked")
        time.sleep(0.7)
        self.execute("rollback")

    def jump(self):
        self.execute("update storm.clock set jump = jump + %s::interval", self.chance.choice(["1 hour", "-1 hour"]))

    def poison(self):
        """For a moment whatever is written of some jobs raises."""
        self.execute("select nextval('storm.poisonings')")
        self.execute("insert into storm.poison select id from baton.jobs where finished_at is null order by random() limit %s",
                     self.chance.choice([1, 1, 2, 20]))
        self.execute("select nextval('storm.poisonings')")
        time.sleep(self.chance.uniform(0, 0.3))
        self.execute("delete from storm.poison")

    def pause(self):
        self.execute("select baton.pause_queue('default', 'storm')")
        time.sleep(self.chance.uniform(0, 0.05))
        self.execute("select baton.resume_queue('default')")

    def recover(self):
        self.execute("select baton.recover_orphans(%s)", self.chance.choice(["stuck", "failed", "comprehensive"]))
