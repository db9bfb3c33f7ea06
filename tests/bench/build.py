"""The programs that are measured."""

import os
import pathlib
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]


def directory(options):
    """The build directory, built when needed; tells the harness which program to test."""
    if options.build:
        chosen = options.build.resolve()
    else:
        chosen = SOURCE / "build/release"
        if not options.list:
            _build()
    os.environ["BATON_BINARY"] = str(chosen / "executor/baton")
    return chosen


def _build():
    for command in (["cmake", "--preset", "release", "-DBATON_BENCH=ON"],
                    ["cmake", "--build", "--preset", "release", "--target", "baton", "spawn_rate", "queue_rate", "mark"]):
        done = subprocess.run(command, cwd=SOURCE, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"scripts/bench: {' '.join(command)} failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
