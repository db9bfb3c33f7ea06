"""The queue alone: claims and reports as the executor makes them, no process started, everything kept."""

import json
import subprocess

import cpu
import peer
from measure import Aim, Family, figure


class Queue(Family):
    name = "queue"
    meaning = (
        "A program of the suite registers as executor, speaks the real protocol in batches of 64 and reports every step as a success at once. "
        "Graphile Worker's no-op tasks run in its own process. 64 is what an executor claims ahead at most where steps end at once; Graphile Worker's "
        "tuned settings fetch up to 500 jobs at once, which favours it: what it has fetched and not begun is lost to others when it dies, "
        "until its lock expires after four hours.")
    aims = (
        Aim("queue", "claim and report without a process, batches of 64, two connections, against Graphile Worker tuned, no-op jobs",
            figure("rate", "baton, 2 connections"), figure("rate", "graphile tuned"), 1.0,
            note="Graphile Worker deletes a finished job and keeps nothing; Baton keeps job, step, attempt and events"),
        Aim("queue-one-connection", "the same over one connection, as one executor has", figure("rate", "baton"),
            figure("rate", "graphile tuned"), None),
        Aim("queue-default", "the same against the best peer as documented, without tuning", figure("rate", "baton, 2 connections"),
            figure("rate", *(f"{name} default" for name in peer.NAMES)), None),
        Aim("queue-others", "the same against pg-boss and Absurd, the better one, tuned", figure("rate", "baton, 2 connections"),
            figure("rate", "boss tuned", "absurd tuned"), None,
            note="pg-boss keeps finished jobs until it archives them, Absurd keeps tasks and runs"),
        Aim("queue-cpu-database", "the database's CPU per 1,000 no-op steps against Graphile Worker's, tuned",
            figure("database_cpu", "baton"), figure("database_cpu", "graphile tuned"), None, at_most=True, unit="s"),
    )

    def open(self):
        self.jobs = self.bench.scaled(10000)
        self.baton = self.installation()
        self.peers = {name: peer.Peer(self.baton, name) for name in peer.NAMES
                      if any(self.wanted(f"{name} {settings}") for settings in ("tuned", "default"))}
        self.queue_alone(1, self.bench.scaled(1000))

    def subjects(self):
        found = {"baton": lambda: self.queue_alone(1, self.jobs),
                 "baton, 2 connections": lambda: self.queue_alone(2, self.jobs)}
        for name, settings in ((n, s) for n in self.peers for s in ("tuned", "default")):
            jobs = self.jobs if (name, settings) == ("graphile", "tuned") else self.jobs // 5
            found[f"{name} {settings}"] = lambda name=name, settings=settings, jobs=jobs: (
                self.peers[name].run("noop", settings, jobs))
        return found

    def queue_alone(self, sessions, steps):
        first, last = self.baton.insert(steps)
        driver = subprocess.Popen(
            [self.bench.program("queue_rate"), "--database", self.baton.server.dsn, "--steps", str(steps),
             "--sessions", str(sessions)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if driver.stdout.readline() != "ready\n":
            raise RuntimeError("queue_rate did not start")
        self.baton.resume()
        self.baton.ask("checkpoint")
        before = cpu.of_tree(self.baton.postmaster)
        output, _ = driver.communicate("go\n", timeout=300)
        spent = cpu.of_tree(self.baton.postmaster) - before
        self.baton.pause()
        result = json.loads(output)
        kept = self.baton.ask("select count(*) from baton.attempt_rows where job_id between %s and %s and outcome = 'completed'",
                              first, last)[0]
        if kept != steps:
            raise RuntimeError(f"{steps} steps, but {kept} completed attempts")
        return {"rate": steps / result["seconds"], "steps": steps, "seconds": result["seconds"],
                "executor_cpu": result["cpu_s"] / steps * 1000, "database_cpu": spent / steps * 1000,
                "steps_per_commit": steps / result["exchanges"]}
