"""The registration example through Baton: its README's commands, and what it survives."""

import json
import unittest

from example_harness import Platform, Readme, RegistrationTest

STEPS = {"cloudwaitressAccount", "codeGeneration", "createOnboardingUser", "uploadImages",
         "restaurantRegistration", "websiteConfig", "servicesConfig", "paymentConfig", "menuImport",
         "syncOnboardingUser", "optionSets", "itemTags"}


class Registration(RegistrationTest):
    def assert_all_completed(self, job):
        steps = self.server.rows("select key, status::text from baton.steps where job_id = %s", job)
        self.assertEqual({row["key"] for row in steps}, STEPS)
        self.assertEqual({row["status"] for row in steps}, {"completed"})

    def test_readme_registers_a_restaurant_and_another_menu_gives_other_counts(self):
        self.start()
        readme = Readme(self, "restaurant-registration",
                        {**self.server.environment, "SECRETS_DIR": str(self.secrets)})
        first, second = readme.run(0), readme.run(1)
        self.assertIn("joes-corner: 2 code injections, 148 items, 110 options in option sets, "
                      "187 option sets on items, 218 tags on items, 10 images", first)
        self.assertIn("pho-real: 2 code injections, 28 items, 21 options in option sets, "
                      "31 option sets on items, 28 tags on items, 10 images", second)
        self.assertRegex(second, r"answered [1-9]\d* requests with 503")

    def test_old_lines_become_outputs_and_verify_sees_every_kind_of_difference(self):
        self.start()
        platform = self.start_platform()
        job = self.insert(platform, "joes", "menu.csv")
        self.wait_for_job(job, "completed", 60)
        self.assert_all_completed(job)
        outputs = {row["key"]: row["outputs"] for row in self.server.rows(
            "select key, outputs from baton.steps where job_id = %s", job)}
        self.assertEqual(outputs["menuImport"]["items"], "148")
        self.assertEqual(outputs["restaurantRegistration"]["subdomain"], "joes.pumpd.example")
        self.assertEqual(outputs["restaurantRegistration"]["restaurantId"],
                         self.server.value("select id from platform.restaurants"))
        self.assertEqual((outputs["optionSets"]["optionSets"], outputs["itemTags"]["tags"]), ("26", "9"))
        self.assertEqual(self.step(job, "websiteConfig")["checkpoint"], {"last_step": "6"})
        self.assert_secret_is_nowhere()
        self.assert_verify_notices_each_difference()

    def assert_secret_is_nowhere(self):
        for relation in ("baton.jobs", "baton.steps", "baton.attempts", "baton.job_history"):
            self.assertEqual(self.server.rows(
                f"select * from {relation} r where r::text like %s", f"%{Platform.PASSWORD}%"), [])
        self.assertNotIn(Platform.PASSWORD, self.executors[0].log)

    def assert_verify_notices_each_difference(self):
        self.assertEqual(self.verify("joes", "menu.csv").returncode, 0)
        changes = [
            ("items", "update platform.menu_items set price = price + 0.01 where name = 'Pavlova'"),
            ("tags", "delete from platform.item_tags where item_id ="
                     " (select id from platform.menu_items where name = 'Margherita')"),
            ("options", "update platform.options set name = 'Huge' where name = 'Small'"),
            ("code", "update platform.website_injections set html = replace(html, '#', '')"),
            ("logo.png", "update platform.images set sha256 = '0' where name = 'logo.png'"),
            ("onboarding", "update platform.onboarding_users set restaurant_id = null")]
        for word, change in changes:
            with self.subTest(word):
                self.server.execute(change)
                noticed = self.verify("joes", "menu.csv")
                self.assertEqual(noticed.returncode, 1)
                self.assertIn(word, noticed.stderr)

    def test_a_platform_that_is_often_away_or_busy_only_costs_retries(self):
        self.start()
        platform = self.start_platform("--unavailable-every", 17, "--rate", 15, "--burst", 20)
        job = self.insert(platform, "joes", "menu-small.csv")
        self.wait_for_job(job, "completed", 120)
        self.assert_all_completed(job)
        verified = self.verify("joes", "menu-small.csv")
        self.assertEqual(verified.returncode, 0, verified.stderr)
        messages = {(row["error_code"], row["error_detail"]) for row in self.attempts(job) if row["error_code"]}
        self.assertIn("API_5XX", {code for code, _ in messages})
        print("retried:", sorted(messages))

    def test_a_wrong_password_fails_the_job_at_once_and_a_retry_completes_it(self):
        self.start()
        platform = self.start_platform()
        (self.secrets / "platform-admin-password").write_text("wrong")
        job = self.insert(platform, "joes", "menu-small.csv")
        self.wait_for_job(job, "failed")
        status = self.server.value("select baton.job_status(%s)", job)
        self.assertEqual((status["error_code"], status["error_type"]), ("AUTH_FAILED", "FATAL"))
        (self.secrets / "platform-admin-password").write_text(Platform.PASSWORD)
        self.assertEqual(self.baton("jobs", "retry", job).returncode, 0)
        self.wait_for_job(job, "completed", 60)
        self.assertEqual(self.verify("joes", "menu-small.csv").returncode, 0)

    def test_a_subdomain_that_is_taken_and_a_broken_menu_are_not_retried(self):
        self.start()
        platform = self.start_platform()
        self.wait_for_job(self.insert(platform, "joes", "menu-small.csv"), "completed", 60)
        rival = self.insert(platform, "joes", "menu-small.csv")
        self.wait_for_job(rival, "completed", 60)  # the same owner: everything is there already
        self.assertEqual(self.verify("joes", "menu-small.csv").returncode, 0)
        self.assert_fails_once({"email": "rival@other.example"}, rival, "restaurantRegistration")
        broken = self.files / "broken.csv"
        broken.write_text("category,name,price,description,option_sets,tags\nMains,Pie,cheap,,,\n")
        attempt = self.assert_fails_once({"menu": str(broken)}, rival, "menuImport")
        self.assertIn("line 2: price 'cheap'", json.dumps(attempt, default=str))

    def assert_fails_once(self, changes, like, step):
        """Inserts a job with the parameters of another one, changed; it ends with one failed attempt
        of the step, as VALIDATION."""
        job = self.server.value(
            "insert into baton.jobs (job_type, parameters) select job_type, parameters || %s"
            " from baton.jobs where id = %s returning id", json.dumps(changes), like)
        self.wait_for_job(job, "failed")
        attempts = self.attempts(job, step)
        self.assertEqual([row["error_code"] for row in attempts], ["VALIDATION"])
        return attempts[0]


if __name__ == "__main__":
    unittest.main()
