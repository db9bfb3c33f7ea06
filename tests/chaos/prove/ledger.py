"""What the storm knows by itself, apart from the database: accepted jobs, counts, and what was found to be wrong."""

import collections
import threading
import time
import traceback


class Ledger:
    def __init__(self):
        self.accepted = {}                      # job id -> random_jobs.Job, once its COMMIT was confirmed
        self.counts = collections.Counter()     # faults and events by name
        self.findings = []                      # (claim, what broke it)
        self.stop = threading.Event()           # the storm is over: faults and submitters end
        self.began = time.monotonic()
        self._lock = threading.Lock()

    def accept(self, job_id, job):
        with self._lock:
            self.accepted[job_id] = job

    def forget_all_but(self, there):
        """After a restore: only jobs whose id and key are in there ({id: key}) were ever accepted. Those that went."""
        with self._lock:
            gone = [job for job_id, job in self.accepted.items() if there.get(job_id) != job.key]
            self.accepted = {job_id: job for job_id, job in self.accepted.items() if there.get(job_id) == job.key}
        return gone

    def accepted_ids(self):
        with self._lock:
            return list(self.accepted)

    def count(self, name, number=1):
        with self._lock:
            self.counts[name] += number

    def found(self, claim, what):
        """A violation. It ends the storm: the state is kept as it is."""
        with self._lock:
            self.findings.append({"claim": claim, "found": str(what)[:2000], "after_s": round(self.seconds(), 1)})
        self.stop.set()

    def seconds(self):
        return time.monotonic() - self.began


class Worker(threading.Thread):
    """A thread of the storm. What it does not expect is a finding, too: a harness that dies unseen proves nothing."""

    def __init__(self, name, ledger):
        super().__init__(name=name, daemon=True)
        self.ledger = ledger

    def run(self):
        try:
            self.work()
        except Exception as error:   # pylint: disable=broad-except
            self.ledger.found(f"the harness's {self.name} works", f"{error!r}\n{traceback.format_exc()}")

    def work(self):
        raise NotImplementedError
