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
        self.place = temporary_directory(test)
        password = self.place / "platform-admin-password"
        password.write_text(self.PASSWORD)
        self.log_path = self.place / "log"
        with self.log_path.open("w") as log:
            self.process = subprocess.Popen(
                [REGISTRATION / "platform/server.py", "--database", server.dsn,
                 "--admin-password-file", password, *map(str, options)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                preexec_fn=baton_harness._die_with_parent)
        test.addCleanup(self.stop)
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
