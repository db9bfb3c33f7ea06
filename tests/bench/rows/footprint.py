"""What an executor occupies when it is full, and what it costs when there is nothing to do."""

import os
import time

import baton_harness
import cpu
from measure import Aim, Family, figure

SLOTS = 100


class Memory(Family):
    name = "memory"
    meaning = "An executor with 100 slots, a script in each of them, after all have ended: the largest it ever was."
    aims = (
        Aim("memory", "peak memory of the executor with 100 slots busy", figure("executor_mb", "baton"), None, 15, at_most=True, unit="MB",
            note="the executor process, VmHWM; its helpers are in the next rows"),
        Aim("memory-launcher", "of its launcher", figure("launcher_mb", "baton"), None, None, at_most=True, unit="MB"),
        Aim("memory-supervisors", "of its 100 supervisors together (PSS)", figure("supervisors_mb", "baton"), None, None, at_most=True,
            unit="MB"),
    )

    def open(self):
        self.baton = self.installation()
        # Scripts that wait for a byte each: "head" blocks until somebody writes into the pipe.
        self.pipe = self.baton.commands.markers / "release"
        os.mkfifo(self.pipe)
        self.baton.define({"job_type": "wait", "steps": [{"key": "only", "command": ["head", "-c", "1", str(self.pipe)]}]})

    def subjects(self):
        return {"baton": self.full}

    def full(self):
        executor = self.baton.start_executor(slots=SLOTS)
        try:
            self.baton.insert(SLOTS, "wait")
            self.baton.resume()
            scripts = baton_harness.eventually(lambda: self.scripts(executor), 60, "100 busy slots")
            launcher, *supervisors = [pid for pid in cpu.tree(executor.pid) if pid != executor.pid and pid not in scripts]
            measured = {"launcher_mb": cpu.peak_memory(launcher) / 1e6, "supervisors": len(supervisors),
                        "supervisors_mb": sum(map(cpu.shared_memory, supervisors)) / 1e6}
            with self.pipe.open("w") as pipe:
                pipe.write("x" * SLOTS)
                pipe.flush()
                baton_harness.eventually(lambda: not self.baton.ask("select exists (select from baton.running)")[0], 60, "the end")
            return {"executor_mb": cpu.peak_memory(executor.pid) / 1e6, **measured}
        finally:
            self.baton.pause()
            self.baton.stop_executor(executor)

    def scripts(self, executor):
        """The scripts that run, once all do."""
        found = {pid for pid in cpu.tree(executor.pid) if cpu.name(pid) == "head"}
        return found if len(found) == SLOTS else None


class Idle(Family):
    name = "idle"
    meaning = "An executor that has nothing to do: polls, renewals of its lease and, without pg_cron, the tick."
    aims = (
        Aim("idle-queries", "what an idle executor asks of the database", figure("queries", "baton"), None, 1, at_most=True,
            unit="queries/s", note="calls that pg_stat_statements counts"),
        Aim("idle-cpu", "CPU of a core: executor, launcher and its connection's backend", figure("percent", "baton"), None, 0.3, at_most=True,
            unit="%"),
    )

    def open(self):
        # An hour between autovacuum's rounds: they are no part of this.
        self.baton = self.installation({"autovacuum_naptime": "1h", "shared_preload_libraries": "pg_stat_statements"})
        self.baton.ask("create extension pg_stat_statements")
        self.seconds = 5 if self.bench.options.quick else 20
        self.executor = self.baton.start_executor()
        self.baton.run(20)
        self.baton.resume()

    def subjects(self):
        return {"baton": self.idle}

    def idle(self):
        self.baton.wait_for_idle_executor()
        backend = self.baton.ask("select backend_pid from baton.executors where status = 'active'")[0]

        def spent():
            return sum(map(cpu.alone, [*cpu.tree(self.executor.pid), backend]))

        self.baton.ask("select pg_stat_statements_reset()")
        before, started = spent(), time.monotonic()
        time.sleep(self.seconds)
        used, seconds = spent() - before, time.monotonic() - started
        # Nobody else asks for anything of schema baton meanwhile.
        queries = self.baton.ask("select coalesce(sum(calls), 0)::float from pg_stat_statements where toplevel and query like '%baton.%'")[0]
        return {"queries": queries / seconds, "percent": used / seconds * 100, "seconds": seconds}
