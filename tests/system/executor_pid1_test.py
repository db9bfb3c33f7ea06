#!/usr/bin/python3
"""An executor as process 1 of a PID namespace, as in a container without an init: it waits for orphans."""

import os
import pathlib
import signal
import subprocess
import unittest

import baton_harness
from baton_harness import eventually


def children(pid):
    return pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def state(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return None


class FirstProcess(baton_harness.SystemTest):
    def setUp(self):
        super().setUp()
        if os.geteuid() != 0:
            self.skipTest("only root can make a PID namespace")
        log = self.commands.root / "log"
        with log.open("w") as stream:
            outside = subprocess.Popen(
                ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc", baton_harness.BATON, "executor",
                 "--commands", self.commands.directory, "--slots", "2", "--run-dir", self.commands.root],
                stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, preexec_fn=baton_harness._die_with_parent,
                env={**os.environ, **self.server.environment})
        self.addCleanup(outside.wait)
        self.addCleanup(outside.kill)
        eventually(lambda: "registered" in log.read_text(), 20, log.read_text)
        self.outside = outside
        self.executor = int(children(outside.pid)[0])

    def zombies(self):
        return [pid for pid in children(self.executor) if state(pid) == "Z"]

    def test_a_strangers_orphans_do_not_stay_as_zombies(self):
        before = set(children(self.executor))
        # As `docker exec` does; the second process becomes the executor's child.
        subprocess.run(["nsenter", "--target", str(self.executor), "--pid", "sh", "-c",
                        "setsid sleep 300 & for i in 1 2 3; do sh -c : & done"], check=True)
        orphan = eventually(lambda: [pid for pid in children(self.executor) if pid not in before and state(pid) == "S"], 20, "an orphan")[0]
        os.kill(int(orphan), signal.SIGKILL)
        eventually(lambda: state(orphan) is None, 20, "that somebody has waited for it")
        eventually(lambda: not self.zombies(), 20, "no zombie")

    def test_a_launcher_and_its_supervisors_that_were_killed_leave_none(self):
        self.commands.script("work", "echo $BATON_ATTEMPT >> $MARKERS/starts; [ $BATON_ATTEMPT = 2 ] || exec sleep 300")
        job = self.insert_job([{"key": "a", "command": ["work"]}])
        eventually(lambda: self.commands.marks("starts"), 20, "the script")
        launcher = children(self.executor)[0]
        supervisors = children(launcher)
        for pid in [launcher, *supervisors]:
            os.kill(int(pid), signal.SIGKILL)
        self.wait_for_job(job, "completed", 60)
        eventually(lambda: not self.zombies(), 20, "no zombie")
        os.kill(self.executor, signal.SIGTERM)
        self.assertEqual(self.outside.wait(60), 0)


if __name__ == "__main__":
    unittest.main()
