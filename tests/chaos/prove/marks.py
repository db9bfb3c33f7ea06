"""What the scripts wrote down themselves, against what the database recorded."""

import collections
import dataclasses

from replay import EDITS

SECOND = 1_000_000_000


@dataclasses.dataclass
class Mark:
    kind: str        # S began, O met another attempt alive, E ended by itself
    token: str
    job: int
    step: str
    attempt: int
    at: int          # CLOCK_MONOTONIC, ns
    pid: int
    status: int
    words: int       # checksum of the arguments


def checksum(words):
    """As act.c reckons it."""
    value = 2166136261
    for byte in b"".join(word.encode() + b"\0" for word in words):
        value = (value ^ byte) * 16777619 % (1 << 32)
    return value


def read(path):
    for line in path.read_text().splitlines() if path.exists() else []:
        kind, token, job, step, attempt, at, pid, status, words = line.split()
        yield Mark(kind, token, int(job), step, int(attempt), int(at), int(pid), int(status), int(words))


class Marks:
    def __init__(self, path, record, ledger, arena, frozen):
        self.record, self.ledger, self.arena, self.frozen = record, ledger, arena, frozen
        self.places = {pid: place for place in arena.places for pid in place.pids}
        self.excused = 0
        self.marks = [mark for mark in read(path) if not self.is_forgotten(mark)]

    def is_forgotten(self, mark):
        """A restore to an earlier time took the row of this start along with everything else since."""
        return mark.token not in self.record.by_token and any(
            began <= mark.at <= accepted for began, accepted in self.arena.restores)

    def check(self):
        self.check_starts()
        self.check_commands()
        self.check_order()
        for mark in self.marks:
            if mark.kind == "O":
                self.check_meeting(mark)

    def check_starts(self):
        """Every start has its row, and started once; every success of a script began and ended well."""
        starts = collections.Counter(mark.token for mark in self.marks if mark.kind == "S")
        ends = {mark.token: mark.status for mark in self.marks if mark.kind == "E"}
        for mark in self.marks:
            row = self.record.by_token.get(mark.token)
            if mark.kind == "S" and (row is None or (row["job_id"], row["key"], row["attempt"]) != (mark.job, mark.step, mark.attempt)):
                self.ledger.found("every start of a script has its row", f"{mark}: {row}")
        for token, count in starts.items():
            if count > 1:
                self.ledger.found("an attempt starts its script once", f"{token}: {count} times")
        for token, row in self.record.by_token.items():
            if (row["outcome"] == "completed" and row["kind"] == "command" and not row["has_warning"] and ends.get(token) != 0
                    and not had_said_so(row)):
                self.ledger.found("a recorded success ended with status 0", f"{row}: {ends.get(token)}")

    def check_commands(self):
        """What ran is what the job says: after a restore, ids of definitions stand for others."""
        for mark in self.marks:
            job = self.ledger.accepted.get(mark.job)
            step = job and next(step for step in job.steps if step["key"] == mark.step)
            if step and mark.words != checksum(step["command"][1:]):
                self.ledger.found("a script gets the arguments of its own step", f"{mark}: {step['command']}")

    def check_order(self):
        """No script began before a success of each step that its own depends on had ended, by the scripts' own clocks."""
        ended = collections.defaultdict(list)
        for mark in self.marks:
            row = self.record.by_token.get(mark.token)
            if mark.kind == "E" and row and row["outcome"] == "completed":
                ended[mark.job, mark.step].append(mark.at)
        for mark in self.marks:
            job = self.ledger.accepted.get(mark.job)
            step = job and next(step for step in job.steps if step["key"] == mark.step)
            if mark.kind != "S" or not step or step.get("run_if") == "all_finished":
                continue
            for parent in step["depends_on"]:
                times = ended[mark.job, parent]
                if parent in job.behaviours and (times and min(times) > mark.at or not times) and not self.was_decided(mark.job, parent):
                    self.ledger.found("a script begins after what it depends on", f"{mark}, {parent} ended at {times}")

    def was_decided(self, job, key):
        """Whether it could be satisfied without an end of its own: by a person, by its condition, or by its last word."""
        return (any(step["key"] == key and step["status"] == "skipped" for step in self.record.steps[job])
                or any(event["key"] == key and event["action"] in EDITS for event in self.record.events[job])
                or any(row["key"] == key and had_said_so(row) for row in self.record.attempts[job]))

    def check_meeting(self, mark):
        """Two scripts of a step were alive at once. That may only be where nobody could stop the first: its executor
        was frozen, or cut off while it sees its database as one on its own machine."""
        earlier = [row for row in self.record.attempts[mark.job] if row["key"] == mark.step and row["attempt"] < mark.attempt]
        if (any(row["outcome"] == "lost" and self.could_not_be_stopped(row["pid"], mark.at) for row in earlier)
                or self.was_frozen_through_a_restore(mark.at)):
            self.excused += 1
            return
        self.ledger.found("the first script of a step is dead before the second starts",
                          f"{mark}, after {[(row['attempt'], row['outcome'], row['pid']) for row in earlier]}")

    def was_frozen_through_a_restore(self, at):
        """The attempt of a frozen executor may have no row any more."""
        return any(began <= at <= accepted + 10 * SECOND and frozen.began <= accepted and began <= (frozen.ended or at)
                   for began, accepted in self.arena.restores for frozen in self.frozen)

    def could_not_be_stopped(self, pid, at):
        if any(frozen.pid == pid and frozen.began <= at <= frozen.ended + 5 * SECOND for frozen in self.frozen):
            return True
        place = self.places.get(pid)
        return place is not None and place.is_local and any(
            began <= at <= ended + 5 * SECOND for began, ended in place.cuts)


def had_said_so(row):
    """A script that was killed after it had reported its success: its last word counts, and it could not mark its end.
    Without that word a killed script is none that succeeded, whatever the seed had planned."""
    return row["outcome"] == "completed" and row["signal"] is not None
