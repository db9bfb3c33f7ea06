"""What a look at the metrics takes, however much has ended."""

import http.client
import re
import time

import seed
from measure import Aim, Family, figure

from rows.latency import percentiles

SIZES = {"small": 100_000, "ten-million": 10_000_000}
READY = 100_000


class Metrics(Family):
    """One server per size, with an executor that serves its metrics."""

    name = "metrics"
    meaning = (
        "GET /metrics over HTTP from an executor with --metrics, more than a second apart, so that each asks the database. The database holds ended one-step jobs, copies of one that ran, and "
        f"{READY:,} ready steps of a paused queue. The first scrape of a round is of an executor that has just begun: it connects and makes the plans.")
    aims = tuple(
        aim
        for size, large in (("small", False), ("ten-million", True))
        for aim in (
            Aim(f"metrics-{size}", f"scrape of the metrics with {SIZES[size]:,} finished steps, 99th percentile", figure("p99", size), None, 20, at_most=True,
                unit="ms", large=large),
            Aim(f"metrics-{size}-p50", "the same, median", figure("p50", size), None, None, at_most=True, unit="ms", large=large),
            Aim(f"metrics-{size}-first", "the same, the first one of an executor", figure("first", size), None, None, at_most=True, unit="ms", large=large)))

    def open(self):
        self.samples = self.bench.scaled(20, least=5)
        self.installations = {}
        for size, steps in SIZES.items():
            if self.wanted(size):
                self.installations[size] = self.filled(size, self.bench.scaled(steps))

    def filled(self, size, steps):
        installation = self.installation()
        executor = installation.start_executor()
        started = time.monotonic()
        seed.finished(installation, steps)
        installation.stop_executor(executor)
        seed.ready(installation, self.bench.scaled(READY))
        self.notes.append(f"{size}: {steps:,} finished steps written in {time.monotonic() - started:.0f} s")
        return installation

    def subjects(self):
        return {size: lambda i=installation: self.scrapes(i) for size, installation in self.installations.items()}

    def scrapes(self, installation):
        executor = installation.start_executor("--metrics", "127.0.0.1:0")
        try:
            port = int(executor.wait_for_log(r"metrics are served address=127\.0\.0\.1:(\d+)")[1])
            first, *later = [self.scrape(port) for _ in range(self.samples + 1)]
            return {"first": first, **percentiles(later)}
        finally:
            installation.stop_executor(executor)

    def scrape(self, port):
        time.sleep(1.1)  # within a second the executor gives the same text again
        started = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
        took = (time.monotonic() - started) * 1000
        connection.close()
        if not re.search(r"^baton_database_up 1$", text, re.MULTILINE):
            raise RuntimeError("the database gave no metrics")
        return took
