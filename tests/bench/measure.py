"""What a benchmark is: subjects that are measured in turns, and aims that compare their figures."""

import contextlib
import dataclasses
import statistics

from installation import Installation


@dataclasses.dataclass(frozen=True)
class Figure:
    """One number of one subject; of several subjects that which is hardest to beat."""
    subjects: tuple
    name: str

    def needs(self):
        return set(self.subjects)


def figure(name, *subjects):
    return Figure(subjects, name)


@dataclasses.dataclass(frozen=True)
class Aim:
    """A row of the table: ours / theirs is to be at least (or at most) the bound. Without theirs, ours itself is. Without a
    bound it is only shown."""
    row: str
    title: str
    ours: Figure
    theirs: Figure | None
    bound: float | None
    at_most: bool = False
    unit: str = "steps/s"
    note: str = ""
    large: bool = False     # takes long: only with --large

    def subjects(self):
        return self.ours.needs() | (self.theirs.needs() if self.theirs else set())


class Family:
    """Benchmarks that share what they stand on. `subjects` maps names to methods that return figures."""

    name = ""
    meaning = ""  # for people: what is done, and whom it favours
    aims = ()

    def __init__(self, bench):
        self.bench = bench
        self.notes = []
        self.opened = contextlib.ExitStack()

    def open(self):
        pass

    def installation(self, settings=None):
        """A database of this family, removed with it."""
        made = Installation(settings)
        self.opened.callback(made.close)
        return made

    def close(self):
        self.opened.close()

    def subjects(self):
        raise NotImplementedError

    def wanted(self, subject):
        """Whether an aim of this run needs the subject."""
        return any(subject in aim.subjects() for aim in self.bench.aims)

    def round(self, number):
        """One measurement of every wanted subject, in turns; the other way round every other time."""
        order = [item for item in self.subjects().items() if self.wanted(item[0])]
        return {name: measure() for name, measure in (order if number % 2 == 0 else reversed(order))}


def judge(aim, rounds):
    """The result of one aim over all rounds; None when one of its subjects was not measured."""
    ours = _best(aim.ours, rounds, aim.at_most)
    theirs = _best(aim.theirs, rounds, aim.at_most) if aim.theirs else None
    if ours is None or (aim.theirs and theirs is None):
        return None
    ratios = [_ratio(r, aim, ours, theirs) for r in rounds]
    median_ours = _median(rounds, ours, aim.ours.name)
    median_theirs = _median(rounds, theirs, aim.theirs.name) if theirs else None
    ratio = median_ours / median_theirs if theirs else median_ours
    reached = None if aim.bound is None else ratio <= aim.bound if aim.at_most else ratio >= aim.bound
    return {"row": aim.row, "title": aim.title, "unit": aim.unit, "note": aim.note,
            "ours": {"subject": ours, "figure": aim.ours.name, "median": median_ours},
            "theirs": {"subject": theirs, "figure": aim.theirs.name, "median": median_theirs} if theirs else None,
            "ratio": ratio, "lowest": min(ratios), "highest": max(ratios),
            "aim": aim.bound, "at_most": aim.at_most, "reached": reached}


def _ratio(measured, aim, ours, theirs):
    value = measured[ours][aim.ours.name]
    return value / measured[theirs][aim.theirs.name] if theirs else value


def _median(rounds, subject, name):
    return statistics.median(r[subject][name] for r in rounds)


def _best(wanted, rounds, at_most):
    """The subject that is hardest to beat: the highest rate, or the lowest cost."""
    there = [s for s in wanted.subjects if all(s in r and wanted.name in r[s] for r in rounds)]
    if not there or not rounds:
        return None
    return (min if at_most else max)(there, key=lambda subject: _median(rounds, subject, wanted.name))
