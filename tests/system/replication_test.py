#!/usr/bin/python3
"""Logical replication, with real servers: a publication of all tables stops nothing, and a subscriber's copy runs
nothing until it takes over, and then everything once."""

import os
import shutil
import tempfile
import unittest

import baton_harness
from baton_harness import Server, eventually

LOGICAL = {"wal_level": "logical", "max_logical_replication_workers": "8", "max_worker_processes": "16"}
TABLES = """select string_agg(format('baton.%I', relname), ', ') from pg_class
            where relnamespace = 'baton'::regnamespace and relkind in ('r', 'p') and not relispartition"""


class Published(baton_harness.SystemTest):
    fresh_server = True
    server_options = {"cron": True, "durable": False, "settings": LOGICAL}

    def setUp(self):
        super().setUp()
        self.server.execute("create publication everything for all tables")
        self.commands.script("good", "echo $BATON_JOB_ID >> $MARKERS/good")
        self.commands.script("flaky", "[ $BATON_ATTEMPT = 2 ]")
        self.commands.script("bad", "exit 1")
        self.commands.script("long", "touch $MARKERS/long; exec sleep 600")
        self.server.execute("""select baton.define_job_type('{"job_type": "good",
            "steps": [{"key": "a", "command": ["good"]}]}')""")

    def run_retention(self):
        eventually(lambda: not self.server.value(
            "select (baton.apply_retention(p_dry_run => false, p_pieces => 100) ->> 'more')::boolean"), 30,
            "the end of a run of retention")

    def copy(self):
        """A server of its own identity that has subscribed everything."""
        root = tempfile.mkdtemp(prefix="baton-subscriber.")
        os.chmod(root, 0o711)
        self.addCleanup(shutil.rmtree, root, ignore_errors=True)
        before = os.environ.get("BATON_TEST_ROOT")
        os.environ["BATON_TEST_ROOT"] = root
        try:
            subscriber = Server(cron=True, durable=False, settings=LOGICAL)
        finally:
            if before is None:
                del os.environ["BATON_TEST_ROOT"]
            else:
                os.environ["BATON_TEST_ROOT"] = before
        self.addCleanup(subscriber.remove)
        subscriber.execute("truncate " + subscriber.value(TABLES))
        self.server.execute("create publication copied for tables in schema baton")   # pg_cron's own stay here
        subscriber.execute(f"create subscription copy connection '{self.server.dsn}' publication copied")
        eventually(lambda: subscriber.value(
            "select bool_and(srsubstate = 'r') from pg_subscription_rel"), 90,
            lambda: "a whole copy: " + subscriber.log[-3000:])
        return subscriber

    def wait_until_copied(self, subscriber):
        end = self.server.value("select pg_current_wal_insert_lsn()::text")
        eventually(lambda: self.server.value(
            "select bool_and(replay_lsn >= %s::pg_lsn) from pg_stat_replication", end), 90, "the last change")
        self.assertEqual(subscriber.value("select count(*) from baton.jobs"),
                         self.server.value("select count(*) from baton.jobs"))

    def test_all_tables_may_be_published_while_jobs_run_retry_are_cancelled_and_leave(self):
        executor = self.start_executor(slots=4)
        done = self.insert_job([{"key": "a", "command": ["good"]},
                                {"key": "b", "command": ["good"], "depends_on": ["a"], "limit": "few"}])
        again = self.insert_job([{"key": "a", "command": ["flaky"], "backoff": "none"}])
        bad = self.insert_job([{"key": "a", "command": ["bad"], "max_attempts": 1}], subject="s")
        stopped = self.insert_job([{"key": "a", "command": ["long"]}])
        late = self.insert_job([{"key": "a", "command": ["good"]}], run_at=self.server.value("select now() + interval '1 h'"))
        self.wait_for_job(done, "completed")
        self.wait_for_job(again, "completed")
        self.wait_for_job(bad, "failed")
        eventually(lambda: self.commands.marks("long") is not None and self.job_status(stopped) == "in_progress")
        for job in (stopped, late):
            self.server.execute("select baton.cancel_job(%s)", job)
        self.wait_for_job(stopped, "cancelled")
        self.wait_for_job(late, "cancelled")
        self.server.execute("""insert into baton.schedules (name, cron, job_type, parameters, overlap, since, changed_by, entry_role)
                               values ('often', '* * * * *', 'good', '{}', 'skip', now() - interval '1 h', 'test', 'postgres')""")
        scheduled = self.server.value("select baton.run_schedule('often')")
        self.wait_for_job(scheduled, "completed")
        self.server.execute("select baton.pause_queue('default'); select baton.resume_queue('default')")

        # Retention archives some, deletes others, and drops a month of the archive.
        self.server.execute("""delete from baton.retention_policies;
            insert into baton.retention_policies (status, keep_for, action)
            values ('completed', '0', 'archive'), ('failed', '0', 'delete'), ('cancelled', '0', 'archive');
            update baton.retention_settings set drop_without_export = true""")
        self.run_retention()
        self.assertEqual(self.server.value("select count(*) from baton.jobs"), 0)
        self.assertEqual(self.server.value("select count(*) from baton.archived_jobs"), 5)
        # The counters are added up, and executors are forgotten.
        self.server.execute("select baton._fold_counts(100000)")
        executor.terminate()
        self.assertEqual(executor.wait(), 0)
        self.server.execute("update baton.executors set ended_at = now() - interval '8 days'")
        self.server.execute("select baton._prune_executors(10)")   # unless pg_cron's entry has just done it
        self.assertEqual(self.server.value("select count(*) from baton.executors"), 0)
        self.assertEqual(self.server.rows("select * from baton.health where status = 'problem' and name like 'publication%%'"), [])
        self.assertNotIn("replica identity", self.server.log)

    def test_a_subscriber_runs_nothing_and_takes_over_with_every_job_once(self):
        executor = self.start_executor(slots=4)
        ended = [self.insert_job([{"key": "a", "command": ["good"]}]) for _ in range(3)]
        for job in ended:
            self.wait_for_job(job, "completed")
        subscriber = self.copy()
        ended.append(self.insert_job([{"key": "a", "command": ["good"]}]))
        self.wait_for_job(ended[-1], "completed")
        executor.terminate()
        self.assertEqual(executor.wait(), 0)
        waiting = [self.server.value("select baton.create_job('good')") for _ in range(3)]
        self.wait_until_copied(subscriber)

        # A copy: on hold, and it stays so while it is one.
        self.assertTrue(subscriber.value("select baton._on_hold()"))
        with self.assertRaises(baton_harness.psycopg2.Error) as refused:
            subscriber.execute("select baton.accept_database()")
        self.assertEqual(refused.exception.pgcode, "BT151")
        # A row that no Baton has stored stops the subscription, and is not lost in here.
        self.assertEqual(subscriber.value(
            "select count(*) from baton.jobs as job where status is null or not exists (select from baton.step_rows where job_id = job.id)"), 0)

        publisher, self.server = self.server, subscriber
        too_early = self.start_executor(slots=4, name="other")
        too_early.wait_for_log("BT151")
        self.assertNotEqual(too_early.wait(), 0)
        self.assertEqual(self.commands.marks("good").count(str(waiting[0])), 0)
        publisher.stop()
        subscriber.execute("alter subscription copy disable")
        subscriber.execute("alter subscription copy set (slot_name = none)")
        subscriber.execute("drop subscription copy")
        subscriber.execute("select baton.accept_database()")
        self.start_executor(slots=4, name="other")
        new = [subscriber.value("select baton.create_job('good')") for _ in range(3)]
        new.append(self.insert_job([{"key": "new", "command": ["good"]}]))
        self.assertGreater(min(new), max(waiting))
        for job in waiting + new:
            self.wait_for_job(job, "completed")
        runs = self.commands.marks("good")
        self.assertEqual(sorted(map(int, runs)), sorted(ended + waiting + new), "each ran once")
        self.assertEqual(subscriber.rows("select * from baton.health where status = 'problem'"), [])

    def test_a_subscription_that_brings_rows_of_no_baton_is_refused_and_named(self):
        other = Server(schema=False, durable=False, settings=LOGICAL)
        self.addCleanup(other.remove)
        other.execute("create schema baton; create table baton.jobs (id bigint primary key, job_type text)")
        other.execute("create publication jobs for table baton.jobs")
        self.server.execute(f"create subscription jobs connection '{other.dsn}' publication jobs with (copy_data = false)")
        eventually(lambda: self.server.value("select bool_and(srsubstate = 'r') from pg_subscription_rel"), 60, "a subscription")
        self.assertEqual(self.server.value("select status from baton.health where name = 'subscription jobs'"), "problem")
        other.execute("insert into baton.jobs values (1000, 'good')")
        eventually(lambda: "the triggers of baton.jobs are off" in self.server.log, 60, "the refusal in the log")
        self.assertEqual(self.server.value("select count(*) from baton.jobs"), 0)
        self.server.execute("alter subscription jobs disable; alter subscription jobs set (slot_name = none); drop subscription jobs")
        self.assertEqual(self.server.value("select count(*) from baton.health where name = 'subscription jobs'"), 0)


if __name__ == "__main__":
    unittest.main()
