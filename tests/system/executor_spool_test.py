#!/usr/bin/python3
"""Results wait on disk while the database is away, and outlive the executor that has them."""

import contextlib
import pathlib
import shutil
import tempfile
import unittest

import psycopg2

import baton_harness
from baton_harness import eventually

WORK = """echo $$ >> $MARKERS/runs
[ $BATON_STEP = quick ] && exit 0
while [ ! -e $MARKERS/go ]; do sleep 0.05; done; echo the result"""


class Spooling(baton_harness.SystemTest):
    fresh_server = True

    def setUp(self):
        super().setUp()
        self.spool = pathlib.Path(tempfile.mkdtemp(prefix="baton-spool."))
        self.addCleanup(shutil.rmtree, self.spool, ignore_errors=True)
        self.commands.script("work", WORK)

    def start(self, name="one"):
        return self.start_executor("--spool-dir", self.spool, name=name, slots=4)

    def files(self, pattern="*.report"):
        return list((self.spool / "one").glob(pattern))

    def runs(self):
        return len(self.commands.marks("runs"))

    def end_without_database(self, executor, steps=1):
        """A job whose scripts end while the server is down, their results on disk; its id."""
        job = self.insert_job([{"key": f"s{number}", "command": ["work"]} for number in range(steps)])
        eventually(lambda: self.runs() == steps, 20, "the scripts")
        self.server.stop()
        executor.wait_for_log("no connection to the database")
        (self.commands.markers / "go").touch()
        eventually(lambda: baton_harness.results_on_disk(self.spool / "one") == steps, 20, "the results on disk")
        return job

    def check_completed_once(self, job, steps=1, runs=None):
        self.wait_for_job(job, "completed", 25)
        self.assertEqual(self.runs(), runs or steps, "nothing ran twice")
        self.assertEqual([row["outcome"] for row in self.attempts(job)], ["completed"] * steps)
        eventually(lambda: not self.files(), 10, "an empty spool")

    def test_a_result_waits_for_the_database_that_gave_out_its_step(self):
        other = baton_harness.Server(**self.server_options)
        self.addCleanup(other.remove)
        # Servers of tests have one origin: a database of another number tells them apart.
        with contextlib.closing(psycopg2.connect(other.dsn.replace("dbname=baton", "dbname=postgres"))) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("alter database baton rename to first")
                cursor.execute("create database baton template first")
        other.execute("select baton.accept_database()")
        hosts = f"host={self.server.directory},{other.directory} port=5432,5432 target_session_attrs=read-write"
        executor = self.start_executor("--spool-dir", self.spool, "--database", hosts, name="one", slots=4)
        executor.wait_for_log("registered")
        other.stop()
        job = self.end_without_database(executor)
        other.start()
        executor.wait_for_log("this is another database; results of the one before wait on disk count=1")
        self.assertEqual(baton_harness.results_on_disk(self.spool / "one"), 1)
        self.server.start()
        other.stop()
        executor.wait_for_log("results found on disk are reported count=1")
        self.check_completed_once(job)

    def test_a_result_outlives_the_kill_of_its_executor(self):
        job = self.end_without_database(executor := self.start(), steps=3)
        executor.kill()
        self.server.start()
        self.start().wait_for_log("results found on disk are reported count=3")
        self.check_completed_once(job, steps=3)
        self.assertEqual(self.server.value("select count(*) from baton.attempt_output where job_id = %s", job), 3)

    def test_without_a_directory_of_its_own_it_is_in_the_one_that_systemd_gives(self):
        run = pathlib.Path(tempfile.mkdtemp(prefix="baton-run."))
        self.addCleanup(shutil.rmtree, run, ignore_errors=True)
        state, self.spool = self.spool, self.spool / "spool"
        executor = self.start_executor("--run-dir", run, name="one", slots=4,
                                       environment={"STATE_DIRECTORY": f"{state}:/elsewhere"})
        job = self.end_without_database(executor)
        self.assertEqual(list(run.glob("baton-spool*")), [])
        self.server.start()
        self.check_completed_once(job)

    def test_it_is_reported_by_the_executor_itself_where_that_lives(self):
        job = self.end_without_database(self.start())
        self.server.start()
        self.check_completed_once(job)

    def test_an_executor_that_is_stopped_meanwhile_leaves_it_to_the_next(self):
        job = self.end_without_database(executor := self.start())
        executor.terminate()
        executor.wait_for_log("draining")
        executor.terminate()
        self.assertEqual(executor.wait(20), 69)
        self.assertRegex(executor.log, "database was away at the end.*unconfirmed=1 on_disk=1")
        self.server.start()
        self.start()
        self.check_completed_once(job)

    def test_a_damaged_file_is_set_aside_and_the_others_are_reported(self):
        job = self.end_without_database(executor := self.start(), steps=2)
        executor.kill()
        damaged = self.files()[0]   # of one result or of both
        damaged.write_bytes(damaged.read_bytes()[:-20])
        self.server.start()
        self.server.execute("update baton.settings set tick_interval = '1 second'")
        successor = self.start()
        self.wait_for_job(job, "completed", 40)
        self.assertEqual(self.runs(), 3, "only the step whose result was damaged ran again")
        self.assertEqual([row["outcome"] for row in self.attempts(job) if row["outcome"] != "lost"], ["completed"] * 2)
        self.assertEqual(len(self.files("*.unreadable")), 1)
        self.assertEqual(successor.log.count("cannot be read and is set aside"), 1)

    def test_results_that_wait_at_once_share_a_file_that_goes_with_the_last_of_them(self):
        executor = self.start()
        jobs = [self.insert_job([{"key": "a", "command": ["work"]}]) for _ in range(4)]
        eventually(lambda: self.runs() == 4, 20, "the scripts")
        locks = [self.server.connect(autocommit=False) for _ in range(2)]
        for lock, held in zip(locks, (jobs[:2], jobs[2:])):
            self.addCleanup(lock.close)
            lock.cursor().execute("select from baton.jobs where id = any (%s) for update", (held,))
        (self.commands.markers / "go").touch()
        eventually(lambda: baton_harness.results_on_disk(self.spool / "one") == 4, 20, "the results on disk")
        self.assertLess(len(self.files()), 4)
        locks[0].rollback()
        for job in jobs[:2]:
            self.wait_for_job(job, "completed", 25)
        self.assertNotEqual(self.files(), [], "two results wait still")
        # All of a file are reported again, those that are recorded too, and count once.
        executor.kill()
        self.start().wait_for_log("results found on disk are reported count=")
        locks[1].rollback()
        for job in jobs:
            self.check_completed_once(job, steps=1, runs=4)

    def test_nothing_is_written_while_the_database_answers(self):
        self.start()
        jobs = [self.insert_job([{"key": "quick", "command": ["work"]}]) for _ in range(20)]
        for job in jobs:
            self.wait_for_job(job, "completed")
        self.assertEqual(list(self.spool.iterdir()), [])
        self.assertLess(self.spool.stat().st_mtime_ns, (self.commands.markers / "runs").stat().st_mtime_ns,
                        "not even for a moment")

    def test_a_copy_of_the_database_does_not_get_the_result(self):
        job = self.end_without_database(executor := self.start())
        executor.kill()
        self.server.start()
        with contextlib.closing(psycopg2.connect(self.server.dsn.replace("dbname=baton", "dbname=postgres"))) as other:
            other.autocommit = True
            other.cursor().execute("create database copy template baton")
        copy = self.start_executor("--spool-dir", self.spool, name="one", environment={"PGDATABASE": "copy"})
        copy.wait_for_log("results on disk belong to another database.*count=1")
        copy.kill()
        self.start()
        self.check_completed_once(job)


if __name__ == "__main__":
    unittest.main()
