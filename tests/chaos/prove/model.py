"""What a job is, once more and independently: a state machine of a job and its steps in a hundred lines of Python,
without a database, counters, queues or timers. Given the graph as it was submitted and what is recorded (how each
attempt ended, what people did, in the order of the commits), it must come to the same end.

Design, section 3, says what it is to do. It knows nothing of executors: an attempt is an outcome and an error class."""

ENDED = ("completed", "failed", "skipped", "cancelled")


def alike(status):
    """A retry that became due is not recorded."""
    return "ready" if status == "retrying" else status


class Deviation(Exception):
    """Something is recorded that the model cannot do."""


class Step:
    def __init__(self, definition):
        self.key = definition["key"]
        self.parents = definition["depends_on"]
        self.is_manual = "manual" in definition
        self.is_cleanup = definition.get("run_if") == "all_finished"
        self.may_fail_job = definition.get("on_failure", "fail_job") == "fail_job"
        self.when = definition.get("when")
        self.max_attempts = definition.get("max_attempts")
        self.generation, self.attempts, self.is_edited = 1, 0, False
        self.begin()

    def begin(self):
        self.status, self.reason, self.starts, self.lost, self.failures = "pending", None, 0, 0, {}
        self.has_warning, self.value = False, None

    def end(self, status, reason=None):
        self.status, self.reason = status, reason

    def edit(self, change):
        """What a person did to it, or what follows from that. Work that is taken back or done again stays behind with
        its generation."""
        self.is_edited = True
        if self.is_renewed_by(change):
            self.begin()
            self.generation += 1
        elif change["by_hand"]:
            self.has_warning = change["to"] == "failed" and not self.may_fail_job
        self.end(change["to"], change["reason"])

    def is_renewed_by(self, change):
        if change["to"] in ENDED:
            if change["by_hand"]:
                return False
            return (self.status in ("completed", "failed") or self.starts > 0 and change["reason"] in ("dependency_failed", None)
                    or self.has_ended and change["reason"] is None)   # it would have run again
        return self.has_ended or self.starts > 0

    @property
    def has_ended(self):
        return self.status in ENDED

    @property
    def satisfies(self):
        return self.status == "completed" or self.status == "skipped" and self.reason in ("manual", "condition")


class Job:
    """`is_started_later(step)`: whether an attempt of the step's generation is still to come in the record; such a
    step runs now, if it is open, because nothing starts after a sweep."""

    def __init__(self, definitions, is_draft, is_scheduled, lost_budget, is_started_later):
        self.steps = {definition["key"]: Step(definition) for definition in definitions}
        self.is_scheduled, self.lost_budget, self.is_started_later = is_scheduled, lost_budget, is_started_later
        self.status = "draft" if is_draft else "in_progress"
        self.is_failing = self.is_cancelling = False
        if not is_draft:
            self.advance()

    # What is recorded.

    def start(self):
        self.demand(self.status == "draft", "only drafts are started")
        self.status = "in_progress"
        self.advance()

    def cancel(self):
        self.demand(self.status in ("draft", "in_progress"), "only an open job is cancelled")
        self.is_cancelling, self.status = True, "cancelling"
        self.sweep("cancelled", "cancelled", spare_cleanup=False)
        self.settle()

    def retry(self, from_key):
        self.demand(self.status in ("completed", "failed", "cancelled"), "only an ended job is retried")
        again = {key for key, step in self.steps.items() if not step.satisfies or key == from_key}
        while more := {key for key, step in self.steps.items() if key not in again and again & set(step.parents)}:
            again |= more
        self.demand(again, "there is something to do again")
        for key in again:
            self.steps[key].begin()
            self.steps[key].generation += 1
        self.status, self.is_failing, self.is_cancelling = "in_progress", False, False
        self.advance()

    def edit(self, changes):
        """All changes of one edit. Its consequences are recorded with it, so nothing is left to follow from it."""
        for change in changes:
            step = self.steps[change["key"]]
            is_unseen = self.is_scheduled and change["from"] == "pending" and step.starts == 0   # its time has not come
            self.demand(is_unseen or alike(step.status) == alike(change["from"]), f"{step.key} is edited from {change['from']}, and was {step.status}")
        for change in changes:
            self.steps[change["key"]].edit(change)
        self.is_failing = any(step.status == "failed" and step.may_fail_job for step in self.steps.values())
        for change in changes:
            if change["reason"] is None and change["to"] == "skipped":
                self.give_reason(self.steps[change["key"]])
        self.is_cancelling = False
        if all(step.has_ended for step in self.steps.values()):
            was_cancelled = any(step.status == "cancelled" for step in self.steps.values())
            self.status = "cancelled" if was_cancelled else "failed" if self.is_failing else "completed"
        elif self.status != "draft":
            self.status = "in_progress"
            if self.is_scheduled:
                return self.advance()   # what waits for its time is open here
            left = [step.key for step in self.steps.values() if step.status == "pending" and self.decide(step)]
            self.demand(not left, f"an edit leaves nothing undone: {left}")

    def give_reason(self, step):
        parents = [self.steps[key] for key in step.parents]
        fails = not step.is_cleanup and any(parent.has_ended and not parent.satisfies for parent in parents)
        step.reason = "dependency_failed" if fails else "job_failed" if self.is_failing and not step.is_cleanup else "condition"

    def resolve(self, key, outcome):
        step = self.steps[key]
        self.demand(step.status == "action_required", f"{key} waits for a person: it is {step.status}")
        step.end(outcome, "manual")
        step.has_warning = outcome == "failed" and not step.may_fail_job
        self.is_failing |= outcome == "failed" and step.may_fail_job
        self.advance()

    def attempts_ended(self, attempts):
        """All that one transaction recorded: each is judged by what was before it."""
        was_failing = self.is_failing
        for attempt in attempts:
            self.attempt_ended(self.steps[attempt["key"]], attempt, was_failing)
        self.is_failing |= any(step.status == "failed" and step.may_fail_job for step in self.steps.values())
        self.advance()

    def attempt_ended(self, step, attempt, was_failing):
        self.demand(step.status in ("ready", "retrying"), f"{step.key} was started while {step.status} ({step.reason})")
        if step.is_edited and attempt["generation"] > step.generation:
            status = step.status   # an edit that renewed a step of which only the checkpoint was left
            step.begin()
            step.status, step.generation = status, attempt["generation"]
        step.attempts, step.starts = step.attempts + 1, step.starts + 1
        self.demand((attempt["attempt"], attempt["generation"]) == (step.attempts, step.generation),
                    f"attempt {attempt['attempt']} of generation {attempt['generation']} of {step.key} is number"
                    f" {step.attempts} of generation {step.generation}")
        outcome, gives_up = attempt["outcome"], was_failing and not step.is_cleanup
        is_spent = step.max_attempts is not None and step.starts >= step.max_attempts
        if outcome == "completed":
            step.end("completed")
            step.has_warning, step.value = attempt["has_warning"], attempt["value"]
        elif outcome == "cancelled" or self.is_cancelling:
            self.demand(outcome in ("cancelled", "lost"), f"{step.key} of a cancelled job ended as {outcome}")
            step.end("cancelled")
        elif outcome == "interrupted":
            self.give_back(step, is_spent, gives_up)
        elif outcome == "lost":
            step.lost += 1
            self.give_back(step, is_spent or step.lost > self.lost_budget, gives_up)
        else:
            code, retries = attempt["code"], attempt["retries"]
            step.failures[code] = step.failures.get(code, 0) + (not attempt["is_free"])   # an open breaker pays
            if is_spent or gives_up or outcome == "partial" and not attempt["resumes"]:
                may_go_on = False
            else:
                may_go_on = attempt["is_free"] or step.failures[code] <= retries
            if may_go_on:
                step.end("retrying")
            else:
                step.end("failed")
                step.has_warning = not step.may_fail_job

    def give_back(self, step, fails, gives_up):
        if fails:
            step.end("failed")
            step.has_warning = not step.may_fail_job
        elif gives_up:
            step.end("skipped", "job_failed")
        else:
            step.end("ready")

    # What follows from it.

    def advance(self):
        """Opens and skips until nothing changes, sweeps what a failing job will not start, and settles."""
        while self.status == "in_progress":
            changed = [step for step in self.steps.values() if step.status == "pending" and self.decide(step)]
            if not changed and self.is_failing:
                changed = self.sweep("skipped", "job_failed", spare_cleanup=True)
            if not changed:
                break
        self.settle()

    def decide(self, step):
        parents = [self.steps[key] for key in step.parents]
        if not step.is_cleanup and any(parent.has_ended and not parent.satisfies for parent in parents):
            step.end("skipped", "dependency_failed")
        elif not all(parent.has_ended for parent in parents) or self.is_failing and not step.is_cleanup:
            return False
        elif step.when and not self.holds(step.when):
            step.end("skipped", "condition")
        else:
            step.end("action_required" if step.is_manual else "ready")
        return True

    def holds(self, when):
        for path, comparison in when.items():
            _, key, _ = path.split(".")
            operator, number = comparison.split()
            value = self.steps[key].value if self.steps[key].status == "completed" else None
            if value is None or not (value > int(number) if operator == ">" else value <= int(number)):
                return False
        return True

    def sweep(self, status, reason, spare_cleanup):
        """Ends what has not started."""
        swept = [step for step in self.steps.values() if not step.has_ended and not self.runs(step)
                 and not (spare_cleanup and step.is_cleanup)]
        for step in swept:
            step.end(status, reason)
        return swept

    def runs(self, step):
        return step.status in ("ready", "retrying") and self.is_started_later(step)

    def settle(self):
        if self.status in ("in_progress", "cancelling") and all(step.has_ended for step in self.steps.values()):
            self.status = "cancelled" if self.is_cancelling else "failed" if self.is_failing else "completed"

    def demand(self, condition, otherwise):
        if not condition:
            raise Deviation(f"{otherwise}; the job is {self.status}")
