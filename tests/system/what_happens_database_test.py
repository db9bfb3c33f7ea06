#!/usr/bin/python3
"""docs/what-happens-when.md, the database: what the page shows is what is printed."""

import contextlib
import pathlib
import sys
import unittest

import psycopg2

import baton_harness
import living_page
from baton_harness import eventually

sys.path.append(str(baton_harness.SOURCE / "tests/chaos/prove"))
from network import Proxy, socket_of   # noqa: E402

WORK = "echo $BATON_STEP >> $MARKERS/runs; [ $BATON_ATTEMPT = 1 ] || exit 0; while [ ! -e $MARKERS/go ]; do sleep 0.05; done"
CLOCK = ("create or replace function baton._now() returns timestamptz language sql volatile parallel safe"
         " as $$ select pg_catalog.clock_timestamp() operator(pg_catalog.+) interval '{}' $$")


class Database(living_page.LivingPageTest):
    fresh_server = True

    def setUp(self):
        super().setUp()
        self.server.execute("update baton.settings set tick_interval = '1 second'")
        self.commands.script("work", WORK)

    def start_work(self, *keys, **options):
        """A job with a step per key, all running."""
        job = self.insert_job([{"key": key, "command": ["work"], **options.get(key, {})} for key in keys])
        eventually(lambda: len(self.commands.marks("runs")) == len(keys), 20, "running scripts")
        return job

    def go(self):
        (self.commands.markers / "go").touch()

    def test_restarts(self):
        self.begin("The database restarts")
        executor = self.start_executor(slots=2)
        job = self.start_work("menuImport")
        self.server.stop()
        executor.wait_for_log("no connection")
        self.go()
        executor.wait_for_log("ended job")
        self.server.start()
        self.wait_for_job(job, "completed")
        self.show()

    def test_away(self):
        self.begin("The database is away for long")
        (self.place / "spool").mkdir()
        executor = self.start_executor("--spool-dir", self.place / "spool", slots=2)
        job = self.start_work("menuImport", "uploadImages")
        self.server.stop()
        executor.wait_for_log("no connection")
        self.go()
        results = pathlib.Path(self.place / "spool/worker-1")
        eventually(lambda: baton_harness.results_on_disk(results) == 2, 20, "both results on disk")
        self.show()
        self.server.start()
        self.wait_for_job(job, "completed")
        eventually(lambda: not list(results.glob("*.report")), 20, "an empty spool")
        self.show()

    def test_cut_off(self):
        self.begin("The network between them is cut")
        proxy = Proxy("127.0.0.1", socket_of(self.server.directory), seed=1)
        executor = self.start_executor(slots=2, environment={"PGHOST": proxy.address, "PGPORT": str(proxy.port)})
        job = self.start_work("paymentConfig", "uploadImages", paymentConfig={"on_disconnect": "kill"}, uploadImages={"on_disconnect": "keep"})
        proxy.open.clear()
        executor.wait_for_log("ended job=.*paymentConfig")
        self.start_executor(name="worker-2", slots=2)
        self.wait_for_job(job, "completed")
        proxy.open.set()
        executor.wait_for_log("registered(.|\n)*registered")
        executor.wait_for_log("ended job=.*uploadImages")
        self.show()

    def test_copied(self):
        self.begin("The database was copied or restored")
        self.insert_job([{"key": "menuImport", "command": ["work"]}])
        with contextlib.closing(psycopg2.connect(self.server.dsn.replace("dbname=baton", "dbname=postgres"))) as other:
            other.autocommit = True
            self.server.disconnect()
            other.cursor().execute("create database copy template baton")
        self.start_executor(slots=2, environment={"PGDATABASE": "copy"}).wait_for_log("registered")
        self.show()

    def test_clock(self):
        self.begin("The clock jumps")
        self.commands.script("configure-payment", '[ $BATON_ATTEMPT = 1 ] || exit 0; echo "connect ECONNREFUSED" >&2; exit 1')
        executor = self.start_executor(slots=2)
        self.server.execute("update baton.error_classes set base_delay = '3 seconds' where code = 'NETWORK'")
        job = self.insert_job([{"key": "menuImport", "command": ["work"]}, {"key": "paymentConfig", "command": ["configure-payment"]}])
        self.wait_for_step(job, "paymentConfig", "retrying")
        self.server.execute(CLOCK.format("-1 hour"))
        self.wait_for_step(job, "paymentConfig", "completed", 15)
        self.go()
        self.wait_for_job(job, "completed")
        self.assertEqual(executor.log.count("registered"), 1)
        self.show()

    def define_report(self):
        self.server.execute("""select baton.define_job_type('{"job_type": "report",
            "steps": [{"key": "a", "command": ["work"]}]}')""")

    def test_raises(self):
        self.begin("A row raises")
        self.server.execute("""
            create function public.check_claims() returns trigger language plpgsql as $$
            begin
              if new.job_id = 207 then raise 'no claim at night'; end if;
              return new;
            end $$;
            create trigger check_claims before insert on baton.running
            for each row execute function public.check_claims()""")
        self.addCleanup(self.server.execute, "drop function public.check_claims cascade")
        self.go()
        executor = self.start_executor()
        job = self.insert_job([{"key": "menuImport", "command": ["work"]}])
        executor.wait_for_log("work that fails is set aside", 60)
        # Not tried while we look, and of a length that fits its line.
        self.server.execute("""update baton.set_aside
            set next_try_at = now() + interval '5 minutes', since = now() - interval '5 seconds'""")
        self.show()
        self.server.execute("drop trigger check_claims on baton.running;"
                            "update baton.set_aside set next_try_at = now()")
        self.wait_for_job(job, "completed", 60)
        eventually(lambda: self.server.value("select count(*) from baton.set_aside") == 0, 60, "nothing set aside")
        self.show()

    def test_published(self):
        self.begin("The database is published, or its triggers are off")
        self.define_report()
        self.server.execute("set client_min_messages = error; create publication changes for all tables")
        self.server.execute("alter table baton.ready replica identity nothing")
        self.show()
        self.server.execute(self.server.value("select fix from baton.health where name like 'publication%%'"))
        self.show()

    def test_isolation(self):
        self.begin("A transaction runs at another isolation level")
        self.define_report()
        self.server.execute("select setval(pg_get_serial_sequence('baton.jobs', 'id'), 206, false)")
        self.show()


if __name__ == "__main__":
    unittest.main()
