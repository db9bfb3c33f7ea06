#!/usr/bin/python3
"""What keeps an executor from starting is one sentence and an exit status."""

import os
import pathlib
import shutil
import tempfile
import unittest

import baton_harness
from baton_harness import eventually


def unprivileged():
    """A prefix for an executor that is not root; who runs the server may connect to it."""
    return ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups") if os.geteuid() == 0 else ()


class Setup(baton_harness.SystemTest):
    def refuse(self, status, *patterns, arguments=(), **options):
        executor = self.start_executor(*arguments, **options)
        self.assertEqual(executor.wait(20), status, executor.log)
        for pattern in patterns:
            self.assertRegex(executor.log, pattern)

    def test_an_unknown_queue_is_named(self):
        self.refuse(78, "BT030", "nowhere", arguments=("--queues", "nowhere"))

    def test_a_database_that_does_not_exist_is_named(self):
        self.refuse(78, "no_such_database", environment={"PGDATABASE": "no_such_database"})

    def test_a_database_without_the_schema_says_how_to_install_it(self):
        self.refuse(78, "baton migrate", environment={"PGDATABASE": "postgres"})

    def test_a_user_without_rights_is_told_so(self):
        self.server.execute("create role nobody_special login")
        self.addCleanup(self.server.execute, "drop role nobody_special")
        self.refuse(77, "(?i)permission denied", user="nobody_special")

    def test_a_login_with_the_role_baton_executor_needs_no_more(self):
        self.server.execute("create role worker login in role baton_executor")
        self.commands.script("work", "exit 0")
        executor = self.start_executor(user="worker")
        job = self.insert_job([{"key": "a", "command": ["work"]}])
        self.wait_for_job(job, "completed")
        executor.terminate()
        self.assertEqual(executor.wait(), 0)

    def test_a_server_that_is_not_there_yet_is_waited_for(self):
        self.server.stop()
        executor = self.start_executor()
        executor.wait_for_log("no connection to the database")
        self.server.start()
        executor.wait_for_log("registered")

    def test_working_directories_of_a_killed_executor_are_removed_by_the_next(self):
        with tempfile.TemporaryDirectory() as parent:
            def made():
                return list(pathlib.Path(parent).glob("baton-executor.*"))
            first = self.start_executor("--run-dir", parent)
            first.wait_for_log("registered")
            first.kill()
            left = made()
            self.assertEqual(len(left), 1)
            os.utime(left[0], (1, 1))
            second = self.start_executor("--run-dir", parent)
            second.wait_for_log("registered")
            third = self.start_executor("--run-dir", parent)
            third.wait_for_log("registered")
            self.assertNotIn(left[0], made())
            self.assertEqual(len(made()), 2, "those in use stay")
            for executor in (second, third):
                executor.terminate()
                self.assertEqual(executor.wait(), 0)
            self.assertEqual(made(), [])

    def test_a_run_directory_that_is_removed_meanwhile_is_made_again(self):
        self.commands.script("slow", "echo begun >> $MARKERS/slow; until [ -e $MARKERS/go ]; do sleep 0.02; done")
        self.commands.script("work", "touch here")
        for removed_with_its_parent in (False, True):
            parent = self.commands.root / "run"
            parent.mkdir(exist_ok=True)
            executor = self.start_executor("--run-dir", parent, slots=2,
                                           environment={"BATON_SPOOL_DIR": str(self.commands.root / "spool")})
            running = self.insert_job([{"key": "a", "command": ["slow"], "max_attempts": 1}])
            eventually(lambda: self.commands.marks("slow"))
            made, = parent.glob("baton-executor.*")
            shutil.rmtree(parent if removed_with_its_parent else made)
            job = self.insert_job([{"key": "a", "command": ["work"], "max_attempts": 1}])
            self.wait_for_job(job, "completed")
            executor.wait_for_log("the run directory was removed and is made again")
            self.assertEqual(list(parent.glob("baton-executor.*")), [made])
            os.utime(made, (1, 1))
            other = self.start_executor("--run-dir", parent, name="other")
            other.wait_for_log("registered")
            self.assertTrue(made.exists(), "its lock is held again")
            other.terminate()
            self.assertEqual(other.wait(), 0)
            (self.commands.markers / "go").touch()
            self.wait_for_job(running, "completed")
            executor.terminate()
            self.assertEqual(executor.wait(), 0)
            self.assertFalse(made.exists())
            for name in ("go", "slow"):
                (self.commands.markers / name).unlink()

    def test_where_it_cannot_be_made_again_the_step_is_worth_another_try(self):
        self.commands.script("work", "exit 0")
        parent = self.commands.root / "run"
        parent.mkdir()
        executor = self.start_executor("--run-dir", parent,
                                       environment={"BATON_SPOOL_DIR": str(self.commands.root / "spool")})
        executor.wait_for_log("registered")
        shutil.rmtree(parent)
        parent.write_text("in the way")
        job = self.insert_job([{"key": "a", "command": ["work"]}])
        eventually(lambda: [a for a in self.attempts(job) if a["outcome"] == "failed"])
        attempt = self.attempts(job)[0]
        self.assertEqual(attempt["error_code"], "HOST_TROUBLE")
        executor.wait_for_log("the run directory was removed and cannot be made again")
        parent.unlink()
        self.wait_for_job(job, "completed")

    def test_directories_that_are_away_are_worth_another_try(self):
        self.commands.script("work", 'test "$KEY" = value')
        secrets = self.commands.root / "secrets"
        secrets.mkdir(mode=0o700)
        (secrets / "key").write_text("value")
        (secrets / "key").chmod(0o600)
        self.start_executor("--secrets-dir", secrets).wait_for_log("registered")
        for directory in (self.commands.directory, secrets):
            away = directory.rename(directory.with_suffix(".away"))
            job = self.insert_job([{"key": "a", "command": ["work"], "environment": {"KEY": {"secret": "key"}}}])
            eventually(lambda: [a for a in self.attempts(job) if a["outcome"] == "failed"])
            self.assertEqual(self.attempts(job)[0]["error_code"], "HOST_TROUBLE", directory.name)
            self.assertIn(str(directory.name), self.attempts(job)[0]["error_message"])
            away.rename(directory)
            self.wait_for_job(job, "completed")

    def test_a_mask_that_takes_rights_from_the_user_itself_costs_no_step(self):
        for name in ("run", "spool"):
            (self.commands.root / name).mkdir(exist_ok=True)
            (self.commands.root / name).chmod(0o777)
        self.commands.script("work", "touch here && umask")
        self.start_executor("--run-dir", self.commands.root / "run", "--spool-dir", self.commands.root / "spool",
                            prefix=(*unprivileged(), "sh", "-c", 'umask 0777; exec "$@"', "sh"))
        job = self.insert_job([{"key": "a", "command": ["work"], "max_attempts": 1}])
        self.wait_for_job(job, "completed")
        self.assertEqual(self.server.value("select content from baton.attempt_output where job_id = %s", job), "0077\n")

    def test_too_few_open_files_are_said_to_be_too_few(self):
        self.refuse(71, r"limit of open files \(ulimit -n\) is below 65", prefix=("prlimit", "--nofile=40:40"))

    def test_a_run_directory_whose_path_leaves_no_room_for_sockets_is_warned_of(self):
        self.commands.script("sockets", """#!/usr/bin/python3
import multiprocessing
with multiprocessing.Manager() as manager:
    manager.list()
""")

        def run(length):
            with tempfile.TemporaryDirectory(prefix="d.", dir="/tmp") as place:
                parent = pathlib.Path(place) / ("x" * (length - len(place) - 1))
                parent.mkdir()
                executor = self.start_executor("--run-dir", parent, slots=1)
                job = self.insert_job([{"key": "a", "command": ["sockets"], "max_attempts": 1}])
                eventually(lambda: self.job_status(job) in ("completed", "failed"), 60, "an end")
                executor.terminate()
                executor.wait()
                return self.job_status(job), "the run directory's path is long" in executor.log

        self.assertEqual(run(40), ("completed", False))
        self.assertEqual(run(75), ("failed", True))

    def test_a_spool_directory_that_belongs_to_somebody_else_is_refused(self):
        if os.geteuid() != 0:
            self.skipTest("only root can give a directory away")
        with tempfile.TemporaryDirectory() as parent:
            path = pathlib.Path(parent) / f"baton-spool.{os.geteuid()}"
            path.mkdir()
            os.chown(path, 65534, 65534)
            executor = self.start_executor("--run-dir", parent)
            self.assertEqual(executor.wait(10), 78)
            self.assertRegex(executor.log, rf"Results cannot be kept on disk: {path} belongs to nobody \(65534\), "
                             r"not to root \(0\): .*name a directory of this user's own with --spool-dir")

    def test_the_log_can_be_json(self):
        self.commands.script("work", "exit 0")
        executor = self.start_executor("--log-format", "json")
        job = self.insert_job([{"key": "a", "command": ["work"]}])
        self.wait_for_job(job, "completed")
        executor.terminate()
        executor.wait()
        events = [baton_harness.json.loads(line) for line in executor.log.splitlines()]
        ended = [event for event in events if event["event"] == "ended" and "job" in event]
        self.assertEqual([(event["job"], event["step"], event["attempt"], event["how"]) for event in ended],
                         [(job, "a", 1, "exited 0")])


if __name__ == "__main__":
    unittest.main()
