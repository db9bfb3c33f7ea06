"""One-step jobs of /bin/true: Baton with everything it keeps, against bare process creation and against peers."""

import resource
import subprocess
import time

import peer
from measure import Aim, Family, figure


class Scripts(Family):
    name = "scripts"
    meaning = (
        "Jobs that start `/bin/true`, all waiting when the clock starts. Baton's time ends with the last end that is recorded in the "
        "database, so claims, reports and commits are in it, and so is waking the executor. Bare posix_spawn starts four at once, reads "
        "stdout and stderr through pipes and waits; it is what any executor has to do at least, but it gives the script no document, "
        "directory, event channel or supervisor, and keeps nothing. xargs does not even capture output. Peers start `/bin/true` with pipes "
        "from a handler (by default settings: Graphile Worker's executable files) and count from their first job, so that Baton is charged "
        "its start and they are not. A job of twelve steps is the restaurant registration of the examples: it costs one row in jobs and "
        "one in its history, so it may be faster per step than one-step jobs, although each end decides dependents and each later step "
        "gets a context.")
    aims = (
        Aim("spawn", "One-step jobs of /bin/true, 4 slots, against bare posix_spawn with pipes, 4 at once",
            figure("rate", "baton"), figure("rate", "posix_spawn"), 0.75),
        Aim("xargs", "the same against xargs -P2", figure("rate", "baton"), figure("rate", "xargs"), 1.2,
            note="xargs captures no output and keeps nothing"),
        Aim("peers", "the same against the best-tuned peer that runs an executable",
            figure("rate", "baton"), figure("rate", *(f"{name} tuned" for name in peer.NAMES)), 3),
        Aim("peers-default", "the same against the best peer as documented, without tuning",
            figure("rate", "baton"), figure("rate", *(f"{name} default" for name in peer.NAMES)), None),
        Aim("two-executors", "two executors of 4 slots against one", figure("rate", "two executors"), figure("rate", "baton"), 0.95,
            note="8 slots together against 4"),
        Aim("dag", "jobs of twelve steps in four phases against one-step jobs", figure("rate", "twelve steps"),
            figure("rate", "baton"), 0.85),
        Aim("cpu-executor", "CPU per 1,000 steps: the executor against Graphile Worker's worker", figure("executor_cpu", "baton"),
            figure("worker_cpu", "graphile tuned"), 0.1, at_most=True, unit="s",
            note="the executor process alone; its launcher and supervisors, which also stand for the scripts' parent, are in the next row"),
        Aim("cpu-with-scripts", "CPU per 1,000 steps: launcher, supervisors and scripts against bare posix_spawn and its scripts",
            figure("scripts_cpu", "baton"), figure("scripts_cpu", "posix_spawn"), None, at_most=True, unit="s"),
        Aim("cpu-database", "CPU per 1,000 steps: the database with Baton against the database with Graphile Worker",
            figure("database_cpu", "baton"), figure("database_cpu", "graphile tuned"), 1.0, at_most=True, unit="s"),
    )

    def open(self):
        self.jobs = self.bench.scaled(4000)
        self.baton = self.installation()
        self.peers = {name: peer.Peer(self.baton, name) for name in peer.NAMES
                      if any(self.wanted(f"{name} {settings}") for settings in ("tuned", "default"))}
        self.executor = self.baton.start_executor()
        self.baton.run(self.bench.scaled(500))  # plans, caches, supervisors
        self.baton.run(self.bench.scaled(50), "twelve")

    def subjects(self):
        found = {"baton": lambda: self.baton.run(self.jobs), "posix_spawn": self.posix_spawn, "xargs": self.xargs,
                 "two executors": self.two_executors,
                 "twelve steps": lambda: self.baton.run(self.jobs // 12, "twelve")}
        for name, settings in ((n, s) for n in self.peers for s in ("tuned", "default")):
            found[f"{name} {settings}"] = lambda name=name, settings=settings: (
                self.peers[name].run("script", settings, self.jobs // 4))
        return found

    def posix_spawn(self):
        result = self.bench.limit("spawn_rate", "--bare-steps", self.jobs, "--at-once", 4)
        return {"rate": result["steps"] / result["seconds"], "steps": result["steps"], "seconds": result["seconds"],
                "scripts_cpu": result["cpu_s"] / result["steps"] * 1000}

    def xargs(self):
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        subprocess.run(["xargs", "-P2", "-n1", "/bin/true"], input="x\n" * self.jobs, text=True, check=True)
        seconds, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return {"rate": self.jobs / seconds, "steps": self.jobs, "seconds": seconds, "scripts_cpu": spent / self.jobs * 1000}

    def two_executors(self):
        second = self.baton.start_executor()
        try:
            self.baton.run(self.bench.scaled(200))  # its plans and supervisors
            return self.baton.run(self.jobs)
        finally:
            self.baton.stop_executor(second)
