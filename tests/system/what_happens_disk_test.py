#!/usr/bin/python3
"""docs/what-happens-when.md, full disks: what the page shows is what is printed.

The small disks are mounted in a namespace of this test's own, which needs root; they go with its last process."""

import os
import pathlib
import shutil
import subprocess
import sys
import unittest

import living_page
from baton_harness import eventually

INSIDE = "BATON_TEST_OWN_MOUNTS"


@unittest.skipUnless(os.environ.get(INSIDE), "a small disk of one's own needs root")
class Disk(living_page.LivingPageTest):
    fresh_server = True

    def mount(self, name, size):
        disk = pathlib.Path(self.server.directory / name)   # where both root and the server's user come
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},nr_inodes=1000", "none", disk], check=True)
        self.addCleanup(subprocess.run, ["umount", "--lazy", disk], check=True)
        return disk

    def fill(self, disk):
        with (disk / "filler").open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                return

    def test_of_the_database(self):
        self.begin("The database's disk fills")
        self.commands.script("import-menu", "echo > $MARKERS/runs; while [ ! -e $MARKERS/go ]; do sleep 0.05; done")
        disk = self.mount("disk", "4M")
        shutil.chown(disk, self.server.directory.owner(), self.server.directory.group())
        executor = self.start_executor(slots=2)
        job = self.insert_job([{"key": "menuImport", "command": ["import-menu"]}])
        eventually(lambda: self.commands.marks("runs"), 20, "a running script")
        self.server.execute(f"create tablespace small location '{disk}'")
        for table in ("output_rows", "attempt_rows", "jobs"):
            self.server.execute(f"alter table baton.{table} set tablespace small")
        self.fill(disk)
        (self.commands.markers / "go").touch()
        executor.wait_for_log("53100")
        self.show()
        (disk / "filler").unlink()
        self.wait_for_job(job, "completed")
        self.show()

    def test_of_the_executor(self):
        self.begin("The executor's disk fills")
        disk = self.mount("run", "64k")
        self.commands.script("import-menu", "head -c 200000 /dev/zero > menu.csv || exit 1")
        self.start_executor("--run-dir", disk)
        self.server.execute("update baton.error_classes set max_retries = 0")
        job = self.insert_job([{"key": "menuImport", "command": ["import-menu"]}])
        self.wait_for_job(job, "failed")
        self.show()
        for number in range(2000):   # inodes run out, too
            try:
                (disk / str(number)).touch()
            except OSError:
                break
        late = self.start_executor("--run-dir", disk, name="worker-2")
        late.wait_for_log("No space left on device")
        for path in disk.glob("[0-9]*"):
            path.unlink()
        late.wait_for_log("registered")
        self.show()


if __name__ == "__main__":
    if os.geteuid() == 0 and not os.environ.get(INSIDE):
        own = ["unshare", "--mount"]
        if subprocess.run([*own, "true"], capture_output=True).returncode == 0:
            os.execvpe(own[0], [*own, sys.executable, "-B", *sys.argv], {**os.environ, INSIDE: "1"})
    unittest.main()
