"""An executor without processes, applications, and a person at 3 a.m.: every call that they make, once.

The executor's statements are those of executor/database/statements.h, prepared once per connection as there.
"""

import contextlib
import json
import re
import uuid

import baton_harness

_STATEMENT = re.compile(r'\{Call::k\w+,\s*"(\w+)",((?:\s*"(?:[^"\\]|\\.)*")+)\}')
BATCH = 16

JOB_TYPES = {
    "plan_one": {"steps": [{"key": "a", "command": ["true"]}]},
    "plan_graph": {"steps": [{"key": f"s{i}", "command": ["true"]} for i in range(10)]
                   + [{"key": "join", "command": ["true", "{{context.s1.value}}"], "depends_on": [f"s{i}" for i in range(10)]},
                      {"key": "last", "command": ["true"], "depends_on": ["join"], "when": {"context.join.value": "exists"}},
                      {"key": "clean", "command": ["true"], "depends_on": ["last"], "run_if": "all_finished"}]},
    "plan_guarded": {"defaults": {"circuit_breaker": "plan_service"}, "steps": [{"key": "a", "command": ["true"]}]},
    "plan_limited": {"defaults": {"limit": "plan_limit"}, "steps": [{"key": "a", "command": ["true"]}]},
    "plan_full": {"defaults": {"limit": "plan_full"}, "steps": [{"key": "a", "command": ["true"]}]},
    "plan_turns": {"one_active_per": "subject", "steps": [{"key": "a", "command": ["true"]}]},
    "plan_refuses": {"one_active_per": "subject", "on_active": "reject", "steps": [{"key": "a", "command": ["true"]}]},
    "plan_manual": {"steps": [{"key": "look", "manual": "Look at it"}, {"key": "a", "command": ["true"], "depends_on": ["look"]}]},
}


def executor_statements():
    text = (baton_harness.SOURCE / "executor/database/statements.h").read_text()
    return {name: "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', parts)) for name, parts in _STATEMENT.findall(text)}


class Connection:
    """Calls, each with a name; `before` is told the name first."""

    def __init__(self, server):
        self.connection = server.connect()
        self.cursor = self.connection.cursor()
        self.before = lambda name: None

    def close(self):
        self.connection.close()

    def sql(self, name, text, *parameters):
        self.before(name)
        self.cursor.execute(text, parameters or None)
        return self.cursor.fetchall() if self.cursor.description else []


class Executor:
    """The calls of one executor on a connection."""

    def __init__(self, connection, name=None):
        self.connection = connection
        self.name = name or "plans " + uuid.uuid4().hex[:8]
        self.call = 0
        self.register()

    def register(self):
        statements = executor_statements()
        prepared = {row[0] for row in self.connection.sql("prepare", "select name from pg_prepared_statements")}
        for name, text in statements.items():
            if name not in prepared:
                self.connection.sql("prepare", f"prepare {name} as {text}")
        answer = self.execute("register", self.name, "here", 1, None, str(uuid.uuid4()), "0", 1, ["default"], BATCH, False,
                              None, None, None, None)
        self.id = answer[0][0]["executor_id"]

    def execute(self, statement, *parameters):
        places = ", ".join(["%s"] * len(parameters))
        return self.connection.sql(statement, f"execute {statement}" + (f" ({places})" if parameters else ""), *parameters)

    def claim(self, wanted=BATCH, carefully=False):
        self.call += 1
        rows = self.execute("claim", self.id, self.call, wanted, carefully)
        return [{"token": row[0], "job_id": row[1], "n": row[2]} for row in rows if row[0]]

    def report(self, attempts, **more):
        reports = [{**attempt, "ended": "exited", "exit_code": 0, **more} for attempt in attempts]
        return self.execute("report", self.id, self.call, json.dumps(reports))

    def succeed(self, attempts):
        piece = {"stream": "stdout", "start": 0, "end": 3, "text": "hi\n"}
        return self.report(attempts, outputs={"value": 1}, output=[piece], stdout_bytes=3, stderr_bytes=0, ended_ms_ago=1)

    def fail(self, attempts, code):
        return self.report(attempts, exit_code=1, message={"type": "error", "code": code, "message": "no"})


class Workload:
    """Everything once, on a connection. admin makes time pass on another."""

    def __init__(self, connection, admin):
        self.on = connection
        self.admin = admin
        self.jobs = set()

    def run(self):
        self.executor = Executor(self.on)
        for part in (self.successes, self.graphs, self.failures, self.breaker, self.limit, self.turns, self.batches, self.while_it_runs, self.losses,
                     self.alone, self.due_jobs, self.people, self.looks):
            part()
        self.executor.execute("release", self.executor.id)
        self.admin("update baton.executors set ended_at = now() - interval '8 days' where id = %s", self.executor.id)
        self.maintain()

    def insert(self, job_type, count=1, **columns):
        columns = {"job_type": job_type, "priority": 100, **columns}
        rows = self.on.sql("insert", f"insert into baton.jobs ({', '.join(columns)}) select {', '.join(['%s'] * len(columns))}"
                           f" from generate_series(1, {count}) returning id", *columns.values())
        self.jobs.update(row[0] for row in rows)
        return [row[0] for row in rows]

    def maintain(self):
        """A tick, then the work of one."""
        self.admin("update baton.clock set ticked_at = now() - interval '15 seconds'")
        for _ in range(2):
            self.on.sql("maintain", "select baton.maintain(50)")
        self.admin("update baton.executors set renewed_tick = (select tick from baton.clock) where id = %s", self.executor.id)

    def drain(self):
        """Ends whatever of this workload can start (it is of a higher priority than all that was seeded)."""
        for _ in range(50):
            attempts = self.executor.claim()
            mine = [a for a in attempts if a["job_id"] in self.jobs]
            self.executor.succeed(attempts)
            if not mine:
                return
        raise AssertionError("the jobs of the workload do not end")

    def successes(self):
        self.insert("plan_one", BATCH)
        self.executor.succeed(self.executor.claim())
        for key in (str(uuid.uuid4()),) * 2:
            self.on.sql("create_job", "select baton.create_job('plan_one', '{}', null, 'a subject', p_idempotency_key => %s)", key)
        self.insert(None, steps=json.dumps([{"key": "a", "command": ["true"]}]))
        self.on.sql("corrected", "insert into baton.jobs (job_type, priority) "
                    "select 'plan_one', 100 where set_config('baton.known_job_type', concat_ws(chr(10), 'plan_one', 1, 7, '{}'), true) <> ''")
        self.drain()
        self.executor.claim(0)

    def graphs(self):
        self.insert("plan_graph", 2)
        self.drain()

    def failures(self):
        jobs = self.insert("plan_one", 4)
        attempts = self.executor.claim(4)
        self.executor.fail(attempts, "NETWORK")
        self.time_passes(jobs)
        self.drain()
        self.insert("plan_graph", 1)
        attempts = self.executor.claim(4)
        fatal = self.admin("select reported_codes[1] from baton.error_classes where error_type = 'FATAL' and not complete_with_warning"
                           " and reported_codes is not null order by position limit 1")[0][0]
        self.executor.fail(attempts[:2], fatal)
        self.executor.report(attempts[2:3], ended="interrupted")
        self.executor.report(attempts[3:], ended="not_begun")
        self.drain()
        stale = self.executor.succeed(attempts)
        assert all(result != "recorded" for _, result in stale), stale

    def time_passes(self, jobs):
        """The timers of these jobs are due."""
        self.admin("with due as (update baton.timers set due_at = now() - interval '2 hours' where job_id = any (%s) returning job_id, n, kind)"
                   " update baton.step_rows as step set due_at = now() - interval '2 hours' from due"
                   " where step.job_id = due.job_id and step.n = due.n and due.kind = 'retry'", jobs)
        self.admin("update baton.jobs set run_at = case when run_at is not null then now() - interval '2 hours' end,"
                   " deadline = case when deadline is not null then now() - interval '2 hours' end where id = any (%s)", jobs)

    def breaker(self):
        jobs = self.insert("plan_guarded", 8)
        self.executor.fail(self.executor.claim(8), "NETWORK")
        self.admin("update baton.timers set due_at = now() - interval '1 second' where kind = 'breaker'")
        self.admin("update baton.circuit_breakers set probe_due_at = now() - interval '1 second' where state = 'open'")
        self.time_passes(jobs)
        self.drain()
        assert self.admin("select state from baton.circuit_breakers where name = 'plan_service'") == [("closed",)]

    def limit(self):
        """Slots are taken and given back while a long queue waits behind another limit, which is full."""
        self.admin("update baton.concurrency_limits set slots = 3 where name in ('plan_limit', 'plan_full')")
        jobs = self.insert("plan_limited", 4)
        attempts = self.executor.claim()
        assert len([a for a in attempts if a["job_id"] in jobs]) == 3
        self.on.sql("insert", "select baton._ring_work()")
        self.executor.succeed(attempts)
        self.drain()
        self.on.sql("deletion", "do $$ begin delete from baton.concurrency_limits where name = 'plan_limit'; exception when sqlstate 'BT082' then null; end $$")
        self.on.sql("limit_status", "select * from baton.limit_status where name = 'plan_limit'")

    def turns(self):
        """Jobs of one subject, with and without organisation, one after the other; and one that is refused."""
        for organisation in (None, "an organisation"):
            first, second = self.insert("plan_turns", 2, subject="a subject of its own", organisation_id=organisation)
            attempts = self.executor.claim()
            assert [a["job_id"] for a in attempts if a["job_id"] in (first, second)] == [first]
            self.on.sql("explain_step", "select baton.explain_step(%s, 'a')", second)
            self.executor.succeed(attempts)
            self.drain()
            self.insert("plan_refuses", subject="a subject of its own", organisation_id=organisation)
            self.on.sql("refused", "do $$ begin insert into baton.jobs (job_type, subject, organisation_id)"
                        " select job_type, subject, organisation_id from baton.jobs order by id desc limit 1; "
                        "exception when sqlstate 'BT084' then null; end $$")
            self.drain()
            self.on.sql("retry_job", "select baton.retry_job(%s, 'a')", first)
            self.drain()

    def batches(self):
        """A batch with a job for its end, and a rule that is told of its jobs."""
        name = str(uuid.uuid4())
        self.admin("insert into baton.batches (name, created_at, created_by, on_end_job_type, ended_at)"
                   " select 'plan ' || i, now(), 'plan', 'plan_one', now() from generate_series(1, 5000) as i on conflict do nothing")
        self.admin("insert into baton.notifications (name, channel) values ('plan', 'plan')")
        self.on.sql("create_batch", "select baton.create_batch(%s, %s, p_on_end => '{\"job_type\": \"plan_one\"}')", name,
                    json.dumps([{"job_type": "plan_one", "priority": 100}] * 2))
        self.jobs.update(row[0] for row in self.admin("select id from baton.jobs where batch_id = %s", name))
        self.on.sql("cancel_batch", "select baton.cancel_batch(%s)", name)
        self.on.sql("retry_batch", "select baton.retry_batch(%s)", name)
        self.drain()
        self.on.sql("batch_status", "select baton.batch_status(%s)", name)
        self.on.sql("batch_overview", "select * from baton.batch_overview where name = %s", name)
        assert self.admin("select end_job_id is not null from baton.batch_overview where name = %s", name) == [(True,)]
        self.admin("delete from baton.notifications")

    def while_it_runs(self):
        executor = self.executor
        self.insert("plan_one", 4)
        attempts = executor.claim(4)
        one = attempts[0]
        executor.execute("append_output", executor.id, json.dumps(
            [{**a, "stream": "stdout", "start": 0, "end": 200000, "text": "hi\n"} for a in attempts]))
        executor.execute("record_progress", executor.id, json.dumps([{**a, "percent": 10} for a in attempts]))
        executor.execute("save_checkpoint", executor.id, one["job_id"], one["n"], one["token"], '{"at": 1}')
        tokens = [a["token"] for a in attempts]
        executor.execute("ended_attempts", executor.id, json.dumps(attempts))
        self.on.sql("job_status", "select baton.job_status(%s)", one["job_id"])
        self.on.sql("explain_step", "select baton.explain_step(%s, 'a')", one["job_id"])
        self.on.sql("cancel_job", "select baton.cancel_job(%s, 'enough')", one["job_id"])
        executor.execute("renew", executor.id, "{" + ",".join(tokens[:3]) + "}", executor.call, "active", None)
        executor.report([one], ended="cancelled")
        self.on.sql("complete_sql_step", "select baton.complete_sql_step(%s, %s, %s, '{}')",
                    attempts[1]["token"], attempts[1]["job_id"], attempts[1]["n"])
        executor.report(attempts[2:3], stdout_bytes=10000000)
        self.on.sql("a report is set aside", "select baton._set_report_aside(%s, 'P0001', 'no')", json.dumps(attempts[3]))
        executor.report(attempts[3:])
        self.admin("update baton.set_aside set next_try_at = now()")
        self.maintain()

    def losses(self):
        self.insert("plan_one", 4)
        name = uuid.uuid4().hex
        before = Executor(self.on, name)
        tokens = [a["token"] for a in before.claim(2)]
        after = Executor(self.on, name)
        after.execute("release_predecessor", after.id, before.id, "{" + ",".join(tokens) + "}")
        after.claim(2)
        self.admin("update baton.executors set renewed_tick = -100 where id = %s", after.id)
        self.maintain()
        self.drain()
        self.insert("plan_one", 2)
        gone = Executor(self.on)
        gone.claim(2)
        self.admin("update baton.executors set renewed_tick = -100 where id = %s", gone.id)
        self.on.sql("recover", "select baton.recover_orphans('stuck', 10)")
        self.on.sql("recover", "select baton.recover_orphans('failed', 10, true)")
        self.drain()

    def alone(self):
        """A step that was lost as often as is allowed."""
        self.admin("update baton.settings set lost_attempts = 1")
        job, = self.insert("plan_limited")
        gone = Executor(self.on)
        gone.claim(1)
        self.admin("update baton.executors set renewed_tick = -100 where id = %s", gone.id)
        self.maintain()
        assert self.admin("select job_id from baton.set_aside where work = 'alone'") == [(job,)]
        empty = Executor(self.on)
        attempts = empty.claim()
        assert [attempt["job_id"] for attempt in attempts] == [job]
        empty.succeed(attempts)
        empty.execute("release", empty.id)
        self.admin("update baton.settings set lost_attempts = 3")
        self.admin("update baton.set_aside set next_try_at = now()")
        self.maintain()

    def due_jobs(self):
        self.admin("update baton.clock set went_back_tick = tick")
        jobs = self.insert("plan_one", 2)
        self.executor.fail([a for a in self.executor.claim(2) if a["job_id"] in jobs], "NETWORK")
        self.admin("update baton.timers set set_at = now() + interval '1 hour' where kind = 'retry' and job_id = any (%s)", jobs)
        self.maintain()
        self.time_passes(jobs)
        self.drain()
        jobs = self.insert("plan_one", 4, run_at="2100-01-01")
        jobs += self.insert("plan_one", 4, deadline="2100-01-01")
        self.time_passes(jobs)
        self.maintain()
        self.drain()

    def people(self):
        draft, = self.insert("plan_manual", auto_start=False)
        self.on.sql("start_job", "select baton.start_job(%s)", draft)
        self.on.sql("explain_step", "select baton.explain_step(%s, 'look')", draft)
        self.on.sql("resolve_step", "select baton.resolve_step(%s, 'look', 'completed')", draft)
        self.drain()
        for name, call in (("reset_step", "reset_step(%s, 'a', 'again')"), ("set_step_status", "set_step_status(%s, 'a', 'failed', 'no')"),
                           ("retry_job", "retry_job(%s)"), ("cancel_job", "cancel_job(%s, 'enough')")):
            self.on.sql(name, f"select baton.{call}", draft)
        self.on.sql("pause", "select baton.pause_queue('default', 'a look')")
        self.on.sql("resume", "select baton.resume_queue('default')")
        self.on.sql("accept_database", "select baton.accept_database()")

    def looks(self):
        jobs = {row[0]: row[1] for row in self.admin("""
            select distinct on (status) status, job_id from (select status, job_id from baton.step_rows order by job_id desc limit 5000) as step""")}
        for job in jobs.values():
            self.on.sql("job_status", "select baton.job_status(%s)", job)
            self.on.sql("job_progress", "select baton.job_progress(%s)", job)
            self.on.sql("job_context", "select baton.job_context(%s)", job)
            key = self.admin("select key from baton.steps where job_id = %s order by n limit 1", job)[0][0]
            self.on.sql("explain_step", "select baton.explain_step(%s, %s)", job, key)
            for view in ("steps", "attempts", "step_overview", "job_overview", "job_history", "attempt_history", "attempt_output"):
                self.on.sql(view, f"select * from baton.{view} where job_id = %s", job)
            self.on.sql("failures of a job", "select * from baton.recent_failures where job_id = %s", job)
        self.on.sql("active_job", "select baton.active_job('subject 1', 'plan_one')")
        self.on.sql("jobs list", "select * from baton.job_overview order by job_id desc limit 20")
        self.on.sql("recent_failures", "select * from baton.recent_failures order by at desc limit 20")
        for view in ("health", "orphaned_steps", "orphaned_jobs", "executor_status", "breaker_status"):
            self.on.sql(view, f"select * from baton.{view}")
