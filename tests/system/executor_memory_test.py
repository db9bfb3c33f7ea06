#!/usr/bin/python3
"""Memory that runs out: the kernel takes scripts, not their executor, and the attempt says so."""

import os
import pathlib
import pwd
import subprocess
import tempfile
import unittest

import baton_harness
from baton_harness import eventually

LIMIT = 300 * 1024 * 1024

# 200 processes of 4 MB: each is smaller than the executor.
HOG = """#!/usr/bin/python3
import os, sys, time
for _ in range(200):
    if os.fork() == 0:
        block = os.urandom(4096) * 1024
        time.sleep(1000)
for _ in range(200):
    pid, status = os.wait()
    if os.WIFSIGNALED(status):
        sys.exit(128 + os.WTERMSIG(status))
"""


def make_group():
    """A control group of LIMIT bytes: its directory, or why there is none."""
    for root, limit in (("/sys/fs/cgroup/memory", "memory.limit_in_bytes"), ("/sys/fs/cgroup", "memory.max")):
        path = pathlib.Path(root) / f"baton-test-{os.getpid()}"
        try:
            path.mkdir()
        except OSError:
            continue
        try:
            (path / limit).write_text(str(LIMIT))
            return path, None
        except OSError:
            path.rmdir()
    return None, "no control group with a memory limit can be made here"


class OutOfMemory(baton_harness.SystemTest):
    def start_in_group(self, user):
        if os.geteuid() != 0:
            self.skipTest("only root can make control groups")
        group, problem = make_group()
        if problem:
            self.skipTest(problem)
        self.addCleanup(lambda: eventually(lambda: self.is_removed(group), 20, "the end of the group"))
        self.addCleanup(lambda: [os.kill(int(pid), 9) for pid in (group / "cgroup.procs").read_text().split()])
        account = pwd.getpwnam(user)
        self.server.directory.chmod(0o755)
        self.commands.markers.chmod(0o777)
        run = tempfile.TemporaryDirectory(prefix="baton-run.", ignore_cleanup_errors=True)
        self.addCleanup(run.cleanup)
        os.chown(run.name, account.pw_uid, account.pw_gid)
        log = pathlib.Path(run.name) / "log"

        def become():
            baton_harness._die_with_parent()
            (group / "cgroup.procs").write_text(str(os.getpid()))
            os.setgroups([])
            os.setgid(account.pw_gid)
            os.setuid(account.pw_uid)

        with log.open("w") as stream:
            self.executor = subprocess.Popen(
                [baton_harness.BATON, "executor", "--commands", self.commands.directory, "--slots", "4", "--run-dir", run.name],
                stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, preexec_fn=become,
                env={**os.environ, **self.server.environment, "HOME": "/"})
        self.addCleanup(self.executor.wait)
        self.addCleanup(self.executor.kill)
        eventually(lambda: "registered" in log.read_text(), 20, log.read_text)

    def is_removed(self, group):
        try:
            group.rmdir()
        except OSError:
            pass
        return not group.exists()

    def check(self, user):
        self.start_in_group(user)
        self.commands.script("hog", HOG)
        self.commands.script("quiet", "while [ ! -e $MARKERS/go ]; do sleep 0.1; done")
        quiet = self.insert_job([{"key": "a", "command": ["quiet"], "max_attempts": 1}])
        self.wait_for_step(quiet, "a", "running")
        hog = self.insert_job([{"key": "a", "command": ["hog"], "max_attempts": 1}])
        self.wait_for_job(hog, "failed", 60)
        attempt = self.attempts(hog)[0]
        self.assertEqual(attempt["error_code"], "ENOMEM", attempt)
        self.assertIn("for lack of memory", attempt["error_detail"])
        self.assertGreater(attempt["details"]["oom_kills"], 0)
        self.assertIsNone(self.executor.poll(), "the executor lives")
        (self.commands.markers / "go").touch()
        self.wait_for_job(quiet, "completed", 20)

    def test_as_root(self):
        self.check("root")

    def test_as_an_ordinary_user(self):
        self.check("nobody")


if __name__ == "__main__":
    unittest.main()
