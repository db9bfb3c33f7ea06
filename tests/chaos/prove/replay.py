"""After the storm: what the database recorded, against the model; and what the scripts' own marks say, against what
the database recorded."""

import collections

from model import Deviation, Job
from people import REASON

ATTEMPTS = """
select attempt.job_id, definition.key, definition.kind, attempt.attempt, attempt.generation, attempt.token::text, attempt.outcome,
  attempt.error_code, attempt.exit_code, attempt.signal, coalesce(class.max_retries, 0) as retries, executor.pid,
  coalesce(attempt.details ? 'not_charged_for', false) as is_free,
  attempt.outcome = 'completed' and attempt.error_code is not null as has_warning,
  pg_xact_commit_timestamp(attempt.xmin)::text as at
from baton.attempt_rows as attempt
join baton.jobs as job on job.id = attempt.job_id
join baton.definition_steps as definition on definition.definition_id = job.definition_id and definition.n = attempt.n
left join baton.error_classes as class on class.id = attempt.error_class
left join baton.executors as executor on executor.id = attempt.executor_id
order by pg_xact_commit_timestamp(attempt.xmin), attempt.job_id, attempt.n, attempt.attempt
"""
EVENTS = """
select event.id, event.job_id, event.from_status, event.to_status, event.action, event.reason, definition.key,
  pg_xact_commit_timestamp(event.xmin)::text as at
from baton.job_events as event
join baton.jobs as job on job.id = event.job_id
left join baton.definition_steps as definition on definition.definition_id = job.definition_id and definition.n = event.n
order by event.id
"""
ENDS = ("completed", "failed", "cancelled")
EDITS = ("set_step_status", "set_step_statuses", "reset_step")
STEPS = """
select job_id, key, status, status_reason, generation, attempts, warning is not null as has_warning,
  (outputs ->> 'value')::int as value
from baton.steps
"""


class Record:
    """Everything that is recorded, by job."""

    def __init__(self, database):
        self.attempts, self.events, self.steps = (collections.defaultdict(list) for _ in range(3))
        self.by_token = {}
        for row in database.rows(ATTEMPTS):
            self.attempts[row["job_id"]].append(row)
            self.by_token[row["token"]] = row
        for row in database.rows(EVENTS):
            self.events[row["job_id"]].append(row)
        for row in database.rows(STEPS):
            self.steps[row["job_id"]].append(row)
        self.jobs = {row["id"]: row for row in database.rows("select id, status, warnings, auto_start from baton.jobs")}
        self.lost_budget = database.value("select lost_attempts from baton.settings")


def value_of(job, attempt):
    """What the script handed on in this attempt, as the seed planned it."""
    if attempt["outcome"] != "completed":
        return None
    if attempt["kind"] == "sql":
        sql = next(step["sql"] for step in job.steps if step["key"] == attempt["key"])
        return int(sql.rpartition("_")[2])
    plan = job.behaviours[attempt["key"]]
    words = plan[min(attempt["attempt"], len(plan)) - 1].split(",")
    values = [int(word.partition("=")[2]) for word in words if word.startswith("value=")]
    return values[0] if values else None


def resumes(job, attempt):
    """Whether the step's scripts save a checkpoint, without which a partial success is not resumed."""
    return any("checkpoint=" in behaviour for behaviour in job.behaviours.get(attempt["key"], []))


def replay(record, job_id, job):
    """The model's job at the end of the record. Deviation where the record cannot be followed."""
    attempts = [dict(row, value=value_of(job, row), code=row["error_code"], resumes=resumes(job, row))
                for row in record.attempts[job_id]]
    ahead = collections.Counter((row["key"], row["generation"]) for row in attempts)
    batches = collections.defaultdict(list)
    for row in attempts:
        batches[row["at"]].append(row)
    edits = collections.defaultdict(list)
    for event in record.events[job_id]:
        if event["action"] in EDITS and event["key"]:
            edits[event["at"]].append(change_of(event))
    entries = sorted([(at, 0, "attempts", batch) for at, batch in batches.items()]
                     + [(at, 0, "edit", changes) for at, changes in edits.items()]
                     + [(event["at"], event["id"], "event", event) for event in record.events[job_id]
                        if event["action"] not in EDITS], key=lambda entry: entry[:2])
    model = Job(job.steps, not record.jobs[job_id]["auto_start"], job.run_in is not None, record.lost_budget,
                lambda step: ahead[step.key, step.generation] > 0)
    for _, _, kind, entry in entries:
        if kind == "edit":
            model.edit(entry)
        elif kind == "attempts":
            for row in entry:
                ahead[row["key"], row["generation"]] -= 1
            model.attempts_ended(entry)
        else:
            follow(model, entry)
    return model


def change_of(event):
    """A step's part of an edit. What follows from it says why in front of the reason that was given."""
    by_hand = event["reason"] == REASON and event["action"] != "reset_step"
    text = event["reason"]
    reason = ("manual" if by_hand else "condition" if text == REASON or text.startswith("its condition is not met")
              else "job_failed" if text.startswith("the job fails at") else None if text.startswith("after ")
              else "dependency_failed")
    return {"key": event["key"], "from": event["from_status"], "to": event["to_status"], "by_hand": by_hand, "reason": reason}


def follow(model, event):
    """What people and time did; what follows from attempts the model must find by itself."""
    # recover_orphans also writes what it did to a job that goes on: then its attempts say what followed.
    if event["action"] in ("retry_job", "recover_orphans") and event["from_status"] in ENDS and event["to_status"] == "in_progress":
        model.retry(event["key"])
    elif event["action"] == "resolve_step" and event["key"]:
        model.resolve(event["key"], event["to_status"])
    elif event["action"] == "start_job":
        model.start()
    elif event["to_status"] in ("cancelled", "cancelling") and event["from_status"] != "cancelling":
        model.cancel()


def compare(record, job_id, model):
    """Where the database's end differs from the model's."""
    row = record.jobs[job_id]
    warnings = sum(step.has_warning for step in model.steps.values())
    if (model.status, warnings) != (row["status"], row["warnings"]):
        yield f"job {job_id} is {row['status']} with {row['warnings']} warnings, the model {model.status} with {warnings}"
    for step in record.steps[job_id]:
        ours = model.steps[step["key"]]
        theirs = (step["status"], step["generation"], step["attempts"], step["has_warning"])
        if ours.is_edited:   # see attempt_ended
            ours.generation = max(ours.generation, step["generation"])
        if (ours.status, ours.generation, ours.attempts, ours.has_warning) != theirs:
            yield (f"step {step['key']} of job {job_id} is {theirs}, in the model"
                   f" {(ours.status, ours.generation, ours.attempts, ours.has_warning)}")
        elif step["status"] == "completed" and not ours.is_manual and step["value"] != ours.value:
            yield f"step {step['key']} of job {job_id} handed on {step['value']} instead of {ours.value}"
        elif step["status"] == "skipped" and reason(step["status_reason"]) != reason(ours.reason):
            yield f"step {step['key']} of job {job_id} was skipped for {step['status_reason']}, in the model for {ours.reason}"


def reason(text):
    """Whether a failing job's step or its dependency is named first depends on the order of looking."""
    return "job_failed" if text == "dependency_failed" else text


def check_against_model(record, ledger):
    """How many jobs the model agreed on."""
    agreed = 0
    for job_id, job in ledger.accepted.items():
        if job_id not in record.jobs:
            ledger.found("every accepted job is there", f"job {job_id}")
            continue
        try:
            differences = list(compare(record, job_id, replay(record, job_id, job)))
        except Deviation as deviation:
            differences = [f"job {job_id}: {deviation}"]
        for difference in differences:
            ledger.found("the recorded history leads the model to the same end", difference)
        agreed += not differences
    unknown = set(record.jobs) - set(ledger.accepted)
    if unknown:
        ledger.found("every job was submitted by somebody who knows of it", sorted(unknown)[:20])
    return agreed


def check_effects(record, database, ledger):
    """A SQL step's effect is there exactly as often as its success is recorded."""
    expected = collections.Counter()
    for job_id, attempts in record.attempts.items():
        for attempt in attempts:
            if attempt["kind"] == "sql" and attempt["outcome"] == "completed" and job_id in ledger.accepted:
                expected[job_id, value_of(ledger.accepted[job_id], attempt)] += 1
    found = collections.Counter((row["job_id"], row["which"]) for row in database.rows("select * from app.effects"))
    for key in set(expected) | set(found):
        if expected[key] != found[key]:
            ledger.found("a SQL step takes effect exactly once per recorded success",
                         f"job {key[0]}, app.effect_{key[1]}: {expected[key]} successes, {found[key]} effects")
    return sum(found.values())
