#!/usr/bin/python3
"""What the executor does to itself at its start, and that scripts do not feel it; as an unprivileged user too."""

import os
import pathlib
import pwd
import re
import resource
import subprocess
import tempfile
import unittest

import baton_harness
from baton_harness import eventually, is_alive

SOFT = 512


class Hardening(baton_harness.SystemTest):
    def start_as(self, user):
        """An executor with a low soft limit of descriptors and a password in its environment."""
        (self.commands.markers).chmod(0o777)
        account = pwd.getpwnam(user)
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]

        def become():
            baton_harness._die_with_parent()
            resource.setrlimit(resource.RLIMIT_NOFILE, (SOFT, hard))
            os.setgid(account.pw_gid)
            os.setuid(account.pw_uid)

        if user != "root":
            self.server.directory.chmod(0o755)   # the way to the socket
        run = tempfile.TemporaryDirectory(prefix="baton-run.")
        self.addCleanup(run.cleanup)
        os.chown(run.name, account.pw_uid, account.pw_gid)
        log = tempfile.NamedTemporaryFile("w+", prefix="baton-log.")
        self.addCleanup(log.close)
        process = subprocess.Popen(
            [baton_harness.BATON, "executor", "--commands", self.commands.directory, "--slots", "2", "--run-dir", run.name],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=become,
            env={**os.environ, **self.server.environment, "PGPASSWORD": "canary", "HOME": "/"})
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        eventually(lambda: "registered" in pathlib.Path(log.name).read_text(), 20,
                   lambda: pathlib.Path(log.name).read_text())
        return process

    def check(self, user):
        self.commands.script("look", """
            echo "$(ulimit -Sn) $(ulimit -Hn)" > $MARKERS/limits
            cat /proc/$1/environ > $MARKERS/environ 2>&1
            echo '{"type": "output", "values": {"said": "hello"}}' > "$BATON_EVENTS"
            setsid bash -c 'trap "" TERM; echo $$ > $MARKERS/pid; while :; do sleep 0.1; done' &
            while [ ! -s $MARKERS/pid ]; do sleep 0.01; done""")
        executor = self.start_as(user)
        job = self.insert_job([{"key": "a", "command": ["look", str(executor.pid)]}])
        self.wait_for_job(job, "completed")
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        self.assertEqual(self.commands.marks("limits"), [f"{SOFT} {hard}"], "the script has the limits that were given")
        own = re.search(r"Max open files\s+(\d+)\s+(\d+)", pathlib.Path(f"/proc/{executor.pid}/limits").read_text())
        self.assertEqual(own[1], own[2], "the executor has all it may have")
        self.assertFalse(is_alive(self.commands.marks("pid")[0]), "the descendant is found")
        return executor

    def test_as_root(self):
        if os.geteuid() != 0:
            self.skipTest("not root")
        self.check("root")

    def test_an_unprivileged_script_cannot_look_into_its_executor(self):
        if os.geteuid() != 0:
            self.skipTest("only root can become another user")
        executor = self.check("nobody")
        self.assertEqual(os.stat(f"/proc/{executor.pid}/environ").st_uid, 0, "not to be dumped or traced by its own user")
        seen = (self.commands.markers / "environ").read_text(errors="replace")
        self.assertNotIn("canary", seen)
        self.assertIn("Permission denied", seen)


if __name__ == "__main__":
    unittest.main()
