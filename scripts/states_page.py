"""The page of states that scripts/reference writes: diagrams and tables from the rows of the transitions."""

import re

TRANSITIONS = """
select json_agg(transition order by transition.place)
from (
  select from_status, to_status, cause,
    array_position(array['draft', 'pending', 'ready', 'running', 'retrying', 'action_required', 'in_progress',
      'cancelling', 'completed', 'failed', 'skipped', 'cancelled'], from_status) * 100
    + array_position(array['draft', 'pending', 'ready', 'running', 'retrying', 'action_required', 'in_progress',
      'cancelling', 'completed', 'failed', 'skipped', 'cancelled'], to_status) as place
  from baton.{table}
) as transition
"""



def cell(text):
    return (text or "").replace("|", "\\|").replace("\n", " ")


# People's verbs; what else moves a job or a step is its ordinary life.
BY_HAND = re.compile(r"(set_step_status|retry_job|reset_step|recover_orphans\(failed\)|reset$|a step before it was reset)")

ENDS = ("completed", "failed", "skipped", "cancelled")


def is_by_hand(row):
    return BY_HAND.match(row["cause"]) is not None


def diagram(initial, rows, label):
    """A state diagram; label(row) is written at the row's arrow, None at none."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    [*] --> {status}" for status in initial]
    for row in rows:
        text = label(row)
        # A colon begins the label and commas are enough for the rest.
        lines.append(f"    {row['from_status']} --> {row['to_status']}" + (f": {text.replace(':', ',')}" if text else ""))
    return lines + [f"    {status} --> [*]" for status in ENDS if initial and any(row["to_status"] == status for row in rows)] + ["```", ""]


def states_section(title, what, initial, rows, edits):
    lines = [f"## {title}", "", what, ""]
    lines += diagram(initial, [row for row in rows if not is_by_hand(row)], lambda row: row["cause"])
    lines += [edits, ""]
    lines += diagram([], [row for row in rows if is_by_hand(row)], lambda row: None)
    lines += ["| from | to | what causes it |", "|---|---|---|"]
    lines += [f"| {row['from_status']} | {row['to_status']} | {cell(row['cause'])} |" for row in rows]
    return lines + [""]


# What sql/functions/breakers does; there are no rows of it, because no trigger has to guard one row that few write.
BREAKERS = [
    ("closed", "open", "threshold failures in a row, or open_breaker"),
    ("open", "half_open", "open_for has passed"),
    ("half_open", "closed", "the step that tries completes, or close_breaker"),
    ("half_open", "open", "the step that tries fails, or open_breaker"),
    ("open", "closed", "close_breaker"),
]

OTHER_NAMES = """## Other names

| what other systems call | is here |
|---|---|
| stuck | a row of `baton.orphaned_steps` and `baton.orphaned_jobs`: running without a sign of life; `recover_orphans('stuck')` |
| partial | `retrying` (or `failed`) with `status_reason` `partial`; its checkpoint is kept |
| timeout | `retrying` or `failed` with `error_code` `TIMEOUT` |
| paused, blocked, throttled | `ready` with the reason in `status_reason`: `queue_paused`, `breaker:<name>` |
| warning | a column of a `completed` step, and a count of its job |
| dead letter | a row of `baton.dead_letters`: failed for good |
"""


def breakers_section(database):
    known = re.findall(r"'(\w+)'::text", database.json(
        "select to_json(pg_get_constraintdef(oid)) from pg_constraint"
        " where conrelid = 'baton.circuit_breakers'::regclass and conname = 'state_is_known'"))
    if set(known) != {state for change in BREAKERS for state in change[:2]}:
        raise SystemExit(f"scripts/reference: a breaker can be {known}; say in BREAKERS what moves it")
    rows = [{"from_status": before, "to_status": after, "cause": cause} for before, after, cause in BREAKERS]
    return ["## Circuit breakers", "",
            "A [breaker](../how-to/protect-a-service.md) is not a status of a step: a step that names one stays `ready` and gives it as its reason.", "",
            *diagram(["closed"], rows, lambda row: row["cause"])]


def states_page(database):
    lines = ["# States", "",
             "What a job and a step can be, and what moves them. A change that is not in these tables is refused by the",
             "database. Made by `scripts/reference` from the rows of `baton.job_transitions` and `baton.step_transitions`; do not edit.", ""]
    lines += states_section("Jobs", "A draft waits for `start_job`; every other job starts as `pending`.", ["draft", "pending"],
                            database.json(TRANSITIONS.format(table="job_transitions")),
                            "What people can do besides: retry, reset and [edit](../how-to/repair-a-job-by-hand.md).")
    lines += states_section("Steps", "`status_reason` says why, apart from the status. In `baton.steps` a step is `running` while an attempt of it runs.",
                            ["pending"], database.json(TRANSITIONS.format(table="step_transitions")),
                            "What people can do besides: [edit and reset](../how-to/repair-a-job-by-hand.md). A reset goes back to `pending`, in the next generation.")
    lines += breakers_section(database)
    return "\n".join(lines).rstrip() + "\n\n" + OTHER_NAMES
