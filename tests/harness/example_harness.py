"""What the tests of docs/examples stand on: README blocks that run, the ordering platform, and
commands run on their own, without an executor."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import urllib.error
import urllib.request

import baton_harness

EXAMPLES = baton_harness.SOURCE / "docs/examples"
REGISTRATION = EXAMPLES / "restaurant-registration"


def temporary_directory(test, prefix="baton-example."):
    path = pathlib.Path(tempfile.mkdtemp(prefix=prefix))
    test.addCleanup(shutil.rmtree, path, ignore_errors=True)
    return path


class Readme:
    """The ```sh blocks of an example's README, run one by one in its directory, with the variables
    that earlier blocks set."""

    KEPT = ("job", "output", "site", "port")

    def __init__(self, test, example, environment):
        self.directory = EXAMPLES / example
        text = (self.directory / "README.md").read_text()
        self.blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        place = temporary_directory(test)
        self.state = place / "state"
        self.state.touch()
        self.environment = {**os.environ, **environment, "TMPDIR": str(place),
                            "PATH": f"{baton_harness.BATON.parent}:{os.environ['PATH']}"}

    def run(self, number, deadline=120.0):
        """Runs one block, counted from 0; what it printed."""
        keep = "; ".join(f'[[ ! -v {name} ]] || declare -p {name}' for name in self.KEPT)
        script = (f"set -euo pipefail\nsource {self.state}\n{self.blocks[number]}\n"
                  f"{{ {keep}; }} >{self.state}")
        done = subprocess.run(["bash", "-c", script], cwd=self.directory, env=self.environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=deadline)
        if done.returncode != 0:
            raise AssertionError(f"README block {number} ended with {done.returncode}:\n"
                                 f"{self.blocks[number]}\n{done.stdout}{done.stderr}")
        return done.stdout

    def variable(self, name):
        found = re.search(rf'^declare -- {name}="(.*)"$', self.state.read_text(), re.MULTILINE)
        return found[1] if found else None


class Platform:
    """The ordering platform of the registration example, on a free port."""

    PASSWORD = "correct horse battery"

    def __init__(self, test, server, *options):
        self.server = server
        self.options = options
        self.place = temporary_directory(test)
        self.password_file = self.place / "platform-admin-password"
        self.password_file.write_text(self.PASSWORD)
        self.log_path = self.place / "log"
        self.url = None
        test.addCleanup(self.stop)
        self.start()

    def start(self):
        """The first time on a free port, and then on the same one again."""
        port = self.url.rpartition(":")[2] if self.url else 0
        with self.log_path.open("w") as log:
            self.process = subprocess.Popen(
                [REGISTRATION / "platform/server.py", "--database", self.server.dsn, "--port", str(port),
                 "--admin-password-file", self.password_file, *map(str, self.options)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                preexec_fn=baton_harness._die_with_parent)
        self.url = baton_harness.eventually(self._url, what=lambda: f"a listening platform, {self.log}")

    def _url(self):
        if self.process.poll() is not None:
            raise AssertionError(self.log)
        found = re.search(r"^listening on (\S+)", self.log, re.MULTILINE)
        return found and found[1]

    @property
    def log(self):
        return self.log_path.read_text()

    def break_request(self, kind, method="%", path="%", **columns):
        """Plans a fault (a row of platform.faults) for the requests that match."""
        columns = {"kind": kind, "method": method, "path": path, **columns}
        self.server.execute(
            f"insert into platform.faults ({', '.join(columns)})"
            f" values ({', '.join(['%s'] * len(columns))})", *columns.values())

    def requests(self, method="%", path="%"):
        """The platform's own log of the requests that match, in the order of their ends."""
        return self.server.rows("select * from platform.requests where method like %s and path like %s"
                                " order by id", method, path)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=20)

    def request(self, method, path, body=None, token=None, headers=None):
        """(status, parsed body, headers); body may be raw bytes."""
        content = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", **(headers or {})}
        if token:
            headers["Authorization"] = "Bearer " + token
        request = urllib.request.Request(self.url + path, content, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return response.status, json.load(response), response.headers
        except urllib.error.HTTPError as error:
            return error.code, json.load(error), error.headers

    def login(self, email="admin@platform.example", password=PASSWORD):
        status, body, _ = self.request("POST", "/logins", {"email": email, "password": password})
        assert status == 201, body
        return body["token"]


class RegistrationTest(baton_harness.SystemTest):
    """Runs the registration, or some of its steps, through an executor."""

    def setUp(self):
        super().setUp()
        self.server.execute("drop schema if exists platform cascade")
        self.commands.directory = REGISTRATION / "commands"
        self.secrets = temporary_directory(self)
        self.files = temporary_directory(self)

    def start(self, **options):
        return self.start_executor("--secrets-dir", self.secrets, **{"slots": 4, **options})

    def start_platform(self, *options):
        platform = Platform(self, self.server, *options)
        (self.secrets / "platform-admin-password").write_text(Platform.PASSWORD)
        return platform

    def apply(self, only=None, **changes):
        """Defines the job type, as it is or with only these steps, and with keys of steps changed:
        apply(menuImport={"timeout": "5 seconds"})."""
        definition = json.loads((REGISTRATION / "register_restaurant.json").read_text())
        definition["steps"] = [{**step, **changes.get(step["key"], {})} for step in definition["steps"]
                               if only is None or step["key"] in only]
        self.server.value("select baton.define_job_type(%s)", json.dumps(definition))

    def install_error_classes(self):
        self.server.execute((REGISTRATION / "error_classes.sql").read_text())

    def submit(self, platform, slug="joes", menu="menu-small.csv"):
        """Inserts the README's job with psql from insert.sql."""
        variables = {"platform_url": platform.url, "input_dir": REGISTRATION / "input", "menu": menu,
                     "output_dir": self.files / slug, "slug": slug, "email": f"owner@{slug}.example"}
        done = subprocess.run(
            ["psql", "-qAtX", *(f"-v{name}={value}" for name, value in variables.items()),
             "-f", REGISTRATION / "insert.sql", self.server.dsn],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
        return int(done.stdout)

    def insert(self, platform, slug, menu):
        """The job type as `baton apply` defines it, and a job."""
        applied = self.baton("apply", REGISTRATION / "register_restaurant.json")
        self.assertEqual(applied.returncode, 0, applied.stderr)
        return self.submit(platform, slug, menu)

    def verify(self, slug="joes", menu="menu-small.csv"):
        return subprocess.run(
            [REGISTRATION / "verify", "--database", self.server.dsn, "--slug", slug,
             "--menu", REGISTRATION / "input" / menu, "--images", REGISTRATION / "input/images",
             "--output", self.files / slug],
            stdin=subprocess.DEVNULL, capture_output=True, text=True)

    def assert_verified(self, slug="joes", menu="menu-small.csv"):
        """The platform and the files are as the input says: nothing missing, nothing twice."""
        verified = self.verify(slug, menu)
        self.assertEqual(verified.returncode, 0, verified.stderr)

    def outcomes(self, job, step):
        """What became of each attempt: its error class, or completed."""
        return [row["error_code"] or row["outcome"] for row in self.attempts(job, step)]


class Ended:
    """How a command ended, and what it told."""

    def __init__(self, done, events):
        self.status = done.returncode
        self.stdout = done.stdout
        self.stderr = done.stderr
        self.events = events

    @property
    def last(self):
        return self.events[-1]


def run_command(path, *arguments, document=None, environment=None):
    """Runs a command as an executor does: clean environment, a document on stdin, BATON_EVENTS."""
    with tempfile.TemporaryDirectory(prefix="baton-example.") as place:
        events = pathlib.Path(place) / "events"
        events.touch()
        done = subprocess.run(
            [str(path), *map(str, arguments)], input=json.dumps(document or {}), cwd=place,
            capture_output=True, text=True, timeout=60,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "BATON_EVENTS": str(events),
                 **(environment or {})})
        return Ended(done, [json.loads(line) for line in events.read_text().splitlines()])
