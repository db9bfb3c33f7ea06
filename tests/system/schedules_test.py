#!/usr/bin/python3
"""Schedules with a real pg_cron: a slot gives one job, whoever fires and how often; what the server slept through is shown."""

import threading
import unittest

import baton_harness
from baton_harness import eventually
from wall_clock import WallClock

DEFINE = """select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}')"""


class Schedules(baton_harness.SystemTest):
    # pg_cron knows nothing under a minute, so the server's clock leaves out most of each.
    fresh_server = True

    def setUp(self):
        self.clock = WallClock()
        self.addCleanup(self.clock.remove)
        self.server_options = {"cron": True, "environment": self.clock.environment}
        super().setUp()

    def slots(self, name):
        """(minutes since the schedule was made, jobs) of each slot that has a job."""
        return [(row["minute"], row["jobs"]) for row in self.server.rows(
            """select round(extract(epoch from slot - date_trunc('minute', since)) / 60)::int as minute,
                      (select count(*) from baton.jobs where idempotency_key = 'baton:schedule ' || name || ' ' || baton._slot_text(slot)) as jobs
               from baton.schedules join baton.schedule_slots on schedule = name where name = %s order by slot""", name)]

    def now(self):
        """Seconds since the minute began in which the schedule was made, by the server's clock."""
        return self.server.value("select extract(epoch from clock_timestamp() - date_trunc('minute', since))::float"
                                 " from baton.schedules where name = 'every'")

    def wait_for_slot(self, minute):
        # Of each minute pg_cron sees the last second or two, and its end.
        while (now := self.now()) < 60 * minute:
            self.clock.advance(max(0, 58 - int(now % 60)))
            eventually(lambda: self.now() // 60 > now // 60, 20, "the next minute")
            eventually(lambda: any(m >= now // 60 + 1 for m, _ in self.slots("every")), 30,
                       f"the slot {now // 60 + 1:.0f} minutes after the start")

    def schedule_as_planner(self):
        self.server.execute("create role planner login in role baton_operator; grant usage on schema cron to planner")
        with self.server.connect("planner") as connection, connection.cursor() as cursor:
            cursor.execute("select baton.schedule_job('planned', '* * * * *', 't')")

    def fire_from_everywhere(self):
        """160 calls of eight sessions at once: the ids that they were answered."""
        answers = []

        def fire():
            with self.server.connect() as connection, connection.cursor() as cursor:
                for _ in range(20):
                    cursor.execute("select baton.run_schedule('every')")
                    answers.append(cursor.fetchone()[0])
            connection.close()

        threads = [threading.Thread(target=fire) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(answers), 160)
        return answers

    def test_a_slot_gives_one_job_and_what_the_server_slept_through_was_missed(self):
        self.server.execute(DEFINE)
        self.schedule_as_planner()
        self.server.execute("select baton.schedule_job('every', '* * * * *', 't', p_overlap => 'queue')")
        # A second entry fires at the same moment; so do eight sessions after it.
        self.server.execute("select cron.schedule('twice', '* * * * *', $$select baton.run_schedule('every')$$)")
        self.wait_for_slot(1)
        answers = self.fire_from_everywhere()
        slots = self.slots("every")
        self.assertTrue(all(jobs == 1 for _, jobs in slots), slots)
        self.assertLessEqual(len(set(answers)), len(slots))
        eventually(lambda: self.server.value("select count(*) from cron.job_run_details where status = 'succeeded' and command like '%every%'") >= 2,
                   20, "both entries have fired")
        self.check_the_planner_can_go()

        first = slots[-1][0]
        to_sleep = int(60 * (first + 1) + 3 - self.now())
        self.server.stop()
        self.clock.advance(to_sleep)
        self.server.start()
        awake = int(self.now() // 60)   # first + 1, unless the start took a minute
        self.wait_for_slot(awake + 1)   # and so the role that has gone does not trouble pg_cron
        fired = {minute for minute, _ in self.slots("every")}
        asleep = [minute for minute in range(first + 1, awake + 1) if minute not in fired]
        self.assertIn(first + 1, asleep)
        missed = self.server.rows("select name, round(extract(epoch from slot - (select date_trunc('minute', since) from baton.schedules)) / 60)::int as minute"
                                  " from baton.missed_slots order by slot")
        self.assertEqual([(row["name"], row["minute"]) for row in missed], [("every", minute) for minute in asleep])
        self.assertEqual(self.server.value("select missed from baton.schedule_overview where name = 'every'"), len(asleep))
        self.assertTrue(all(jobs == 1 for _, jobs in self.slots("every")))

        self.server.execute("select baton.run_schedule(name, slot) from baton.missed_slots")
        self.assertEqual(self.server.value("select missed from baton.schedule_overview"), 0)
        self.assertIn((first + 1, 1), self.slots("every"))

    def check_the_planner_can_go(self):
        """An ordinary operator's schedule fires as that role, which can be dropped once it is unscheduled."""
        eventually(lambda: self.slots("planned"), 20, "the planner's slot")
        job = self.server.row("select created_by, status from baton.jobs where idempotency_key like 'baton:schedule planned %%' order by id limit 1")
        self.assertEqual(job, {"created_by": "planner", "status": "pending"})
        with self.server.connect("planner") as connection, connection.cursor() as cursor:
            cursor.execute("select baton.unschedule_job('planned')")
            cursor.execute("select count(*) from cron.job")
            self.assertEqual(cursor.fetchone()[0], 0)
        connection.close()
        self.server.execute("drop owned by planner; drop role planner")


if __name__ == "__main__":
    unittest.main()
