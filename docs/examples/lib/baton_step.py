"""The script's side of Baton: what a step is given, and what it tells.

A step gets one JSON document on stdin and may write JSON lines to the file that
BATON_EVENTS names. Without BATON_EVENTS (a script tried out by hand) the lines go to stdout.
"""

import json
import os
import sys
import traceback


class Failure(Exception):
    """An end that is not a success, with the code that Baton's error classes know it by."""

    def __init__(self, code, message, retry_after=None):
        super().__init__(message)
        self.code = code
        self.retry_after = retry_after  # whole seconds, or None


class Step:
    def __init__(self, document):
        self.job = document.get("job", {})
        self.key = document.get("step", {}).get("key")
        self.parameters = document.get("parameters", {})
        self.context = document.get("context", {})
        self.checkpoint = document.get("checkpoint") or {}

    @classmethod
    def from_stdin(cls):
        return cls(json.load(sys.stdin))

    def parameter(self, name):
        """The value of a parameter that this step cannot do without."""
        return _required(self.parameters, name, "parameters." + name)

    def output(self, step_key, name):
        """An output of a step that this one depends on."""
        outputs = _required(self.context, step_key, "context." + step_key)
        return _required(outputs, name, f"context.{step_key}.{name}")

    @property
    def reference(self):
        """The same at every attempt of this step and at no other step: an idempotency key."""
        return f"baton-{self.job.get('id')}-{self.key}"

    def progress(self, percent=None, message=None, **items):
        """items: done, total and failed, where a step's work can be counted."""
        event = {"type": "progress", "percent": percent, "message": message, **items}
        _tell({name: value for name, value in event.items() if value is not None})

    def save_checkpoint(self, **values):
        """Kept at once, and given to the next attempt as self.checkpoint."""
        _tell({"type": "checkpoint", "data": values})

    def complete(self, **outputs):
        _tell({"type": "completion", "status": "success", **outputs})

    def fail(self, failure):
        event = {"type": "error", "code": failure.code, "message": str(failure)}
        if failure.retry_after is not None:
            event["retry_after"] = failure.retry_after
        _tell(event)


def run(work):
    """Runs work(step) and turns its end into the completion or the error event of the step.

    work returns the step's outputs as a dict. Ends the process: 0 on success, 1 on a Failure.
    Anything else that is raised is a defect of the script and shows as its traceback.
    """
    step = Step.from_stdin()
    try:
        outputs = work(step)
    except Failure as failure:
        step.fail(failure)
        print(f"{failure.code}: {failure}", file=sys.stderr)
        sys.exit(1)
    except Exception:
        traceback.print_exc()
        sys.exit(70)  # EX_SOFTWARE
    step.complete(**(outputs or {}))


def _required(mapping, name, full_name):
    if mapping.get(name) in (None, ""):
        raise Failure("MISSING_PARAM", f"{full_name} is missing")
    return mapping[name]


def _tell(event):
    line = json.dumps(event, ensure_ascii=False) + "\n"
    path = os.environ.get("BATON_EVENTS")
    if not path:
        sys.stdout.write(line)
        sys.stdout.flush()
        return
    with open(path, "ab") as events:
        events.write(line.encode())
