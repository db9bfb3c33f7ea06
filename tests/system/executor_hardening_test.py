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

    def test_a_launcher_that_was_killed_and_made_again_knows_nothing_of_the_executor(self):
        """Its memory, and that of its supervisors, may be read by scripts of the same user."""
        if os.geteuid() != 0:
            self.skipTest("only root can become another user")
        self.commands.script("hold", "cut -d' ' -f4 /proc/$PPID/stat > $MARKERS/$1; echo $PPID >> $MARKERS/$1; sleep 1000")
        executor = self.start_as("nobody")
        held = lambda name: eventually(lambda: self.commands.marks(name)[1:] and self.commands.marks(name), 20, name)
        self.insert_job([{"key": "a", "command": ["hold", "first"]}])
        first = held("first")
        os.kill(int(first[0]), 9)
        eventually(lambda: not is_alive(first[0]), 10, "the end of the launcher")
        self.insert_job([{"key": "a", "command": ["hold", "second"]}])
        second = held("second")
        self.assertNotEqual(first, second)
        self.assertTrue(memory_holds(executor.pid, b"canary"), "the search finds what is there")
        for pid in {*first[1:], *second}:
            self.assertFalse(memory_holds(pid, b"canary"), f"process {pid}")

    def test_a_password_on_the_command_line_is_not_there_any_more_when_scripts_run(self):
        """Arguments are read by everybody on the machine: of no process of ours may they hold it."""
        # Collected first: grep has the word in its own arguments.
        self.commands.script(
            "look",
            "cat /proc/[0-9]*/cmdline > $MARKERS/all 2> /dev/null; "
            "tr '\\0' '\\n' < $MARKERS/all | grep -c argv-can''ary > $MARKERS/seen; true")
        connection = self.server.dsn + " password=argv-canary"
        self.start_executor("--database", connection, "--sql-connection", connection)
        job = self.insert_job([{"key": "a", "command": ["look"]}])
        self.wait_for_job(job, "completed")
        self.assertEqual(self.commands.marks("seen"), ["0"])

        draft = self.insert_job([{"key": "a", "command": ["look"]}], auto_start=False)
        uri = f"postgresql://postgres:argv-canary@/baton?host={self.server.directory}&port=5432"
        with subprocess.Popen([baton_harness.BATON, "jobs", "wait", "-d", uri, str(draft)], stdout=subprocess.PIPE,
                              env={**os.environ, **self.server.environment}) as waiting:
            waiting.stdout.readline()   # it has connected
            arguments = pathlib.Path(f"/proc/{waiting.pid}/cmdline").read_bytes()
            waiting.kill()
        self.assertNotIn(b"canary", arguments)
        self.assertIn(b"postgres:***********@/baton", arguments)


def memory_holds(pid, text):
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            begin, end = (int(part, 16) for part in line.split()[0].split("-"))
            if end - begin > 2**30:   # a sanitizer's shadow of the memory
                continue
            try:
                memory.seek(begin)
                if text in memory.read(end - begin):
                    return True
            except (OSError, ValueError, OverflowError):
                continue   # not to be read, or outside of what can be
    return False


if __name__ == "__main__":
    unittest.main()
