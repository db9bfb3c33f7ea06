#!/usr/bin/python3
"""docs/what-happens-when.md, scripts: what the page shows is what is printed."""

import os
import unittest

import living_page

IMPORT = """#!/usr/bin/python3
import json, os, sys
done = (json.load(sys.stdin)["checkpoint"] or {}).get("done", 0)
print("starting after item", done)
if not done:
    with open(os.environ["BATON_EVENTS"], "a") as events:
        print('{"type": "checkpoint", "done": 120}', file=events)
    sys.exit("connect ECONNRESET 10.0.0.7:443")
print("imported items", done + 1, "to 300")
"""


class Scripts(living_page.LivingPageTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.execute("update baton.settings set tick_interval = '1 second'")

    def run_menu_import(self, script, status="completed", **step):
        self.commands.script("import-menu", script)
        job = self.insert_job([{"key": "menuImport", "command": ["import-menu"], **step}])
        if status:
            self.wait_for_job(job, status)
        return job

    def test_hangs(self):
        self.begin("A script hangs")
        # Long enough to look at it while it waits.
        self.server.execute("update baton.error_classes set base_delay = '1 minute', max_delay = '1 hour' where code = 'TIMEOUT'")
        self.start_executor()
        job = self.run_menu_import("echo connecting; sleep 1000", None, timeout="1 second")
        self.wait_for_step(job, "menuImport", "retrying")
        self.show()

    def test_leaves_processes(self):
        self.begin("A script leaves processes behind")
        os.mkfifo(self.commands.markers / "never")
        self.commands.script("left-behind", "read word < $MARKERS/never")   # one process
        self.start_executor()
        self.run_menu_import("setsid $MARKERS/../commands/left-behind > /dev/null 2>&1 & exit 0")
        self.show()

    @unittest.skipUnless(os.geteuid() == 0, "only root mounts")
    def test_mounts(self):
        self.begin("A script mounts something into its directory")
        self.start_executor(prefix=["unshare", "--mount"])
        (self.commands.root / "menus").mkdir()
        self.run_menu_import("mkdir data; mount --bind $MARKERS/../menus data")
        self.show()

    def test_stops_its_supervisor(self):
        self.begin("A process of a script cannot be killed")
        self.start_executor()
        self.run_menu_import("kill -STOP $PPID; sleep 1000", "failed", timeout="1 second", grace="1 second", max_attempts=1)
        self.show()

    def test_uses_up_the_memory(self):
        self.begin("A script uses up the memory")
        (self.commands.markers / "executor").write_text(str(self.start_executor().pid))
        self.run_menu_import("of() { cat /proc/$1/oom_score_adj; }; "
                             "[ $(of self) -gt $(of $(cat $MARKERS/executor)) ] && printf yes")
        self.show()

    def test_floods(self):
        self.begin("A script floods its output")
        self.start_executor()
        self.run_menu_import("seq -f 'line %06g' 100000")
        self.show()

    def test_replaced(self):
        self.begin("A program is replaced while steps run")
        self.start_executor()
        with self.commands.script("import-menu", "exit 0").open("a"):
            job = self.insert_job([{"key": "menuImport", "command": ["import-menu"], "max_attempts": 1}])
            self.wait_for_job(job, "failed")
        self.show()

    def test_killed(self):
        self.begin("A script is killed")
        self.start_executor()
        self.run_menu_import("[ $BATON_ATTEMPT = 1 ] || exit 0; kill -9 $$")
        self.show()

    def test_half_of_it(self):
        self.begin("A script does half of its work")
        self.start_executor()
        self.run_menu_import(IMPORT)
        self.show()

    def test_writes_what_cannot_be_read(self):
        self.begin("A script writes what cannot be read")
        self.start_executor()
        self.run_menu_import("""echo '{"type":"output","loss":NaN,"id":1234567890123456789012345}' >&3""")
        self.show()
        self.run_menu_import("""echo "{'type': 'completion', 'status': 'failed'}" >&3""", "failed")
        self.show()

    def test_no_sign_of_life(self):
        self.begin("A step shows no sign of life")
        self.start_executor()
        job = self.run_menu_import("[ $BATON_ATTEMPT = 1 ] || exit 0; sleep 1000", None)
        self.wait_for_step(job, "menuImport", "running")
        # Three hours have passed.
        self.server.execute("update baton.running set started_at = now() - interval '3 hours', life_at = null")
        self.show()
        self.wait_for_job(job, "completed")
        self.show()

    def test_takes_executor_down(self):
        self.begin("A script takes its executor down")
        self.server.execute("update baton.settings set lost_attempts = 1")
        self.addCleanup(self.server.execute, "update baton.settings set lost_attempts = 3")
        # Its parent is its supervisor, whose parent is the launcher, whose parent is the executor.
        script = ("of() { cut -d' ' -f4 /proc/$1/stat; }; kill -9 $(of $(of $(of $$))); sleep 1000")
        first = self.start_executor()
        job = self.run_menu_import(script, None)
        first.wait()
        second = self.start_executor(name="worker-2")
        second.wait()
        self.start_executor(name="worker-3")
        self.wait_for_job(job, "failed")
        self.show()


if __name__ == "__main__":
    unittest.main()
