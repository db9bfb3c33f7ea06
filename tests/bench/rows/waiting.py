"""Whether what waits behind a full limit, an open breaker or a paused queue costs others anything, and how soon a freed slot is taken."""

from baton_harness import eventually

import seed
from measure import Aim, Family, figure

KINDS = {"limit": "a full limit", "breaker": "an open breaker", "paused": "a paused queue"}
BLOCKED = {"limit": {"limit": "bench"}, "breaker": {"circuit_breaker": "bench"}, "paused": {"queue": "other"}}
GAPS = """
select percentile_cont(0.5) within group (order by gap), percentile_cont(0.99) within group (order by gap)
from (select extract(epoch from started_at - lag(finished_at) over (order by started_at)) * 1000 as gap
      from baton.attempt_rows where job_id between %s and %s) as starts
where gap is not null"""


class Waiting(Family):
    """Servers side by side: one where nothing waits, and one for each kind of waiting."""

    name = "waiting"
    meaning = (
        "Jobs of /bin/true, 4 slots, while a million others (100,000 without --large) of the same priority and older wait for something else. The rows are copies of "
        "a job that was inserted the usual way. The limit's only slot is taken by a script that sleeps, in a fifth slot. A slot's way is from the end of the "
        "script that had it to the start of the next one, by the database's clock; in turns by two executors, of which each serves a queue of its own.")
    aims = tuple(
        Aim(f"waiting-{kind}", f"one-step jobs of /bin/true while others wait behind {what}, against none", figure("rate", kind),
            figure("rate", "none"), 0.95) for kind, what in KINDS.items()) + tuple(
        Aim(f"waiting-{kind}-cpu", "the same: the database's CPU per 1,000 steps", figure("database_cpu", kind),
            figure("database_cpu", "none"), 1.05, at_most=True, unit="s") for kind in KINDS) + (
        Aim("slot-handed-on", "from the end of a script to the start of the next one that waits for its slot, median", figure("p50", "slot"), None, 50,
            at_most=True, unit="ms"),
        Aim("slot-handed-over", "the same where another executor takes it", figure("p50", "slot elsewhere"), None, 50, at_most=True, unit="ms"),
    )

    def open(self):
        self.jobs = self.bench.scaled(4000)
        count = self.bench.scaled(1_000_000 if self.bench.large else 100_000)
        self.installations = {}
        for kind in ("none", *KINDS):
            if self.wanted(kind):
                self.installations[kind] = installation = self.installation()
                self.block(installation, kind)
                if kind != "none":
                    seed.ready(installation, count, "blocked")
                    self.notes.append(f"{kind}: {count:,} steps wait")
        if self.wanted("slot") or self.wanted("slot elsewhere"):
            self.slots = self.installation()
            self.slots.define({"job_type": "slot", "steps": [{"key": "only", "command": ["true"], "limit": "slot"}]})
            for queue in ("here", "there"):
                self.slots.define({"job_type": queue, "steps": [{"key": "only", "command": ["sleep", "0.03"], "limit": "slot", "queue": queue}]})

    @staticmethod
    def block(installation, kind):
        step = {"key": "only", "command": ["true"], **BLOCKED.get(kind, {})}
        installation.define({"job_type": "blocked", "steps": [step]})
        installation.define({"job_type": "holder", "steps": [{**step, "command": ["sleep", "3600"], "timeout": "2 hours"}]})
        queues = ["--queues", "default,other"] if kind == "paused" else []
        installation.start_executor(*queues, slots=5 if kind == "limit" else 4)
        if kind == "limit":
            installation.insert(1, "holder")
            installation.resume()
            eventually(lambda: installation.ask("select running = slots from baton.limit_status where name = 'bench'")[0], 20, "a full limit")
            installation.pause()
        elif kind == "breaker":
            installation.ask("select baton.open_breaker('bench')")
        elif kind == "paused":
            installation.ask("select baton.pause_queue('other')")

    def subjects(self):
        return {**{kind: lambda i=installation: i.run(self.jobs) for kind, installation in self.installations.items()},
                "slot": lambda: self.gaps([[]], ["slot"]),
                "slot elsewhere": lambda: self.gaps([["--queues", "here"], ["--queues", "there"]], ["here", "there"])}

    def gaps(self, executors, job_types):
        """One slot, taken by one job after the other."""
        started = [self.slots.start_executor(*arguments) for arguments in executors]
        try:
            ids = [self.slots.insert(1, job_types[number % len(job_types)])[0] for number in range(self.bench.scaled(200))]
            self.slots.resume()
            eventually(lambda: self.slots.ask("select count(*) = %s from baton.jobs where id between %s and %s and finished_at is not null",
                                              len(ids), ids[0], ids[-1])[0], 120, "the end of all jobs")
            self.slots.pause()
            p50, p99 = self.slots.ask(GAPS, ids[0], ids[-1])
        finally:
            for executor in started:
                self.slots.stop_executor(executor)
        return {"p50": p50, "p99": p99}
