#!/usr/bin/python3
"""What cannot be stopped: each step has an end in bounded time, what still runs is named, and nobody waits for it."""

import ctypes
import json
import os
import pathlib
import pwd
import re
import signal
import struct
import subprocess
import tempfile
import threading
import unittest

import baton_harness
from baton_harness import eventually, is_alive

# The grace, and 5 s in which it is killed; the rest is for a machine that is busy.
BOUND = 40

HELPER = """
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
int main(int argc, char **argv) {
  if (setuid(0) != 0) return 3;
  signal(SIGTERM, SIG_IGN);
  FILE *mark = fopen(argv[1], "a");
  fprintf(mark, "%d\\n", getpid());
  fclose(mark);
  for (;;) pause();
}
"""


class CannotBeStopped(baton_harness.SystemTest):
    fresh_server = True   # an executor that was killed leaves a job that the next would take up

    def setUp(self):
        super().setUp()
        self.server.execute("update baton.settings set tick_interval = '1 second'")
        self.commands.markers.chmod(0o777)
        self.addCleanup(self.kill_what_is_left)

    def kill_what_is_left(self):
        for pid in self.commands.marks("pids"):
            if is_alive(pid):
                os.kill(int(pid), signal.SIGKILL)

    def start_as(self, user, *arguments, **environment):
        """An executor of this user, which may reach the server."""
        account = pwd.getpwnam(user)
        self.server.directory.chmod(0o755)
        directory = pathlib.Path(tempfile.mkdtemp(prefix="baton-run."))
        os.chown(directory, account.pw_uid, account.pw_gid)
        self.addCleanup(subprocess.run, ["rm", "-rf", directory], check=True)

        def become():
            baton_harness._die_with_parent()
            os.setgroups([])
            os.setgid(account.pw_gid)
            os.setuid(account.pw_uid)

        log = directory / "log"
        with log.open("w") as stream:
            process = subprocess.Popen(
                [baton_harness.BATON, "executor", "--commands", self.commands.directory, "--slots", "1",
                 "--run-dir", directory, *arguments],
                stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, preexec_fn=become,
                env={**os.environ, **self.server.environment, "HOME": "/", **environment})
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        process.log = log
        eventually(lambda: "registered" in log.read_text(), 20, log.read_text)
        return process

    def make_setuid_helper(self):
        if os.geteuid() != 0:
            self.skipTest("only root can make a program that an executor may not kill")
        source = self.commands.root / "helper.c"
        source.write_text(HELPER)
        helper = self.commands.root / "helper"
        subprocess.run(["cc", "-o", helper, source], check=True)
        helper.chmod(0o4755)
        return helper

    def unkillable(self):
        return self.server.rows("select executor, pid, user_name, command, job_id, step_key, attempt from baton.unkillable_processes")

    def check_that_it_is_named(self, job, pid, user, command):
        attempt = self.attempts(job)[0]
        text = f"process {pid} ({command}, user {user}) could not be killed and still runs"
        self.assertIn(text, attempt["details"]["notes"])
        self.assertEqual(attempt["details"]["unkillable"], [{"pid": pid, "user": user, "command": command}])
        eventually(self.unkillable, 20, "the view that names it")
        row = self.unkillable()[0]
        self.assertEqual((row["pid"], row["user_name"], row["command"], row["job_id"]), (pid, user, command, job))
        doctor = self.baton("doctor").stdout
        self.assertRegex(" ".join(doctor.split()), f"unkillable process +Process {pid} \\({command}, user {user}\\)")


class SetuidHelper(CannotBeStopped):
    """An executor without rights, and a program that has more."""

    def run_helper(self, script, **step):
        helper = self.make_setuid_helper()
        self.commands.script("work", script.replace("HELPER", f"{helper} $MARKERS/pids"))
        self.executor = self.start_as("nobody")
        job = self.insert_job([{"key": "a", "command": ["work"], "timeout": "2 seconds", "grace": "1 second", **step}])
        eventually(lambda: self.commands.marks("pids"), 20, "the helper")
        return job, int(self.commands.marks("pids")[0])

    def test_in_the_foreground_it_costs_its_step_and_nothing_else(self):
        job, pid = self.run_helper("HELPER; exit 0")
        self.wait_for_job(job, "failed", BOUND)
        self.assertTrue(is_alive(pid))
        attempt = self.attempts(job)[0]
        self.assertEqual(len(self.attempts(job)), 1, "it does not run again beside what still runs")
        self.assertEqual(attempt["error_code"], "UNKILLABLE")
        self.assertNotIn("killed", attempt["details"], "nothing was killed")
        self.check_that_it_is_named(job, pid, "root", "helper")
        self.assertRegex(self.executor.log.read_text(),
                         f'a process of a script cannot be killed job={job} step=a attempt=1 pid={pid} user=root command=helper')
        # The only slot is free.
        self.commands.script("other", "exit 0")
        self.wait_for_job(self.insert_job([{"key": "a", "command": ["other"]}]), "completed")
        # Once it has ended it is nobody's business any more.
        os.kill(pid, signal.SIGKILL)
        eventually(lambda: not self.unkillable(), 20, "an empty view")
        self.assertNotIn("unkillable process", self.baton("doctor").stdout)
        self.executor.terminate()
        self.assertEqual(self.executor.wait(BOUND), 0)

    def test_what_a_success_leaves_is_a_warning(self):
        job, pid = self.run_helper("setsid HELPER & while [ ! -s $MARKERS/pids ]; do sleep 0.05; done", timeout="1 minute")
        self.wait_for_job(job, "completed", BOUND)
        self.assertRegex(str(self.step(job, "a")["warning"]), f"^UNKILLABLE: process {pid} ")
        self.check_that_it_is_named(job, pid, "root", "helper")

    def test_a_cancelled_job_ends(self):
        job, pid = self.run_helper("HELPER", timeout="1 minute")
        self.server.execute("select baton.cancel_job(%s, 'not wanted')", job)
        self.wait_for_job(job, "cancelled", BOUND)
        self.check_that_it_is_named(job, pid, "root", "helper")

    def test_the_drain_ends_and_does_not_hand_the_step_to_another(self):
        job, pid = self.run_helper("HELPER", timeout="10 minutes")
        self.executor.terminate()
        eventually(lambda: "draining" in self.executor.log.read_text(), 20, "the drain")
        self.executor.terminate()
        self.assertEqual(self.executor.wait(BOUND), 0)
        self.wait_for_job(job, "failed", 5)
        self.assertEqual(self.attempts(job)[0]["error_code"], "UNKILLABLE")
        self.assertTrue(is_alive(pid))

    def test_a_killed_executor_leaves_no_launcher_that_waits_for_ever(self):
        job, pid = self.run_helper("echo $PPID > $MARKERS/supervisor; HELPER", timeout="10 minutes")
        supervisor = int(self.commands.marks("supervisor")[0])
        launcher = int(pathlib.Path(f"/proc/{supervisor}/stat").read_text().rpartition(")")[2].split()[1])
        self.executor.kill()
        eventually(lambda: not is_alive(launcher) and not is_alive(supervisor), BOUND, "the end of both")
        self.assertTrue(is_alive(pid))


class StoppedSupervisor(CannotBeStopped):
    def check(self, user):
        if user != "root" and os.geteuid() != 0:
            self.skipTest("only root can become another user")
        self.start_as(user)
        self.commands.script("work", "kill -STOP $PPID; sleep $1")
        begun = baton_harness.time.monotonic()
        job = self.insert_job([{"key": "a", "command": ["work", "300"], "timeout": "3 seconds", "grace": "1 second", "max_attempts": 1}])
        self.wait_for_job(job, "failed", BOUND)
        self.assertLess(baton_harness.time.monotonic() - begun, BOUND)
        self.assertEqual(self.attempts(job)[0]["error_code"], "TIMEOUT")
        job = self.insert_job([{"key": "a", "command": ["work", "0"]}])
        self.wait_for_job(job, "completed", 20)

    def test_of_root(self):
        if os.geteuid() != 0:
            self.skipTest("not root")
        self.check("root")

    def test_of_an_ordinary_user(self):
        self.check("nobody")


if __name__ == "__main__":
    unittest.main()
