"""What the simulated executors did, compared with what the database recorded: the client's side of the protocol."""

import threading

# What a report that was sent as ... may have become.
MAY_BECOME = {
    "completed": {"completed"},
    "failed": {"failed", "partial", "cancelled"},
    "cancelled": {"cancelled"},
    "interrupted": {"interrupted", "cancelled"},
}


class Oracle:
    """Collects violations; the first one ends the storm."""

    def __init__(self):
        self.violations, self.over = [], threading.Event()
        self._lock = threading.Lock()
        self._sent = {}          # token -> kinds of ends that were reported for it
        self._recorded = {}      # token -> kind that the database said it recorded
        self._checkpoints = {}   # (job, n, generation) -> (attempt, number) of the last one confirmed

    def violated(self, claim, detail=""):
        with self._lock:
            self.violations.append((claim, str(detail)))
        self.over.set()

    def sending(self, token, kind):
        with self._lock:
            self._sent.setdefault(token, set()).add(kind)

    def recorded(self, token, kind):
        with self._lock:
            if token in self._recorded:
                twice = True
            else:
                self._recorded[token], twice = kind, False
        if twice:
            self.violated("a report is recorded once", token)

    def saved(self, row, number):
        with self._lock:
            self._checkpoints[row["job_id"], row["n"], row["generation"]] = (row["attempt"], number)

    def claimed(self, row, document):
        """A later attempt must be given the last checkpoint that was confirmed, or one that came after it."""
        attempt, number = self._checkpoints.get((row["job_id"], row["n"], row["generation"]), (row["attempt"], 0))
        if row["attempt"] > attempt and ((document["checkpoint"] or {}).get("at") or 0) < number:
            self.violated("a confirmed checkpoint is there for the next attempt",
                          f"job {row['job_id']} step {row['n']}: {document['checkpoint']} after {number}")

    def compare(self, attempts):
        """Every recorded end was reported so by whoever held its token, and every confirmed report is there."""
        with self._lock:
            sent = {token: set(kinds) for token, kinds in self._sent.items()}
            recorded = dict(self._recorded)
        found = {row["token"]: row for row in attempts}
        for token, row in found.items():
            allowed = set().union(*(MAY_BECOME[kind] for kind in sent.get(token, ())), {"lost"})
            if row["handed_back"]:
                allowed |= {"interrupted", "cancelled"}
            if row["outcome"] not in allowed:
                self.violated("an end is recorded only as the holder reported it",
                              f"{row} but sent were {sent.get(token, 'none')}")
        for token, kind in recorded.items():
            if token in found and found[token]["outcome"] not in MAY_BECOME[kind]:
                self.violated("a confirmed report stays", f"{kind} is now {found[token]}")

    def confirmed(self):
        with self._lock:
            return list(self._recorded)
