"""Results as text for a terminal."""

import statistics


def shown(value):
    """Three or four digits, whatever the size."""
    if value is None:
        return ""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}" if abs(value) >= 1 else f"{value:.3g}"


def aim_of(row):
    if row["aim"] is None:
        return "-"
    return f"{'at most ' if row['at_most'] else ''}{row['aim']:g}"


def verdict(row):
    return {True: "reached", False: "MISSED", None: ""}[row["reached"]]


def print_rows(rows):
    for row in rows:
        against = f" against {shown(row['theirs']['median'])} ({row['theirs']['subject']})" if row["theirs"] else ""
        spread = f"{shown(row['lowest'])} to {shown(row['highest'])}"
        print(f"{row['row']:22} {shown(row['ours']['median']):>8} {row['unit']}{against}\n"
              f"{'':22} {shown(row['ratio']):>8} (rounds: {spread}), aim {aim_of(row)}: {verdict(row) or 'for information'}", flush=True)


def print_costs(result):
    """CPU seconds per 1,000 steps, by part, and memory."""
    header = ("family", "subject", "per s", "executor", "scripts", "database", "peak MB")
    print("\nCPU seconds per 1,000 steps:\n" + "  ".join(f"{word:>10}" for word in header))
    for name, family in result["families"].items():
        for subject, figures in medians(family["rounds"]).items():
            cells = [figures.get(key) for key in ("rate", "executor_cpu", "scripts_cpu", "database_cpu", "peak_mb")]
            cells[1] = figures.get("worker_cpu", cells[1])
            if any(cell is not None for cell in cells):
                print(f"{name:>10}  {subject:>10}  " + "  ".join(f"{shown(cell):>10}" for cell in cells))


def print_summary(result):
    print_costs(result)
    for left in result["left_out"]:
        print(f"left out: {left['row']}: {left['reason']}")
    judged = [row for row in result["rows"] if row["reached"] is not None]
    print(f"\n{sum(row['reached'] for row in judged)} of {len(judged)} aims reached"
          + "".join(f"\n  missed: {row['row']} {shown(row['ratio'])}, aim {aim_of(row)}" for row in judged if not row["reached"]))


def medians(rounds):
    """subject -> figure -> median over the rounds, of what is a number."""

    found = {}
    for subject in dict.fromkeys(s for r in rounds for s in r):
        here = [r[subject] for r in rounds if subject in r]
        numbers = [k for k, v in here[0].items() if isinstance(v, (int, float))]
        found[subject] = {k: statistics.median(h[k] for h in here) for k in numbers}
    return found
