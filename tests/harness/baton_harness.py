"""What system tests stand on: a private PostgreSQL, executors, scripts, and waiting with a deadline.

    class Retries(baton_harness.SystemTest):
        def test_a_failed_step_runs_again(self):
            self.commands.script("flaky", "echo one >> $MARKERS/flaky; exit 1")
            self.start_executor()
            job = self.insert_job([{"key": "a", "command": ["flaky"]}])
            self.wait_for_job(job, "failed")

Nothing here sleeps for effect: `eventually` polls until a claim holds or its deadline passes.
"""

import clean_environment  # noqa: F401 first: nothing of the caller's reaches what follows

import atexit
import ctypes
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import psycopg2
import psycopg2.extras

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BATON = pathlib.Path(os.environ.get("BATON_BINARY", SOURCE / "build/dev/executor/baton"))
# Whether the program pays for a sanitizer: bounds of memory and processor time do not hold then.
SANITIZED = bool(os.environ.get("BATON_SANITIZERS"))
_SERVER_SCRIPT = SOURCE / "tests/harness/server"
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def results_on_disk(directory):
    """How many are in the files of a spool: one file has all that were kept at once."""
    return sum(path.read_bytes().count(b"baton report 1 ") for path in pathlib.Path(directory).glob("*.report"))


# A deadline that only ends a test which hangs is that of a quick machine: others get this much of it.
PATIENCE = 5
SHORTEST_TO_STRETCH = 10.0  # seconds; shorter ones are promises about the product


def patient(deadline):
    return deadline * PATIENCE if deadline >= SHORTEST_TO_STRETCH else deadline


def eventually(predicate, deadline=20.0, what="the condition"):
    """The first true value of predicate(); AssertionError when it has none within the deadline."""
    deadline = patient(deadline)
    end = time.monotonic() + deadline
    while True:
        value = predicate()
        if value:
            return value
        if time.monotonic() > end:
            shown = what() if callable(what) else what
            raise AssertionError(f"{shown} did not hold within {deadline} s")
        time.sleep(0.02)


def is_alive(pid):
    """Whether a process exists and is more than a zombie that nobody has reaped yet."""
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] not in ("Z", "X")


def processes_marked(text):
    """Ids of live processes that carry text in their environment or arguments."""
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            marked = any(text.encode() in (entry / name).read_bytes() for name in ("environ", "cmdline"))
        except OSError:
            continue
        if marked and int(entry.name) != os.getpid() and is_alive(entry.name):
            found.append(int(entry.name))
    return found


def _die_with_parent():
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Traced:
    """A process that does nothing until release(), whatever signals come. (A supervisor that is only stopped is
    continued by its launcher.)"""

    def __init__(self, pid):
        self.pid = pid
        for request in (0x4206, 0x4207):   # PTRACE_SEIZE, PTRACE_INTERRUPT
            if _libc.ptrace(request, pid, 0, 0) != 0:
                raise OSError(f"process {pid} cannot be traced")
        os.waitpid(pid, 0x40000000)   # __WALL

    def release(self):
        _libc.ptrace(17, self.pid, 0, 0)   # PTRACE_DETACH


def _each(option, values):
    for name, value in (values or {}).items():
        yield from (option, f"{name}={value}")


class Server:
    """A private PostgreSQL with database `baton`, and the schema unless schema=False."""

    def __init__(self, cron=False, schema=True, durable=True, settings=None, environment=None):
        command = [_SERVER_SCRIPT, "start", "--owner", str(os.getpid()), *_each("--set", settings),
                   *_each("--environment", environment)]
        command += [] if cron else ["--no-cron"]
        command += ["--schema"] if schema else []
        command += [] if durable else ["--fast"]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"no server: {done.stdout}{done.stderr}")
        variables = dict(re.findall(r"^export (\w+)=(.*)$", done.stdout, re.MULTILINE))
        self.directory = pathlib.Path(variables.pop("BATON_SERVER"))
        self.environment = variables
        self._connection = None
        atexit.register(self.remove)

    @property
    def dsn(self):
        return self.dsn_as("postgres")

    def dsn_as(self, user):
        return f"host={self.directory} port=5432 dbname=baton user={user}"

    def _call(self, verb, *arguments):
        subprocess.run([_SERVER_SCRIPT, verb, self.directory, *arguments], check=True,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def stop(self, mode="fast"):
        self._call("stop", mode)

    def start(self):
        self._call("again")

    def backup(self, directory):
        """A base backup of the running server, in a new directory that its owner may start from."""
        self._call("backup", directory)

    def restart(self, mode="fast"):
        self.stop(mode)
        self.start()

    def remove(self):
        if self.directory.exists():
            self._call("remove")

    @property
    def log(self):
        return (self.directory / "log").read_text(errors="replace")

    def connect(self, user="postgres", autocommit=True):
        connection = psycopg2.connect(self.dsn_as(user))
        connection.autocommit = autocommit
        return connection

    def rows(self, sql, *parameters):
        """All rows as dictionaries; on a connection of its own that survives restarts."""
        for attempt in (1, 2):
            if self._connection is None or self._connection.closed:
                self._connection = self.connect()
            try:
                with self._connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
                    cursor.execute(sql, parameters or None)
                    return [dict(row) for row in cursor.fetchall()] if cursor.description else []
            except psycopg2.Error as error:
                # Only a connection that a restart broke is worth a second try: the server itself
                # said nothing (no SQLSTATE), or said that it goes down (class 57P).
                if attempt == 2 or not (error.pgcode or "57P").startswith("57P"):
                    raise
                self._connection = None

    def disconnect(self):
        """Closes the connection of rows(), for what needs the database alone; the next call opens it again."""
        if self._connection is not None:
            self._connection.close()

    def row(self, sql, *parameters):
        rows = self.rows(sql, *parameters)
        assert len(rows) == 1, f"{len(rows)} rows from: {sql}"
        return rows[0]

    def value(self, sql, *parameters):
        return next(iter(self.row(sql, *parameters).values()))

    def execute(self, sql, *parameters):
        self.rows(sql, *parameters)


class Commands:
    """A directory of scripts for --commands, and a directory where they leave their marks.

    A script is Bash unless it brings its own #! line. It finds the mark directory as the literal
    $MARKERS, put in when the script is written, because its environment is clean.
    """

    def __init__(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="baton-commands."))
        self.root.chmod(0o755)
        self.directory = self.root / "commands"
        self.markers = self.root / "markers"
        self.directory.mkdir()
        self.markers.mkdir()

    def script(self, name, text, mode=0o755):
        if not text.startswith("#!"):
            text = "#!/bin/bash\n" + text
        path = self.directory / name
        path.write_text(text.replace("$MARKERS", str(self.markers)) + "\n")
        path.chmod(mode)
        return path

    def marks(self, name):
        """The lines that scripts appended to $MARKERS/name so far."""
        path = self.markers / name
        return path.read_text().splitlines() if path.exists() else []

    def remove(self):
        shutil.rmtree(self.root, ignore_errors=True)


class Executor:
    """A running `baton executor`; it dies with the test, even if the test is killed.

    `prefix` is a command that becomes it, as `nsenter` does.
    """

    def __init__(self, server, commands, *arguments, name=None, slots=None, environment=None,
                 user="postgres", prefix=()):
        self.log_path = pathlib.Path(tempfile.mkstemp(prefix="baton-executor.", suffix=".log")[1])
        command = [*prefix, BATON, "executor", "--commands", commands.directory]
        command += ["--name", name] if name else []
        command += ["--slots", str(slots)] if slots else []
        command += arguments
        # Private servers are copies of one, so that results on disk could not be told apart. (A test that says
        # where all directories are means that.)
        spool = commands.root / "spool"
        spool.mkdir(exist_ok=True)
        spools = {} if "--run-dir" in arguments else {"BATON_SPOOL_DIR": str(spool)}
        with self.log_path.open("w") as log:
            self.process = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, **server.environment, "PGUSER": user, **spools, **(environment or {})},
                preexec_fn=_die_with_parent)

    @property
    def pid(self):
        return self.process.pid

    @property
    def running(self):
        return self.process.poll() is None

    @property
    def log(self):
        return self.log_path.read_text(errors="replace")

    def wait_for_log(self, pattern, deadline=20.0):
        return eventually(lambda: re.search(pattern, self.log), deadline,
                          lambda: f"log line {pattern!r} in:\n{self.log}\nwhich")

    def terminate(self):
        self.process.terminate()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def wait(self, deadline=60.0):
        """Its exit status."""
        return self.process.wait(timeout=patient(deadline))

    def remove(self):
        if self.running:
            self.kill()
        self.log_path.unlink(missing_ok=True)


class SystemTest(unittest.TestCase):
    """One server per class, one commands directory and any number of executors per test.

    Override server_options for another server; set fresh_server = True for one per test.
    """

    server_options = {}
    fresh_server = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.fresh_server:
            cls.server = Server(**cls.server_options)
            cls.addClassCleanup(cls.server.remove)

    def setUp(self):
        super().setUp()
        if self.fresh_server:
            self.server = Server(**self.server_options)
            self.addCleanup(self.server.remove)
        self.commands = Commands()
        self.addCleanup(self.commands.remove)
        self.executors = []
        self.addCleanup(self._remove_executors)

    def _remove_executors(self):
        failed = any(error for _, error in getattr(self._outcome, "errors", []) if error)
        for executor in self.executors:
            if failed:
                print(f"--- log of executor {executor.pid} in {self.id()}\n{executor.log[-6000:]}")
            executor.remove()

    def start_executor(self, *arguments, **options):
        executor = Executor(self.server, self.commands, *arguments, **options)
        self.executors.append(executor)
        return executor

    def baton(self, *arguments, deadline=60.0, **options):
        """Runs another subcommand to its end; the CompletedProcess, with text output."""
        return subprocess.run([str(BATON), *map(str, arguments)], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=patient(deadline),
                              env={**os.environ, **self.server.environment}, **options)

    def insert_job(self, steps, **columns):
        """Inserts an ad-hoc job; steps is the list of its steps or a whole inline definition."""
        columns["steps"] = json.dumps(steps)
        if "parameters" in columns:
            columns["parameters"] = json.dumps(columns["parameters"])
        names = ", ".join(columns)
        places = ", ".join(["%s"] * len(columns))
        return self.server.value(
            f"insert into baton.jobs ({names}) values ({places}) returning id", *columns.values())

    def job_status(self, job):
        return self.server.value("select status::text from baton.jobs where id = %s", job)

    def wait_for_job(self, job, status, deadline=30.0):
        def settled():
            return self.job_status(job) in ("completed", "failed", "cancelled")

        def shown():
            return f"the end of job {job}: {json.dumps(self.attempts(job), default=str, indent=1)}"

        if status in ("completed", "failed", "cancelled"):
            eventually(settled, deadline, shown)
            self.assertEqual(self.job_status(job), status, shown())
        else:
            eventually(lambda: self.job_status(job) == status, deadline, shown)

    def wait_for_step(self, job, key, status, deadline=30.0):
        eventually(lambda: self.step(job, key)["status"] == status, deadline,
                   lambda: f"step {key} as {status}: {self.step(job, key)}")

    def step(self, job, key):
        return self.server.row("select * from baton.steps where job_id = %s and key = %s", job, key)

    def attempts(self, job, key=None):
        return self.server.rows(
            "select * from baton.attempts where job_id = %s and (%s::text is null or step_key = %s)"
            " order by step_key, generation, attempt", job, key, key)
