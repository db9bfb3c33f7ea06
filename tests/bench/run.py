"""A run: every wanted family, its rounds, and what came of its aims."""

import datetime
import json
import subprocess
import sys
import time
import traceback

import machine
import measure
import peer
import table


class Missing(Exception):
    """What a family needs is not there."""


class Run:
    """What the families may ask of a run."""

    Missing = Missing

    def __init__(self, options, binaries):
        self.options = options
        self.binaries = binaries
        self.aims = []
        self.left_out = []
        self.failed = False

    @property
    def large(self):
        return self.options.large

    def scaled(self, count, least=1):
        return max(count // 10, least) if self.options.quick else count

    def program(self, name):
        return str(self.binaries / "tests/bench" / name)

    def limit(self, name, *arguments):
        """The JSON object that a program of limits/ prints."""
        done = subprocess.run([self.program(name), *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              text=True, check=True, timeout=600)
        return json.loads(done.stdout)

    def measure(self, families):
        result = {"started": _now(), "rounds": self.options.rounds, "quick": self.options.quick, "large": self.options.large,
                  "machine": machine.describe(self.binaries / "executor/baton"), "settings": machine.settings(),
                  "load_before": machine.load(), "rows": [], "families": {}}
        self.aims = [aim for family in families for aim in family.aims
                     if not self.options.row or aim.row in self.options.row or family.name in self.options.row]
        if not self.options.large:
            self._leave_out([aim for aim in self.aims if aim.large], "only with --large")
        self._leave_out_peers()
        for family in families:
            if any(aim in self.aims for aim in family.aims):
                rounds, notes, seconds = self._measure_family(family(self))
                rows = [judged for aim in family.aims if aim in self.aims and (judged := measure.judge(aim, rounds))]
                table.print_rows(rows)
                result["rows"] += [{"family": family.name, **row} for row in rows]
                result["families"][family.name] = {"meaning": family.meaning, "rounds": rounds, "notes": notes,
                                                    "seconds": round(seconds, 1)}
        result |= {"left_out": self.left_out, "finished": _now()}
        table.print_summary(result)
        return result

    def _leave_out_peers(self):
        def of_peers(chosen):
            return chosen and all(map(peer.is_one, chosen.subjects))

        wanting = [aim for aim in self.aims if of_peers(aim.ours) or of_peers(aim.theirs)]
        reason = wanting and peer.missing()
        if reason:
            self._leave_out(wanting, reason)

    def _leave_out(self, aims, reason):
        self.left_out += [{"row": aim.row, "reason": reason} for aim in aims]
        self.aims = [aim for aim in self.aims if aim not in aims]

    def _measure_family(self, family):
        started, rounds = time.monotonic(), []
        try:
            family.open()
            for number in range(self.options.rounds):
                rounds.append(family.round(number))
                print(f"{family.name}: round {number + 1} of {self.options.rounds}", file=sys.stderr, flush=True)
        except Missing as missing:
            self._leave_out([aim for aim in family.aims if aim in self.aims], str(missing))
        except Exception as error:  # the other families are still worth having
            traceback.print_exc()
            self.failed = True
            self._leave_out([aim for aim in family.aims if aim in self.aims], f"failed: {error}")
            rounds = []
        finally:
            family.close()
        return rounds, family.notes, time.monotonic() - started


def _now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
