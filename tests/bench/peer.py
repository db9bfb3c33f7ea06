"""Other job queues, each behind the same small program in peers/ (its README has the contract)."""

import contextlib
import json
import pathlib
import shutil
import subprocess
import tempfile

import cpu

HERE = pathlib.Path(__file__).resolve().parent / "peers"
KNOWN = ("graphile", "boss", "absurd")
NAMES = tuple(name for name in KNOWN if (HERE / f"{name}.mjs").exists())


def is_one(subject):
    """Whether a subject ("graphile tuned") is a peer."""
    return subject.split()[0] in KNOWN


def missing():
    """Why peers cannot be measured, or None. Installs them when only that is missing."""
    if not (HERE / "package.json").exists():
        return "tests/bench/peers is not there"
    if not shutil.which("node"):
        return "node is not installed (scripts/install-deps bench)"
    if (HERE / "node_modules").exists():
        return None
    if not shutil.which("npm"):
        return "npm is not installed (scripts/install-deps bench)"
    done = subprocess.run(["npm", "ci", "--prefix", HERE, "--no-audit", "--no-fund"], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True)
    return None if done.returncode == 0 else f"npm ci failed: {done.stderr.strip()[-200:]}"


def versions():
    if missing():
        return {}
    described = json.loads((HERE / "package.json").read_text())
    files = {name: HERE / "node_modules" / name / "package.json"
             for kind in ("dependencies", "optionalDependencies") for name in described.get(kind, {})}
    return {name: json.loads(file.read_text())["version"] for name, file in files.items() if file.exists()}


class Peer:
    """One of them, in a database of its own on Baton's server."""

    def __init__(self, installation, name):
        self.installation = installation
        self.name = name
        self.uri = installation.database(f"peer_{name}")
        with self.start("install") as program:
            program.result()

    def start(self, verb, settings="tuned", jobs=1):
        return Program(self, verb, settings, jobs)

    def run(self, verb, settings, jobs):
        """Runs so many jobs that were inserted before; figures like those of Installation.run()."""
        with self.start(verb, settings, jobs) as program:
            program.wait_until_ready()
            self.installation.ask("checkpoint")
            before = cpu.of_tree(self.installation.postmaster)
            program.say("go")
            result = program.result()
            spent = cpu.of_tree(self.installation.postmaster) - before
        return {"rate": result["jobs"] / result["seconds"], "steps": result["jobs"], "seconds": result["seconds"],
                "worker_cpu": result["worker_cpu_s"] / result["jobs"] * 1000,
                "database_cpu": spent / result["jobs"] * 1000,
                "scripts_cpu": result["children_cpu_s"] / result["jobs"] * 1000, "peak_mb": result["worker_peak_mb"],
                "settings": result["settings"], "version": result["version"]}

    def insert(self, settings, jobs):
        with self.start("insert", settings, jobs) as program:
            result = program.result()
        return {"rate": result["jobs"] / result["seconds"], "steps": result["jobs"], "seconds": result["seconds"]}


class Program:
    """A running program of a peer: lines in, lines out, one JSON object as its last word."""

    def __init__(self, peer, verb, settings, jobs):
        self.errors = tempfile.TemporaryFile("w+")
        self.what = f"{peer.name} {verb}"
        self.process = subprocess.Popen(
            ["node", HERE / f"{peer.name}.mjs", verb, "--database", peer.uri, "--settings", settings, "--jobs", str(jobs)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True, bufsize=1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        if self.process.poll() is None:
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()
        self.errors.close()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            self.process.wait()
            self.errors.seek(0)
            raise RuntimeError(f"{self.what} ended ({self.process.returncode}): {self.errors.read()[-2000:]}")
        return line.strip()

    def say(self, word):
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()

    def wait_until_ready(self):
        """What it said as JSON when it was ready."""
        while (line := self.read()) != "ready":
            if line.startswith("{") and (said := json.loads(line)).get("ready"):
                return said
        return {}

    def result(self):
        """Its JSON object."""
        while not (line := self.read()).startswith("{"):
            pass
        return json.loads(line)
