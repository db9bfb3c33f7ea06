"""Random jobs for the storm, each from a seed of its own: graph, options, and what every attempt is to do."""

import dataclasses
import random
import zlib

from arena import BREAKERS, EFFECTS, LIMIT

# What is wrong with a submission, and the SQLSTATE that says so. Each changes a valid list of steps.
INVALID = {
    "BT003": lambda steps: steps[0].update(timout="1 second"),
    "BT005": lambda steps: steps.append({"key": "x", "command": [], "depends_on": []}),
    "BT006": lambda steps: steps.clear(),
    "BT007": lambda steps: steps.append(dict(steps[0])),
    "BT008": lambda steps: steps[-1].update(depends_on=["nowhere"]),
    "BT009": lambda steps: steps[-1].update(depends_on=[steps[-1]["key"]]),
    "BT010": lambda steps: (steps.append({"key": "x", "command": ["act"], "depends_on": ["y"]}),
                            steps.append({"key": "y", "command": ["act"], "depends_on": ["x"]})),
    "BT011": lambda steps: steps.append({"key": "x", "command": ["act"], "depends_on": [], "timeout": "forever"}),
    "BT012": lambda steps: steps.append({"key": "x", "command": ["act"], "depends_on": [], "max_attempts": 0}),
    "BT014": lambda steps: steps.append({"key": "x", "command": ["act", "{{email}}"], "depends_on": []}),
    "BT015": lambda steps: steps.append({"key": "x", "sql": "app.nothing", "depends_on": []}),
    "BT017": lambda steps: steps.append({"key": "x", "command": ["act"], "depends_on": [],
                                         "environment": {"PGPASSWORD": "x"}}),
}
RETRIED = ("error=TIMEOUT", "error=NETWORK", "error=API_5XX", "exit=3", "signal=9")
FATAL = ("error=VALIDATION", "error=AUTH_FAILED", "error=API_4XX")


@dataclasses.dataclass
class Job:
    key: str                       # idempotency key, unique in the storm
    steps: list                    # the definition
    behaviours: dict               # step key -> one behaviour per attempt, the last one for all that follow
    columns: dict                  # further columns of the INSERT
    run_in: float = None           # seconds, for run_at
    deadline_in: float = None
    refused_as: str = None         # the SQLSTATE of an invalid one


def random_job(key, max_steps=50):
    chance = random.Random(key)
    steps, behaviours = [], {}
    count = min(max_steps, chance.choice([1, 1, 2, 3, 4, 6, 8, 12, 20, 50]))
    count = chance.randint(max(1, count // 2), count)
    effects = list(range(EFFECTS))
    for number in range(count):
        step = {"key": f"s{number}", "depends_on": [
            f"s{parent}" for parent in sorted(chance.sample(range(number), min(number, chance.choice([0, 1, 1, 2, 3]))))]}
        fill_in(step, number, chance, effects, behaviours)
        steps.append(step)
    job = Job(key, steps, behaviours, {"priority": chance.randint(-3, 3)})
    if chance.random() < 0.03:
        job.columns["auto_start"] = False
    elif chance.random() < 0.05:
        job.run_in = chance.uniform(0, 2)
    if chance.random() < 0.02:
        job.deadline_in = chance.uniform(5, 15)
    if chance.random() < 0.3:
        job.columns["subject"] = f"subject {chance.randint(1, 50)}"
    if chance.random() < 0.1:
        job.refused_as = chance.choice(sorted(INVALID))
        INVALID[job.refused_as](steps)
    return job


def fill_in(step, number, chance, effects, behaviours):
    """Its kind and what is special about it."""
    kind = chance.random()
    if kind < 0.02:
        step["manual"] = "Look at it"
    elif kind < 0.06 and effects:
        step["sql"] = f"app.effect_{effects.pop()}"
    else:
        plan = behaviour_of_attempts(step, chance)
        behaviours[step["key"]] = plan
        step["command"] = ["act", str(number), *plan]
        if chance.random() < 0.1:
            step["environment"] = {"TOKEN": {"secret": "canary"}}
        if chance.random() < 0.15:
            step["circuit_breaker"] = chance.choice(BREAKERS)
        if zlib.crc32(f"{number} {step['key']}".encode()) % 6 == 0:   # without asking chance: seeds stay what they were
            step["limit"] = LIMIT
        if chance.random() < 0.1:
            step["max_attempts"] = chance.choice([1, 2, 3])
    if chance.random() < 0.1:
        step["on_failure"] = "continue"
    parents = step["depends_on"]
    if parents and chance.random() < 0.1:
        step["run_if"] = "all_finished"
    if parents and chance.random() < 0.08 and step.get("run_if") is None:
        step["when"] = {f"context.{chance.choice(parents)}.value": f"{chance.choice(['>', '<='])} {chance.randint(1, 9)}"}


def behaviour_of_attempts(step, chance):
    """Most succeed at once; some fail first, hang, do not listen, leave processes behind, or fail for good."""
    length = chance.choices([chance.randint(0, 20), chance.randint(20, 200), chance.randint(300, 2500)], [80, 14, 6])[0]
    done = f"ms={length},value={chance.randint(1, 9)}"
    if chance.random() < 0.1:
        done = f"out={chance.choice([100, 5000, 200000])},progress," + done
    if chance.random() < 0.05:
        done = f"checkpoint={chance.randint(1, 99)}," + done
    what = chance.random()
    if what < 0.86:
        return [done]
    if what < 0.93:
        return [f"ms={chance.randint(0, 100)},{chance.choice(RETRIED)}"] * chance.randint(1, 2) + [done]
    if what < 0.95:
        step["timeout"] = "600 milliseconds"
        return ["hang", "ms=1,value=5"]
    if what < 0.96:
        step.update(timeout="400 milliseconds", grace="300 milliseconds")
        return ["deaf,hang", "ms=1,value=5"]
    if what < 0.97:
        return [f"daemon,ms={chance.randint(0, 300)},value=3"]
    if what < 0.98:
        return [chance.choice(["checkpoint=3,partial", "checkpoint=3,partial", "partial"]), "ms=5,value=4"]
    if what < 0.99:
        return ["error=STATE_CONFLICT"]
    return [f"ms={chance.randint(0, 50)},{chance.choice(FATAL)}"]
