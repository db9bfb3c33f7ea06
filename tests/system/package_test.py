#!/usr/bin/python3
"""Baton's package: what is unpacked from it runs jobs."""

import pathlib
import subprocess
import unittest

import baton_harness


class Package(baton_harness.SystemTest):
    @unittest.skipIf(baton_harness.SANITIZED, "nobody packs that")
    def test_what_is_unpacked_runs_a_job(self):
        build, place = baton_harness.BATON.parents[1], self.commands.root
        done = subprocess.run(["cpack", "--config", build / "CPackConfig.cmake", "-B", place], cwd=build, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        package, = place.glob("baton_*.deb")
        depends = subprocess.run(["dpkg-deb", "--field", package, "Depends"], check=True, capture_output=True, text=True).stdout
        self.assertRegex(depends, r"libpq5 \(>= .*libpqxx-")
        subprocess.run(["dpkg-deb", "--extract", package, place / "root"], check=True)
        unpacked = place / "root/usr/bin/baton"
        original, baton_harness.BATON = baton_harness.BATON, unpacked
        self.addCleanup(setattr, baton_harness, "BATON", original)
        self.assertEqual(self.baton("--version").stdout,
                         subprocess.run([original, "--version"], check=True, capture_output=True, text=True).stdout)
        self.commands.script("say", "echo hello")
        executor = self.start_executor(slots=1)
        self.wait_for_job(self.insert_job([{"key": "a", "command": ["say"]}]), "completed")
        self.assertEqual(pathlib.Path(f"/proc/{executor.pid}/exe").resolve(), unpacked)


if __name__ == "__main__":
    unittest.main()
