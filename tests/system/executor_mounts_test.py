#!/usr/bin/python3
"""What a script mounts into its working directory is somebody else's data: it outlives the
step, the executor and the executor's next start. As root, and as an ordinary user in namespaces."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import unittest

import baton_harness
from baton_harness import eventually

NOBODY = 65534
AS_NOBODY = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]


class Mounts(baton_harness.SystemTest):
    def setUp(self):
        super().setUp()
        self.server.directory.chmod(0o755)   # the way to the socket
        self.run = pathlib.Path(tempfile.mkdtemp(prefix="baton-run."))
        self.addCleanup(shutil.rmtree, self.run, ignore_errors=True)
        self.precious = self.commands.root / "precious"
        (self.precious / "deep/er").mkdir(parents=True)
        for name in ("file", "deep/er/file"):
            (self.precious / name).write_text("kept\n")

    def enter(self, *, ordinary):
        """A mount namespace that outlives executors; the command that enters it."""
        become = AS_NOBODY if ordinary and os.geteuid() == 0 else []
        if not ordinary and os.geteuid() != 0:
            self.skipTest("only root can")
        new = ["unshare", "--mount"] + (["--user", "--map-root-user"] if ordinary else [])
        if subprocess.run([*become, *new, "true"], capture_output=True).returncode != 0:
            self.skipTest("no such namespaces here")
        for path in (self.run, self.precious, *self.precious.rglob("*"), self.commands.markers):
            if become:
                os.chown(path, NOBODY, NOBODY)
        self.precious.chmod(0o751)
        holder = subprocess.Popen([*become, *new, "sleep", "infinity"],
                                  preexec_fn=baton_harness._die_with_parent)
        self.addCleanup(holder.wait)
        self.addCleanup(holder.kill)
        name = pathlib.Path(f"/proc/{holder.pid}/comm")
        eventually(lambda: name.read_text() == "sleep\n", 20, lambda: "a holder of the namespace")
        user = ["--user", "--preserve-credentials"] if ordinary else []
        return [*become, "nsenter", f"--target={holder.pid}", "--mount", *user]

    def assert_untouched(self):
        self.assertEqual((self.precious / "file").read_text(), "kept\n")
        self.assertEqual((self.precious / "deep/er/file").read_text(), "kept\n")
        self.assertEqual(self.precious.stat().st_mode & 0o7777, 0o751)

    def check(self, ordinary):
        prefix = self.enter(ordinary=ordinary)
        self.commands.script("mounts", """set -e
            echo "$PWD" >$MARKERS/directory
            mkdir -p data a/b/data ro memory other/below
            touch a/file other/file
            mount --bind $1 data
            mount --bind $1 a/b/data
            mount --bind $1/file a/file
            mount --bind $1 ro; mount -o remount,ro,bind ro
            mount -t tmpfs none memory; touch memory/file""")
        options = {"prefix": prefix, "environment": {"HOME": "/"}}
        first = self.start_executor("--run-dir", self.run, **options)
        job = self.insert_job([{"key": "a", "command": ["mounts", str(self.precious)]}])
        self.wait_for_job(job, "completed")
        self.assert_untouched()

        directory = self.commands.marks("directory")[0]
        said = re.escape(directory) + r"/\S+ was left as it is: something is mounted there"
        self.assertRegex(str(self.attempts(job)[0]["details"]), said)
        first.wait_for_log("a part of a working directory is left.*" + said)
        def in_namespace(*command):
            return subprocess.run([*prefix, *command], check=True, capture_output=True, text=True)

        left = in_namespace("find", directory, "-xdev", "-name", "other").stdout
        self.assertEqual(left, "", "the rest is removed")

        another = self.insert_job([{"key": "a", "command": ["mounts", str(self.precious)]}])
        self.wait_for_job(another, "completed")   # the next step is not disturbed
        first.terminate()
        self.assertEqual(first.wait(), 0)
        first.wait_for_log("a part of a run directory is left")
        self.assert_untouched()

        # The next start finds it, leaves it and works; also what a crash left.
        second = self.start_executor("--run-dir", self.run, **options)
        third = self.insert_job([{"key": "a", "command": ["mounts", str(self.precious)]}])
        self.wait_for_job(third, "completed")
        second.kill()
        for abandoned in self.run.glob("baton-executor.*"):
            os.utime(abandoned, (time.time() - 3600,) * 2)
        next_one = self.start_executor("--run-dir", self.run, **options)
        next_one.wait_for_log("a part of a run directory is left.*something is mounted there")
        next_one.wait_for_log("registered")
        self.assert_untouched()
        next_one.terminate()
        self.assertEqual(next_one.wait(), 0)

        # Once all is unmounted, the next start takes the rest away.
        mounts = f"""awk '$2 ~ "^{self.run}/" {{print $2}}' /proc/self/mounts"""
        in_namespace("sh", "-c", f"{mounts} | sort -r | xargs -n1 umount")
        for abandoned in self.run.glob("baton-executor.*"):
            os.utime(abandoned, (time.time() - 3600,) * 2)
        last = self.start_executor("--run-dir", self.run, **options)
        last.wait_for_log("registered")
        self.assertEqual(len(list(self.run.glob("baton-executor.*"))), 1)
        self.assert_untouched()

    def test_data_that_a_script_mounts_is_left_alone_as_root(self):
        self.check(ordinary=False)

    def test_data_that_a_script_mounts_is_left_alone_as_an_ordinary_user(self):
        self.check(ordinary=True)


if __name__ == "__main__":
    unittest.main(verbosity=2)
