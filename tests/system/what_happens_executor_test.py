#!/usr/bin/python3
"""docs/what-happens-when.md, executors: what the page shows is what is printed."""

import os
import signal
import unittest

import living_page
from baton_harness import eventually

# The first attempt stays until it is told to go, or killed; later ones end at once.
WORK = "echo $BATON_STEP >> $MARKERS/runs; [ $BATON_ATTEMPT = 1 ] || exit 0; while [ ! -e $MARKERS/go ]; do sleep 0.05; done"


class Executors(living_page.LivingPageTest):
    fresh_server = True

    def setUp(self):
        super().setUp()
        self.server.execute("update baton.settings set tick_interval = '1 second'")
        self.commands.script("import-menu", WORK)
        self.commands.script("upload-images", "exec $MARKERS/../commands/import-menu")

    def start_menu_import(self):
        """A job whose step menuImport runs."""
        job = self.insert_job([{"key": "menuImport", "command": ["import-menu"]}])
        eventually(lambda: self.commands.marks("runs"), 20, "a running script")
        return job

    def go(self):
        (self.commands.markers / "go").touch()

    def test_killed(self):
        self.begin("The executor is killed")
        executor = self.start_executor(slots=2)
        job = self.start_menu_import()
        executor.kill()
        self.show()
        self.start_executor(name="worker-2", slots=2)
        self.wait_for_job(job, "completed")
        self.show()

    def test_machine_restarts(self):
        self.begin("The machine restarts")
        (self.place / "spool").mkdir()
        spool = ("--spool-dir", self.place / "spool")
        executor = self.start_executor(*spool, slots=2)
        self.commands.script("upload-images", "echo $BATON_STEP >> $MARKERS/runs; while [ ! -e $MARKERS/uploaded ]; do sleep 0.05; done")
        job = self.insert_job([{"key": "menuImport", "command": ["import-menu"]}, {"key": "uploadImages", "command": ["upload-images"]}])
        eventually(lambda: len(self.commands.marks("runs")) == 2, 20, "both scripts")
        self.server.stop("immediate")
        (self.commands.markers / "uploaded").touch()
        eventually(lambda: list((self.place / "spool/worker-1").glob("*.report")), 20, "the result on disk")
        executor.kill()
        self.server.start()
        self.start_executor(*spool, slots=2)
        self.wait_for_job(job, "completed")
        self.show()

    def test_started_again(self):
        self.begin("The executor is started again under its own name")
        self.server.execute("update baton.settings set tick_interval = '10 minutes'")
        executor = self.start_executor(slots=2)
        job = self.start_menu_import()
        executor.kill()
        self.start_executor(slots=2)
        self.wait_for_job(job, "completed", 10)
        self.show()

    def test_freezes(self):
        self.begin("The executor freezes")
        frozen = self.start_executor(slots=2)
        job = self.start_menu_import()
        os.kill(frozen.pid, signal.SIGSTOP)
        self.start_executor(name="worker-2", slots=2)
        self.wait_for_job(job, "completed")
        os.kill(frozen.pid, signal.SIGCONT)
        frozen.wait_for_log("registered(.|\n)*registered")
        frozen.wait_for_log("ended job")
        self.show()

    def test_stopped(self):
        self.begin("The executor is stopped")
        executor = self.start_executor("--drain-limit", "1s", slots=2)
        job = self.start_menu_import()
        executor.terminate()
        executor.wait()
        self.start_executor(name="worker-2", slots=2)
        self.wait_for_job(job, "completed")
        self.show()


if __name__ == "__main__":
    unittest.main()
