"""What the figures depend on."""

import os
import pathlib
import platform
import shutil
import subprocess

import installation
import peer

SOURCE = pathlib.Path(__file__).resolve().parents[2]


def _output(*command):
    done = subprocess.run(command, cwd=SOURCE, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else None


def _field(path, name):
    for line in pathlib.Path(path).read_text().splitlines():
        if line.startswith(name):
            return line.partition(":")[2].strip()
    return None


def postgres_programs():
    """The directory that tests/harness/server takes them from."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    return pathlib.Path(os.environ.get("PG_BIN") or found[-1])


def describe(baton_binary):
    """Versions of everything that takes part, and the machine."""
    commit = _output("git", "rev-parse", "--short=12", "HEAD")
    if commit and _output("git", "status", "--porcelain", "--", "sql", "executor"):
        commit += " with changes"
    return {
        "baton": _output(baton_binary, "--version").splitlines()[0],
        "commit": commit,
        "postgresql": (_output(postgres_programs() / "postgres", "--version") or "").removeprefix("postgres (PostgreSQL) "),
        "kernel": platform.release(),
        "cpu": _field("/proc/cpuinfo", "model name") or platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory": _field("/proc/meminfo", "MemTotal"),
        "node": _output("node", "--version") if shutil.which("node") else None,
        "peers": peer.versions(),
    }


def settings():
    return installation.SETTINGS


def load():
    return os.getloadavg()[0]
