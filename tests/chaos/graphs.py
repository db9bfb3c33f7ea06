"""Random job graphs, from a seed."""

import random


def random_graph(seed, max_steps=50, command="step", failing=True):
    """The steps of a random DAG: every edge goes from an earlier step to a later one."""
    chance = random.Random(seed)
    count = chance.randint(1, max_steps)
    steps = []
    for number in range(count):
        parents = chance.sample(range(number), min(number, chance.choice([0, 1, 1, 2, 3])))
        step = {"key": f"s{number}", "command": [command, f"s{number}"],
                "depends_on": [f"s{parent}" for parent in sorted(parents)]}
        if failing and chance.random() < 0.15:
            step["on_failure"] = "continue"
        if parents and chance.random() < 0.1:
            step["run_if"] = "all_finished"
        steps.append(step)
    return steps
