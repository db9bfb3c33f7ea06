"""Whether what waits, what has ended, and a snapshot that somebody holds make it slower."""

import time

import seed
from measure import Aim, Family, figure


def named(count):
    return f"{count // 1000000} million" if count >= 1000000 else f"{count:,}"


SIZES = {"small": 100_000, "million": 1_000_000, "ten-million": 10_000_000}


class Backlog(Family):
    """Servers side by side: an empty one, and one for each size."""

    name = "growth"
    meaning = (
        "The same run on servers side by side. Waiting steps are of the same priority and older than the new ones, so the run takes from the "
        "head of the backlog. The rows are copies of a job that was inserted or run the usual way, written straight into the tables, then "
        "vacuumed and analysed, as autovacuum does sooner or later.")
    aims = tuple(
        Aim(f"{kind}-{size}", f"one-step jobs of /bin/true with {named(SIZES[size])} {kind} steps, against an empty database",
            figure("rate", f"{kind} {size}"), figure("rate", "empty"), 0.9, large=size != "small")
        for kind, size in (("ready", "small"), ("ready", "million"), ("ready", "ten-million"), ("finished", "small"),
                           ("finished", "ten-million")))

    def open(self):
        self.jobs = self.bench.scaled(4000)
        self.installations = {}
        for subject in ("empty", *(f"{kind} {size}" for kind in ("ready", "finished") for size in SIZES)):
            if not self.wanted(subject):
                continue
            self.installations[subject] = installation = self.installation()
            installation.start_executor()
            installation.run(self.bench.scaled(500))
            if subject != "empty":
                kind, size = subject.split()
                started = time.monotonic()
                count = self.bench.scaled(SIZES[size])
                (seed.ready if kind == "ready" else seed.finished)(installation, count)
                self.notes.append(f"{subject}: {count:,} rows written in {time.monotonic() - started:.0f} s")

    def subjects(self):
        return {name: lambda i=installation, b=name.startswith("ready"): i.run(self.jobs, backlog=b)
                for name, installation in self.installations.items()}


class Snapshot(Family):
    """Two servers that do the same work; on one of them a transaction stays open all the while."""

    name = "snapshot"
    meaning = ("A repeatable-read transaction keeps every row version that the queue leaves behind, as a long report or a forgotten psql does. "
               "Two servers do the same work in turns; one has the transaction.")
    aims = (
        Aim("snapshot", "one-step jobs of /bin/true while a snapshot is held, against none",
            figure("rate", "held"), figure("rate", "none"), 0.9, note="held for 20 s before the first round, with --large for 10 minutes"),
    )

    def open(self):
        self.jobs = self.bench.scaled(4000)
        self.installations = {name: self.installation() for name in ("none", "held")}
        for installation in self.installations.values():
            installation.start_executor()
            installation.run(self.bench.scaled(500))
        holder = self.installations["held"].server.connect(autocommit=False)
        self.opened.callback(holder.close)
        with holder.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read")
            cursor.execute("select count(*) from baton.jobs")
        length = 600 if self.bench.large else 2 if self.bench.options.quick else 20
        held_since, steps = time.monotonic(), 0
        while time.monotonic() - held_since < length:
            for installation in self.installations.values():
                steps += installation.run(self.jobs)["steps"]
        self.notes.append(f"held for {time.monotonic() - held_since:.0f} s and {steps // 2:,} steps before the first round")

    def subjects(self):
        return {name: lambda i=installation: i.run(self.jobs) for name, installation in self.installations.items()}
