"""From the commit of an INSERT to the script's first act, on an idle system."""

import os
import random
import select
import shutil
import statistics
import time

import peer
import psycopg2
from measure import Aim, Family, figure

GRAPHILE = "graphile tuned"


class Latency(Family):
    name = "latency"
    meaning = (
        "An idle system, one job at a time, Baton's and Graphile Worker's in turns. The clock (CLOCK_MONOTONIC) starts when the client has the "
        "answer to its INSERT, and is read again by the first instruction of the script, a static program, or of the handler. So Baton's "
        "figure has a fork and an exec in it, and Graphile Worker's a call of a function.")
    aims = (
        Aim("latency-p50", "commit of INSERT to start of the script, idle, median, against Graphile Worker's notify path to its handler",
            figure("p50", "baton"), figure("p50", GRAPHILE), 1.0, at_most=True, unit="ms",
            note="Baton starts a program, Graphile Worker calls a function of a process that runs already"),
        Aim("latency-p99", "the same, 99th percentile", figure("p99", "baton"), figure("p99", GRAPHILE), 1.0, at_most=True, unit="ms"),
        Aim("latency-poll-only", "the same with --poll-only (idle poll of 1 s), median", figure("p50", "poll only"), None, None,
            at_most=True, unit="ms"),
    )

    def open(self):
        self.samples = self.bench.scaled(200, least=20)
        self.baton = self.installation()
        self.baton.resume()
        path = self.baton.commands.markers / "starts"
        os.mkfifo(path)
        # For writing too, so that it does not end between two scripts.
        self.starts = os.open(path, os.O_RDWR)
        self.opened.callback(os.close, self.starts)
        shutil.copy(self.bench.program("mark"), self.baton.commands.directory)
        self.baton.define({"job_type": "mark", "steps": [{"key": "only", "command": ["mark", str(path)]}]})
        self.graphile = None
        if self.wanted(GRAPHILE):
            graphile = peer.Peer(self.baton, "graphile")
            self.handler = self.opened.enter_context(graphile.start("latency"))
            self.enqueue_sql = self.handler.wait_until_ready()["enqueue_sql"]
            self.graphile = psycopg2.connect(graphile.uri)
            self.opened.callback(self.graphile.close)
            self.graphile.autocommit = True

    def subjects(self):
        return {"baton": None, GRAPHILE: None, "poll only": None}

    def round(self, number):
        found = {}
        if self.wanted("baton"):
            executor = self.baton.start_executor()
            ours, theirs = self.alternate()
            self.baton.stop_executor(executor)
            found["baton"] = percentiles(ours)
            if theirs:
                found[GRAPHILE] = percentiles(theirs)
        if self.wanted("poll only"):
            executor = self.baton.start_executor("--poll-only")
            found["poll only"] = percentiles([self.one(longest=1) for _ in range(max(self.samples // 20, 3))])
            self.baton.stop_executor(executor)
        return found

    def alternate(self):
        """One of ours, one of theirs, and so on; the first ten warm plans and processes."""
        ours, theirs = [], []
        for _ in range(self.samples + 10):
            ours.append(self.one())
            if self.graphile:
                theirs.append(self.one_of_graphile())
        return ours[10:], theirs[10:]

    def one(self, longest=0.03):
        self.settle(longest)
        with self.baton.connection.cursor() as cursor:
            cursor.execute("insert into baton.jobs (job_type) values ('mark')")
        committed = time.monotonic_ns()
        if not select.select([self.starts], [], [], 20)[0]:
            raise RuntimeError("the script did not start")
        return (int(os.read(self.starts, 64)) - committed) / 1e6

    def one_of_graphile(self):
        self.settle()
        with self.graphile.cursor() as cursor:
            cursor.execute(self.enqueue_sql)
        committed = time.monotonic_ns()
        return (int(self.handler.read()) - committed) / 1e6

    def settle(self, longest=0.03):
        """Lets the job before come to its end; not in step with any poll."""
        time.sleep(random.uniform(0.01, longest))


def percentiles(delays):
    delays = sorted(delays)
    return {"p50": statistics.median(delays), "p99": delays[min(int(len(delays) * 0.99), len(delays) - 1)],
            "worst": delays[-1], "samples": len(delays)}
