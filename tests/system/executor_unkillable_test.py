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
import stuck_fuse
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
        self.wait_for_job(job, "failed")
        self.assertEqual(self.attempts(job)[0]["error_code"], "UNKILLABLE")
        self.assertTrue(is_alive(pid))

    def test_a_killed_executor_leaves_no_launcher_that_waits_for_ever(self):
        job, pid = self.run_helper("echo $PPID > $MARKERS/supervisor; HELPER", timeout="10 minutes")
        supervisor = int(self.commands.marks("supervisor")[0])
        launcher = int(pathlib.Path(f"/proc/{supervisor}/stat").read_text().rpartition(")")[2].split()[1])
        self.executor.kill()
        eventually(lambda: not is_alive(launcher) and not is_alive(supervisor), BOUND, "the end of both")
        self.assertTrue(is_alive(pid))


class HangsInTheKernel(CannotBeStopped):
    """As a program does whose network file system is away: no signal ends it, not even root's."""

    # One thread waits for the file with a page of it locked, another for that page with its memory
    # locked: whoever reads
    # the environment waits for that.
    UNREADABLE = """#!/usr/bin/python3
import ctypes, os, threading, time
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
libc.strnlen.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
file = os.open("FILE", os.O_RDONLY)
reader = threading.Thread(target=libc.strnlen, args=(libc.mmap(None, 4096, 1, 2, file, 0), 1))
reader.start()
while "wait_answer" not in open(f"/proc/self/task/{reader.native_id}/wchan").read():
    time.sleep(0.01)
open("$MARKERS/pids", "a").write(f"{os.getpid()}\\n")
libc.mmap(None, 4096, 1, 2, file, 0)
"""

    def start_hanging(self, script="echo $$ >> $MARKERS/pids; exec /bin/cat FILE"):
        if os.geteuid() != 0:
            self.skipTest("only root can mount")
        mount = self.commands.root / "mount"
        mount.mkdir()
        stuck = stuck_fuse.StuckFile(mount)
        try:
            file = stuck.__enter__()
        except OSError as error:
            self.skipTest(str(error))
        self.release = lambda: stuck.__exit__() if self.__dict__.pop("is_stuck", False) else None
        self.is_stuck = True
        self.addCleanup(lambda: self.release())
        self.commands.script("work", script.replace("FILE", str(file)))
        job = self.insert_job([{"key": "a", "command": ["work"], "timeout": "2 seconds", "grace": "1 second"}])
        eventually(lambda: self.commands.marks("pids"), 20, "the script")
        pid = int(self.commands.marks("pids")[0])
        eventually(lambda: self.state(pid) == "D", 20, "that it hangs")
        return job, pid

    def state(self, pid):
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]

    def test_it_costs_its_step_and_nothing_else(self):
        executor = self.start_executor(slots=1, name="first")
        job, pid = self.start_hanging()
        self.wait_for_job(job, "failed", BOUND)
        self.assertEqual(self.attempts(job)[0]["error_code"], "UNKILLABLE")
        self.assertEqual(self.state(pid), "D")
        self.check_that_it_is_named(job, pid, "root", "cat")
        executor.terminate()
        self.assertEqual(executor.wait(BOUND), 0)
        # The next one looks for what was left, and does not wait for what hangs.
        self.start_executor(slots=1, name="second").wait_for_log("registered", 20)
        self.commands.script("other", "exit 0")
        self.wait_for_job(self.insert_job([{"key": "a", "command": ["other"]}]), "completed", 20)
        self.release()
        eventually(lambda: not is_alive(pid), 20, "the end of what hung")

    def test_a_killed_executor_is_replaced_all_the_same(self):
        first = self.start_executor(slots=1, name="same")
        job, pid = self.start_hanging()
        first.kill()
        self.start_executor(slots=1, name="same")
        self.commands.script("other", "exit 0")
        self.wait_for_job(self.insert_job([{"key": "a", "command": ["other"]}]), "completed", BOUND)
        self.assertTrue(is_alive(pid))


    def test_a_successor_does_not_hang_on_an_environment_that_cannot_be_read(self):
        first = self.start_executor(slots=1, name="same")
        job, pid = self.start_hanging(self.UNREADABLE)
        reader = subprocess.Popen(["cat", f"/proc/{pid}/environ"], stdout=subprocess.DEVNULL)
        self.addCleanup(reader.wait)
        self.addCleanup(reader.kill)
        first.kill()
        self.start_executor(slots=1, name="same")
        self.commands.script("other", "exit 0")
        self.wait_for_job(self.insert_job([{"key": "a", "command": ["other"]}]), "completed", BOUND)
        self.assertIsNone(reader.poll(), "who reads it hangs")


class StoppedSupervisor(CannotBeStopped):
    def check(self, user):
        if user != "root" and os.geteuid() != 0:
            self.skipTest("only root can become another user")
        self.start_as(user)
        self.commands.script("work", "kill -STOP $PPID; sleep $1")
        job = self.insert_job([{"key": "a", "command": ["work", "1000"], "timeout": "3 seconds", "grace": "1 second", "max_attempts": 1}])
        self.wait_for_job(job, "failed", BOUND)
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
