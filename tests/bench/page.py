"""docs/benchmarks.md from the JSON of a run."""

from table import medians, shown

INTRODUCTION = """\
# Benchmarks

How fast Baton is beside what limits it on the same machine (starting processes) and beside other job queues on the same PostgreSQL, each
row measured in turns within one run. The ratios are what to look at: absolute figures of a shared machine swing by two, the ratios of
figures taken in turns hold. Baton keeps jobs, steps, attempts, output and history of all that is measured here; what the others
keep or leave out is said beside each row.

Made by `scripts/bench --page` from [the figures of all rounds](benchmarks.json); do not edit.
"""

REPEAT = """\
## Repeat it

```
scripts/install-deps build database client bench
scripts/bench                     # about a quarter of an hour
scripts/bench --row dag --row idle --rounds 9
scripts/bench --large --page      # with 10 million rows and a snapshot of 10 minutes: hours; writes this page
```

It builds the release preset, installs the peers from npm (`tests/bench/peers`), starts a private PostgreSQL in a temporary directory, and
removes it at the end. Nothing else should run on the machine. `scripts/bench --list` names the rows.
"""


def render(result):
    return "\n".join([INTRODUCTION, _table(result), _left_out(result), REPEAT, _circumstances(result), _costs(result),
                      _meanings(result), _peers(result)]).rstrip() + "\n"


def _table(result):
    lines = ["## Figures", "",
             f"Medians of {result['rounds']} rounds; in brackets the lowest and highest ratio of a round. *Aim* is the ratio that is"
             " to be reached, or for a row without *against* the figure itself.", "",
             "| row | | Baton | against | ratio | aim | |", "|---|---|---|---|---|---|---|"]
    for row in result["rows"]:
        theirs = f"{shown(row['theirs']['median'])} ({row['theirs']['subject']})" if row["theirs"] else ""
        spread = f"{shown(row['lowest'])} - {shown(row['highest'])}"
        ratio = f"**{shown(row['ratio'])}** ({spread})" if row["theirs"] else f"({spread})"
        aim = "" if row["aim"] is None else f"{'≤' if row['at_most'] else '≥'} {row['aim']:g}"
        verdict = {True: "reached", False: "**missed**", None: ""}[row["reached"]]
        lines.append(f"| {row['row']} | {row['title']} | {shown(row['ours']['median'])} {row['unit']} | {theirs} | {ratio} | {aim} | {verdict} |")
    return "\n".join(lines) + "\n"


def _left_out(result):
    if not result["left_out"]:
        return ""
    reasons = {}
    for left in result["left_out"]:
        reasons.setdefault(left["reason"], []).append(left["row"])
    return "\n".join(f"Not measured in this run ({reason}): {', '.join(rows)}." for reason, rows in reasons.items()) + "\n"


def _circumstances(result):
    machine = result["machine"]
    peers = ", ".join(f"{name} {version}" for name, version in machine["peers"].items())
    scale = "a tenth of the work (--quick): not for comparison" if result["quick"] else (
        "with the large sizes" if result["large"] else "without the large sizes")
    lines = ["## Machine and settings", "",
             f"{machine['cores']} cores of {machine['cpu']}, {machine['memory']} of memory, Linux {machine['kernel']}, the database on the same"
             f" machine. {machine['baton']}, commit {machine['commit']}; PostgreSQL {machine['postgresql']};"
             f" node {machine['node'] or 'absent'}; peers: {peers or 'none'}. {result['started'][:16].replace('T', ' ')} UTC, {scale}.", "",
             "PostgreSQL's settings, for Baton and the peers alike; all others are its defaults: "
             + ", ".join(f"`{name} = {value}`" for name, value in result["settings"].items()) + "."]
    return "\n".join(lines) + "\n"


def _costs(result):
    lines = ["## What a step costs", "",
             "CPU seconds per 1,000 steps (or jobs) while they run: of the executor process or the peer's worker, of the launcher, the"
             " supervisors and the scripts (of a peer or a limit: its child processes), and of all of PostgreSQL. Inserting is not in it where"
             " jobs are run. Peak memory is that of the executor processes, or the peer's.", "",
             "| family | subject | per second | executor or worker | processes | database | peak MB |", "|---|---|---|---|---|---|---|"]
    for name, family in result["families"].items():
        for subject, figures in medians(family["rounds"]).items():
            cells = [figures.get("rate"), figures.get("executor_cpu", figures.get("worker_cpu")), figures.get("scripts_cpu"),
                     figures.get("database_cpu"), figures.get("peak_mb")]
            if any(cell is not None for cell in cells):
                lines.append(f"| {name} | {subject} | " + " | ".join(map(shown, cells)) + " |")
    return "\n".join(lines) + "\n"


def _meanings(result):
    lines = ["## What the rows mean, and whom they favour", ""]
    for name, family in result["families"].items():
        rows = [row["row"] for row in result["rows"] if row["family"] == name]
        lines.append(f"**{', '.join(rows) or name}.** {family['meaning']}"
                     + "".join(f" {note[0].upper()}{note[1:]}." for note in family["notes"]))
        lines += [f"- {row['row']}: {row['note']}." for row in result["rows"] if row["family"] == name and row["note"]]
        lines.append("")
    return "\n".join(lines)


def _peers(result):
    found = {}
    for family, subject, figures in ((name, s, f) for name, family in result["families"].items()
                                     for r in family["rounds"][:1] for s, f in r.items()):
        if "settings" in figures and "version" in figures:
            settings = ", ".join(f"{key} {value}" for key, value in figures["settings"].items() if key != "name")
            found.setdefault((subject, settings), []).append(family)
    if not found:
        return ""
    return "\n".join(["## Settings of the peers", "", "Why these are their best: [tests/bench/peers](../tests/bench/peers/README.md).", ""]
                     + [f"- {subject} ({', '.join(families)}): {settings}" for (subject, settings), families in found.items()]) + "\n"
