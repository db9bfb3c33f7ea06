"""What happened, as a table for people and as JSON for programs."""

import json
import time

# What a quarter of an hour must reach; shorter storms in proportion.
AIMS = {"steps ended": 20000, "executors killed while an attempt ran": 200, "database crashes": 15,
        "zombies that came back after their lease was lost": 15, "partitions": 10}
AIM_SECONDS = 900.0


class Report:
    def __init__(self, options, arena, ledger):
        self.options, self.arena, self.ledger = options, arena, ledger
        self.facts = {}
        self.seconds = 0.0

    def say(self, follower):
        """A sign of life for whoever waits."""
        counts = self.ledger.counts
        print(f"{self.ledger.seconds():5.0f} s: {counts['jobs accepted']} jobs, {len(follower.attempts)} attempts, "
              + ", ".join(f"{counts[name]} {name}" for name in AIMS if name in counts)
              + f", {len(self.ledger.findings)} violations", flush=True)

    def storm_ended(self):
        self.seconds = self.ledger.seconds()

    def drained(self, seconds):
        self.facts["drain took s"] = round(seconds, 1)

    def replayed(self, jobs, effects):
        self.facts |= {"jobs replayed in the model": jobs, "effects of SQL steps": effects}

    def marked(self, marks):
        self.facts |= {"marks of scripts": len(marks.marks), "scripts that met a zombie's": marks.excused}

    def gather(self):
        """From the database, which is still there."""
        rows = self.arena.database.rows
        self.facts["jobs"] = {row["status"]: row["count"] for row in rows(
            "select status, count(*) from baton.jobs group by status order by status")}
        self.facts["attempts"] = {row["outcome"]: row["count"] for row in rows(
            "select outcome, count(*) from baton.attempt_rows group by outcome order by outcome")}
        steps = self.arena.database.value(
            "select count(*) from baton.step_rows where status in ('completed', 'failed', 'skipped', 'cancelled')")
        attempts = sum(self.facts["attempts"].values())
        self.facts["steps ended"] = steps
        self.facts["attempts per second"] = round(attempts / max(self.seconds, 1), 1)
        self.facts["stale reports refused"] = sum(
            text.count("stale: ") for name, text in self.arena.log_texts() if name != "server log")

    def whole(self, passes, longest, looks):
        figures = {**self.ledger.counts, **self.facts}
        share = min(1.0, self.options.total / AIM_SECONDS)
        aims = {name: {"aim": round(aim * share), "reached": figures.get(name, 0)} for name, aim in AIMS.items()}
        return {"seed": self.options.seed, "seconds": round(self.seconds, 1), "faults": dict(sorted(self.ledger.counts.items())),
                "results": self.facts, "aims": aims, "snapshots checked": passes, "longest check s": round(longest, 2),
                "looks at processes": looks, "violations": self.ledger.findings,
                "when": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}

    def print(self, follower, watch):
        try:
            self.arena.wait_for_database()
            self.gather()
        except Exception as error:   # pylint: disable=broad-except
            self.ledger.found("the database can be asked at the end", repr(error))
        whole = self.whole(follower.passes, follower.longest, watch.looks)
        if self.options.json:
            self.options.json.write_text(json.dumps(whole, indent=1, default=str) + "\n")
        for line in lines_of(whole):
            print(line)
        if self.ledger.findings:
            print(f"\nAgain: {self.command()}\nLeft in place: {self.arena.server.directory} (server),"
                  f" {self.arena.directory} (logs and marks of executors)")

    def command(self):
        words = ["scripts/prove", f"--seconds {self.options.total:g}", f"--seed {self.options.seed}"]
        words += [f"--patch {patch}" for patch in self.options.patch]
        return " ".join(words)


def lines_of(whole):
    yield f"seed {whole['seed']}, a storm of {whole['seconds']} s"
    for title, figures in (("faults and events", whole["faults"].items()), ("results", flat(whole["results"]))):
        yield f"\n{title}"
        for name, value in figures:
            yield f"  {name:<55} {value:>9}"
    yield "\naims"
    for name, aim in whole["aims"].items():
        yield f"  {name:<55} {aim['reached']:>9}  of {aim['aim']}{'' if aim['reached'] >= aim['aim'] else '  MISSED'}"
    yield (f"\nchecked: {whole['snapshots checked']} snapshots (the longest took {whole['longest check s']} s),"
           f" {whole['looks at processes']} looks at processes")
    yield f"violations: {len(whole['violations'])}"
    for violation in whole["violations"][:20]:
        yield f"  after {violation['after_s']} s: {violation['claim']}\n    {violation['found']}"


def flat(figures):
    for name, value in figures.items():
        if isinstance(value, dict):
            yield from ((f"{name} {key}", number) for key, number in value.items())
        else:
            yield name, value
