"""The registration on a platform that goes wrong in every way: each step ends as its error's class
says, and the platform's own tables and log show that nothing was done twice."""

import collections
import unittest

from baton_harness import eventually
from example_harness import RegistrationTest


class Faults(RegistrationTest):
    def created(self, platform):
        """Of each thing that a POST made: how often it was made. Answers out of the log of keys made
        nothing, and neither did refusals."""
        return collections.Counter(
            row["idempotency_key"] for row in platform.requests("POST")
            if row["status"] == 201 and not row["replayed"] and row["path"] != "/logins")

    def assert_nothing_twice(self, platform, *tables):
        made = self.created(platform)
        self.assertNotIn(None, made)
        self.assertEqual([key for key, times in made.items() if times > 1], [])
        for table, rows in tables:
            self.assertEqual(self.server.value(f"select count(*) from platform.{table}"), rows, table)

    def test_whatever_passes_costs_retries_and_leaves_no_duplicate(self):
        platform = self.start_platform()
        # The work done and its answer lost, for everything that a retry could make twice ...
        for path in ("/accounts", "/onboarding-users", "/restaurants", "%/menus", "%/injections/body"):
            platform.break_request("reset", "POST", path, after_work=True)
        platform.break_request("reset", "POST", "%/items", after_work=True, skip=9)
        # ... and what else services do.
        platform.break_request("rate_limited", "PUT", "%/services/delivery", retry_after=3)
        platform.break_request("unavailable", "PUT", "%/payments", times=2)
        platform.break_request("gateway_page", "PUT", "%/option-sets", skip=2)
        platform.break_request("hang", "PUT", "%/tags", skip=2)
        self.apply(itemTags={"timeout": "5 seconds"})
        self.start()
        job = self.submit(platform)
        self.wait_for_job(job, "completed", 90)
        for step, expected in {
                "cloudwaitressAccount": ["NETWORK", "completed"],
                "createOnboardingUser": ["NETWORK", "completed"],
                "restaurantRegistration": ["NETWORK", "completed"],
                "websiteConfig": ["PARTIAL_SUCCESS", "completed"],
                "menuImport": ["NETWORK", "NETWORK", "completed"],
                "servicesConfig": ["RATE_LIMIT", "completed"],
                "paymentConfig": ["API_5XX", "API_5XX", "completed"],
                "optionSets": ["API_5XX", "completed"],
                "itemTags": ["TIMEOUT", "completed"]}.items():
            with self.subTest(step):
                self.assertEqual(self.outcomes(job, step), expected)
        self.assert_waited(job, "servicesConfig", 3)
        self.assertEqual(self.server.value("select min(times) + max(times) from platform.faults"), 0)
        self.assert_verified()
        self.assert_nothing_twice(platform, ("restaurants", 1), ("accounts", 2), ("menus", 1),
                                  ("onboarding_users", 1), ("website_injections", 2), ("menu_items", 28))

    def assert_waited(self, job, step, seconds):
        first, second = self.attempts(job, step)
        self.assertGreaterEqual((second["started_at"] - first["finished_at"]).total_seconds(), seconds - 0.1)

    def test_a_limit_that_stays_fails_the_job_after_five_retries_and_retry_job_completes_it(self):
        self.server.execute("update baton.error_classes set base_delay = '50 ms', max_delay = '100 ms'"
                            " where code = 'RATE_LIMIT'")
        platform = self.start_platform()
        platform.break_request("rate_limited", "PUT", "%/payments", times=None, retry_after=0)
        self.apply(only=("cloudwaitressAccount", "restaurantRegistration", "paymentConfig"))
        self.start()
        job = self.submit(platform)
        self.wait_for_job(job, "failed", 60)
        self.assertEqual(self.outcomes(job, "paymentConfig"), ["RATE_LIMIT"] * 6)
        status = self.server.value("select baton.job_status(%s)", job)
        self.assertEqual((status["error_code"], status["error_type"]), ("RATE_LIMIT", "RETRYABLE"))
        self.assertEqual(self.server.value("select count(*) from platform.payment_settings"), 0)
        self.server.execute("delete from platform.faults")
        self.assertEqual(self.baton("jobs", "retry", job).returncode, 0)
        self.wait_for_job(job, "completed", 60)
        self.assertEqual(self.server.value("select count(*) from platform.payment_settings"), 1)
        self.assertEqual(len(self.attempts(job, "restaurantRegistration")), 1)

    def test_what_another_job_registered_already_is_taken_over_with_a_warning(self):
        platform = self.start_platform()
        self.apply()
        self.start()
        self.wait_for_job(self.submit(platform), "completed", 60)
        restaurant = self.server.value("select id from platform.restaurants")
        again = self.submit(platform)
        self.wait_for_job(again, "completed", 60)
        step = self.step(again, "restaurantRegistration")
        self.assertEqual((step["attempts"], step["outputs"]["restaurantId"]), (1, restaurant))
        self.assertIn("STATE_CONFLICT: Error: joes is already registered, by us", step["warning"])
        self.assertEqual(self.server.value("select baton.job_status(%s)", again)["warnings"], 1)
        self.assert_verified()
        self.assert_nothing_twice(platform, ("restaurants", 1), ("accounts", 2), ("menus", 1),
                                  ("onboarding_users", 1), ("website_injections", 2), ("menu_items", 28))


class Outage(RegistrationTest):
    def test_while_the_platform_is_down_steps_wait_and_then_the_jobs_complete_by_themselves(self):
        platform = self.start_platform()
        self.apply()
        self.server.execute("update baton.circuit_breakers set open_for = '2 seconds'"
                            " where name = 'ordering-platform'")
        platform.stop()
        self.start()
        jobs = [self.submit(platform, slug) for slug in ("joes", "pho")]

        def breaker():
            return self.server.row("select * from baton.breaker_status where name = 'ordering-platform'")

        eventually(lambda: breaker()["state"] == "open", 60, breaker)
        opened = self.charged(jobs)
        self.assertEqual(opened, 5)
        # Two steps have tried in vain since: the job waits, however long it takes.
        eventually(lambda: self.server.value(
            "select count(*) >= 2 from baton.job_history where action = 'breaker ordering-platform'"
            " and reason like 'the step that tried failed%%'"), 60)
        self.assertEqual([self.job_status(job) for job in jobs], ["in_progress"] * 2)
        platform.start()
        for job in jobs:
            self.wait_for_job(job, "completed", 90)
        for slug in ("joes", "pho"):
            self.assert_verified(slug)
        self.assertEqual(breaker()["state"], "closed")
        self.assertEqual(self.charged(jobs), 5)
        failed = [row for job in jobs for row in self.attempts(job) if row["error_code"]]
        self.assertEqual({row["error_code"] for row in failed}, {"NETWORK"})
        self.assertEqual(sum("not_charged_for" not in (row["details"] or {}) for row in failed), 5)

    def charged(self, jobs):
        """How many failures count towards the budgets of the jobs' steps."""
        return self.server.value(
            "select coalesce(sum(charged.value::int), 0)::int from baton.steps as step,"
            " jsonb_each_text(step.failures) as charged where step.job_id = any(%s)", jobs)


if __name__ == "__main__":
    unittest.main()
