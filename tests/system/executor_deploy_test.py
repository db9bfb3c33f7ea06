#!/usr/bin/python3
"""Programs and secrets that are replaced while an executor runs: links to releases, files being written."""

import pathlib
import shutil
import subprocess
import tempfile
import threading
import time
import unittest

import baton_harness


class Deploy(baton_harness.SystemTest):
    def setUp(self):
        super().setUp()
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="baton-deploy."))
        self.addCleanup(shutil.rmtree, self.place, ignore_errors=True)

    def release(self, number):
        """Puts a release beside the others and lets `current` lead to it, in one step as deployments do."""
        directory = self.place / f"releases/{number}"
        directory.mkdir(parents=True)
        tool = directory / "tool"
        tool.write_text(f"#!/bin/bash\necho {number} \"$TOKEN\" >>{self.commands.markers}/ran\n")
        tool.chmod(0o755)
        # Its interpreter opens a script once more after the start, and may come too late; a binary is open.
        shutil.copy("/bin/true", directory / "binary")
        (directory / "token").write_text(f"secret-{number}")
        self.lead(self.place / "current", f"releases/{number}")

    def lead(self, link, target):
        new = link.with_name(".new")
        new.symlink_to(target)
        new.rename(link)

    def start(self):
        link = self.place / "current"
        self.start_executor("--commands", link, "--secrets-dir", link, slots=4)

    def job(self, command="tool", **step):
        return self.insert_job([{"key": "a", "command": [command], "max_attempts": 1,
                                 "environment": {"TOKEN": {"secret": "token"}}, **step}])

    def test_the_next_release_counts_from_the_next_start_and_the_old_one_may_go(self):
        self.release(1)
        self.start()
        self.wait_for_job(self.job(), "completed")
        self.release(2)
        shutil.rmtree(self.place / "releases/1")
        self.wait_for_job(self.job(), "completed")
        self.assertEqual(self.commands.marks("ran"), ["1 secret-1", "2 secret-2"])

    def test_releases_that_come_and_go_under_load_cost_no_step(self):
        self.release(1)
        self.start()
        stop = threading.Event()

        def deploy():
            number = 1
            while not stop.is_set():
                number += 1
                self.release(number)
                shutil.rmtree(self.place / f"releases/{number - 1}")

        deployer = threading.Thread(target=deploy)
        deployer.start()
        try:
            jobs = [self.job("binary", environment={}) for _ in range(100)]
            for job in jobs:
                self.wait_for_job(job, "completed", 60)
                self.assertEqual(len(self.attempts(job)), 1)
        finally:
            stop.set()
            deployer.join()

    def test_a_link_that_is_swapped_all_the_time_never_runs_what_lies_outside(self):
        self.commands.script("inside", "echo >>$MARKERS/inside")
        outside = self.place / "outside"
        outside.write_text(f"#!/bin/bash\necho >>{self.commands.markers}/outside\n")
        outside.chmod(0o755)
        link = self.commands.directory / "swapped"
        self.lead(link, "inside")
        self.start_executor(slots=4)
        stop = threading.Event()

        def swap():
            while not stop.is_set():
                self.lead(link, outside)
                self.lead(link, "inside")

        swapper = threading.Thread(target=swap)
        swapper.start()
        try:
            jobs = [self.job("swapped", environment={}) for _ in range(100)]
            for job in jobs:
                baton_harness.eventually(lambda: self.job_status(job) in ("completed", "failed"), 60, "an end")
        finally:
            stop.set()
            swapper.join()
        self.assertGreater(len(self.commands.marks("inside")), 0)
        self.assertEqual(self.commands.marks("outside"), [])


class Writing(baton_harness.SystemTest):
    def setUp(self):
        super().setUp()
        self.script = self.commands.script("work", "exit 0")
        with self.script.open("a"):
            try:
                subprocess.run([self.script], check=True)
                self.skipTest("this kernel starts programs that are open for writing")
            except OSError:
                pass
        self.start_executor(slots=2).wait_for_log("registered")

    def job(self, command="work"):
        return self.insert_job([{"key": "a", "command": [command], "max_attempts": 1}])

    def test_a_program_that_is_closed_within_a_moment_costs_no_attempt(self):
        for _ in range(20):
            with self.script.open("a"):
                began = time.monotonic()
                job = self.job()
                self.wait_for_step(job, "a", "running")
                is_quick = time.monotonic() - began < 0.7
            if is_quick:   # else this machine was asleep meanwhile
                self.wait_for_job(job, "completed")
                self.assertEqual(len(self.attempts(job)), 1)
                return
        self.fail("no trial was quick enough")

    def check_is_busy(self, command, file, says):
        with file.open("a"):
            job = self.job(command)
            self.wait_for_job(job, "failed")
        attempt, = self.attempts(job)
        self.assertEqual(attempt["error_code"], "COMMAND_BUSY")
        self.assertRegex(attempt["error_detail"], says + ".* is being written to: deploy by rename")

    def test_one_that_stays_open_is_said_to_be_written_to(self):
        self.check_is_busy("work", self.script, "work, or its interpreter /bin/bash,")

    def test_so_is_a_binary_and_the_interpreter_of_a_script(self):
        binary = self.commands.directory / "binary"
        shutil.copy("/bin/true", binary)
        self.check_is_busy("binary", binary, "binary")
        self.commands.script("other", f"#!{binary}\n")
        self.check_is_busy("other", binary, f"other, or its interpreter {binary},")


if __name__ == "__main__":
    unittest.main(verbosity=2)
