"""Where executors run: each place starts one, knows its process, and starts the next when it was killed."""

import dataclasses
import os
import pathlib
import re
import signal
import struct
import subprocess
import threading

import baton_harness

@dataclasses.dataclass
class Frozen:
    """A time in which an executor did not run; it may have lost its lease, and its scripts went on."""
    pid: int
    began: int
    ended: int = 0


class Place:
    """One executor at a time, always under the same name.

    connection   conninfo, without the user
    enter        called in the child before exec: a namespace
    is_local     whether the executor sees its database as one on the same machine
    """

    def __init__(self, name, arena, connection, enter=None, is_local=True, has_own_clock=False):
        self.name, self.arena, self.connection, self.enter = name, arena, connection, enter
        self.is_local, self.cuts = is_local, []
        self.log = arena.directory / f"executor-{name}.log"
        self.run_directory = arena.directory / f"run-{name}"
        self.run_directory.mkdir()
        self.clock = arena.directory / f"clock-{name}" if has_own_clock else None
        self.set_clock(0)
        self.process = None
        self.lock = threading.Lock()   # held by the fault that has this place in its hands
        self.pids = []

    def set_clock(self, seconds):
        """The wall clock of this place's executors jumps to the real one plus so many seconds."""
        if self.clock:
            descriptor = os.open(self.clock, os.O_WRONLY | os.O_CREAT, 0o644)
            os.pwrite(descriptor, struct.pack("=q", seconds), 0)
            os.close(descriptor)

    def start(self):
        arena = self.arena
        command = [baton_harness.BATON, "--database", f"{self.connection} user=prove_executor", "executor",
                   "--name", self.name, "--slots", str(arena.slots), "--commands", arena.commands,
                   "--run-dir", self.run_directory, "--secrets-dir", arena.secrets, "--drain-limit", "2s",
                   "--sql-connection", f"{self.connection} user=baton_sql"]
        environment = dict(os.environ)
        if self.clock:
            environment |= {"LD_PRELOAD": str(arena.clock_library), "PROVE_CLOCK": str(self.clock)}
        self.process = arena.starter.submit(self._start, [str(word) for word in command], environment).result()
        self.pids.append(self.process.pid)

    def _start(self, command, environment):
        with self.log.open("a") as log:
            return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment,
                                    preexec_fn=self._prepare, cwd="/")

    def _prepare(self):
        baton_harness._die_with_parent()
        if self.enter:
            self.enter()

    @property
    def pid(self):
        return self.process.pid

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def send(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        """Drains; after ten seconds it is killed."""
        if not self.is_running:
            return
        self.send(signal.SIGCONT)
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()


def children_of(pid):
    """Process ids, in the order of their age."""
    try:
        tasks = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(child) for child in tasks.split()]


def tokens_of_processes():
    """Process id -> attempt token, of every live process that belongs to an attempt."""
    found = {}
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            match = re.search(rb"(?:^|\0)BATON_ATTEMPT_TOKEN=([0-9a-f-]{36})", (entry / "environ").read_bytes())
        except OSError:
            continue
        if match and baton_harness.is_alive(entry.name):
            found[int(entry.name)] = match[1].decode()
    return found


def arguments_and_foreign_environments():
    """Process id and bytes: the arguments of every process, and the environment of those that are no attempt's."""
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            environment = (entry / "environ").read_bytes()
            yield int(entry.name), (entry / "cmdline").read_bytes()
            if b"BATON_ATTEMPT_TOKEN=" not in environment:
                yield int(entry.name), environment
        except OSError:
            continue
