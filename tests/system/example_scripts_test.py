"""The commands of the registration example, each on its own: what they do when the platform or their
input is not as it should be. example_registration_test runs all of them through Baton."""

import json
import pathlib
import re
import unittest

import baton_harness
from example_harness import REGISTRATION, Platform, run_command, temporary_directory

COMMANDS = REGISTRATION / "commands"
HEADER = "category,name,price,description,option_sets,tags\n"


class ScriptsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = baton_harness.Server(schema=False, durable=False)
        cls.addClassCleanup(cls.server.remove)

    def setUp(self):
        self.server.execute("drop schema if exists platform cascade")
        self.output = temporary_directory(self)
        self.parameters = {
            "name": "Joe's", "slug": "joes", "email": "owner@joes.example",
            "phone": "+64 9 555 0142", "timezone": "Pacific/Auckland",
            "colours": {"primary": "#8c2f1b", "accent": "#f4b942", "background": "#fffaf2"},
            "images_dir": str(REGISTRATION / "input/images"),
            "templates_dir": str(REGISTRATION / "input/templates"),
            "output_dir": str(self.output), "onboarding": {"name": "A", "email": "a@agency.example"},
            "services": {"pickup": {"hours": {"mon": [["10:00", "20:00"]]}}},
            "payment": {"currency": "NZD", "methods": ["card"]}}

    def start_platform(self, *options):
        self.platform = Platform(self, self.server, *options)
        self.parameters["platform_url"] = self.platform.url

    def command(self, name, *arguments, password=Platform.PASSWORD, context=None, checkpoint=None,
                job=1):
        return run_command(
            COMMANDS / name, *arguments, environment={"PLATFORM_ADMIN_PASSWORD": password},
            document={"job": {"id": job}, "step": {"key": name}, "parameters": self.parameters,
                      "context": context or {}, "checkpoint": checkpoint})

    def register(self, reference="job-1", **changes):
        values = {**self.parameters, **changes}
        return self.command("register-restaurant", "--platform-url", self.platform.url, *(
            word for name in ("email", "name", "slug", "phone", "timezone")
            for word in ("--" + name, values[name])), "--reference", reference)

    def registered(self):
        """The id of a restaurant whose account and registration are done."""
        self.assertEqual(self.command("create-account").status, 0)
        ended = self.register()
        self.assertEqual(ended.status, 0, ended.stderr)
        return re.search(r"RestaurantID: (\S+)", ended.stdout)[1]

    def with_menu(self, command, restaurant_id, csv, checkpoint=None):
        if isinstance(csv, (str, bytes)):
            path = self.output / "menu.csv"
            path.write_bytes(csv if isinstance(csv, bytes) else csv.encode())
            csv = path
        return self.command(command, "--platform-url", self.platform.url,
                            "--email", self.parameters["email"], "--restaurant-id", restaurant_id,
                            "--menu-name", "Main menu", "--csv", csv,
                            *(["--reference", "job-1-menu"] if command == "import-menu" else []),
                            checkpoint=checkpoint)

    def website(self, restaurant_id, checkpoint=None):
        return self.command(
            "configure-website", "--platform-url", self.platform.url,
            "--email", self.parameters["email"], "--restaurant-id", restaurant_id,
            "--title", "Joe's", "--primary-colour", "#8c2f1b", "--accent-colour", "#f4b942",
            "--injection-id", "INJ1", "--head", "<style></style>", "--body", "<footer></footer>",
            checkpoint=checkpoint)

    def assert_reports(self, ended, code):
        self.assertEqual(ended.status, 1, ended.stderr)
        self.assertEqual((ended.last["type"], ended.last["code"]), ("error", code), ended.last)

    def test_a_wrong_password_is_reported_as_such_and_makes_no_account(self):
        self.start_platform()
        self.assert_reports(self.command("create-account", password="wrong"), "AUTH_FAILED")
        self.assertEqual(self.server.value("select count(*) from platform.accounts"), 1)

    def test_an_account_of_somebody_else_with_this_email_is_not_taken_over(self):
        self.start_platform()
        status, *_ = self.platform.request(
            "POST", "/accounts", {"email": self.parameters["email"], "name": "Other",
                                  "password": "not the derived one"}, self.platform.login())
        self.assertEqual(status, 201)
        self.assert_reports(self.command("create-account"), "AUTH_FAILED")

    def test_event_scripts_report_503_as_API_5XX(self):
        self.start_platform("--unavailable-every", 1)
        for name in ("create-account", "create-onboarding-user", "upload-images"):
            with self.subTest(name):
                self.assert_reports(self.command(name), "API_5XX")

    def test_event_scripts_report_429_with_the_time_to_wait(self):
        self.start_platform("--rate", 0.1, "--burst", 2)
        ended = self.command("upload-images")
        self.assert_reports(ended, "RATE_LIMIT")
        self.assertIn(ended.last["retry_after"], range(1, 11))

    def test_a_platform_that_is_not_there_is_a_network_error(self):
        self.parameters["platform_url"] = "http://127.0.0.1:1"
        self.assert_reports(self.command("create-account"), "NETWORK")

    def test_without_its_secret_a_script_says_which_one_is_missing(self):
        self.start_platform()
        ended = self.command("create-account", password="")
        self.assert_reports(ended, "CONFIGURATION")
        self.assertIn("PLATFORM_ADMIN_PASSWORD", ended.last["message"])

    def test_old_scripts_print_the_refusal_on_stderr(self):
        self.start_platform("--unavailable-every", 1)
        self.assertRegex(self.register().stderr, r"^Error: HTTP 503 Service Unavailable")

    def test_registering_again_for_the_same_job_gives_the_same_answer(self):
        self.start_platform()
        first = self.registered()
        again = self.register()
        self.assertEqual(again.status, 0)
        self.assertIn(f"RestaurantID: {first}\nRESTAURANT REGISTRATION COMPLETED\n", again.stdout)

    def test_registering_again_for_another_job_says_already_registered_and_which(self):
        self.start_platform()
        first = self.registered()
        again = self.register(reference="job-2")
        self.assertEqual(again.status, 1)
        self.assertIn(f"RestaurantID: {first}\n", again.stdout)
        self.assertEqual(again.stderr, "Error: joes is already registered, by us\n")
        self.assertEqual(self.server.value("select count(*) from platform.restaurants"), 1)

    def test_a_subdomain_of_another_owner_is_refused(self):
        self.start_platform()
        self.registered()
        self.parameters["email"] = "rival@other.example"
        self.assertEqual(self.command("create-account", job=2).status, 0)
        ended = self.register()
        self.assertEqual(ended.status, 1)
        self.assertIn("already registered", ended.stderr)
        self.assertNotIn("COMPLETED", ended.stdout)

    def test_code_is_injected_once_and_the_website_resumes_after_its_checkpoint(self):
        self.start_platform()
        restaurant_id = self.registered()
        first = self.website(restaurant_id)
        self.assertEqual(re.findall(r"STEP (\d+):", first.stdout), list("123456"), first.stderr)
        again = self.website(restaurant_id, checkpoint={"last_step": "4"})  # the head is there already
        self.assertEqual(re.findall(r"STEP (\d+):", again.stdout), list("56"))
        self.assertTrue(again.stdout.endswith("Website configuration completed\n"))
        self.assertEqual(self.server.value("select count(*) from platform.website_injections"), 2)

    def test_a_broken_menu_is_refused_with_its_line_before_anything_is_uploaded(self):
        self.start_platform()
        restaurant_id = self.registered()
        good = "Mains,Pie,9.50,,,\n"
        cases = [
            ("category,name,price\n", 1, "header"),
            (HEADER + good + "Mains,Stew,cheap,,,\n", 3, "price 'cheap'"),
            (HEADER + good + "Mains,Stew,-3,,,\n", 3, "price"),
            (HEADER + good + "Mains,,3,,,\n", 3, "name is empty"),
            (HEADER + good + "Mains,Stew,3\n", 3, "must have 6 fields"),
            (HEADER + good + "Mains,Stew,3,,,,extra\n", 3, "must have 6 fields"),
            (HEADER + good + good, 3, "Pie is already on line 2"),
            (HEADER + good + "Mains,Stew,3,,Size,\n", 3, "option set Size is defined nowhere"),
            (HEADER + good + "Mains,Stew,3,,Size[1-1]: Small,\n", 3, "option 'Small'"),
            (HEADER + good + "Mains,Stew,3,,Size[2-1]: S=0|L=1,\n", 3, "cannot have 2 to 1"),
            (HEADER + "Mains,Stew,3,,Size[1-1]: S=0,\nMains,Pie,3,,Size[1-1]: S=1,\n", 3,
             "defined differently"),
            (HEADER + good + 'Mains,"Stew" best,3,,,\n', 3, ""),
        ]
        for text, line, explanation in cases:
            with self.subTest(text[len(HEADER):]):
                ended = self.with_menu("import-menu", restaurant_id, text)
                self.assertEqual(ended.status, 1)
                self.assertIn(f"menu.csv, line {line}: ", ended.stderr)
                self.assertIn(explanation, ended.stderr)
                self.assertNotIn("Traceback", ended.stderr)
        ended = self.with_menu("import-menu", restaurant_id, HEADER.encode() + b"Mains,Caf\xe9,3,,,\n")
        self.assertIn("not UTF-8", ended.stderr)
        self.assertIn("no items", self.with_menu("import-menu", restaurant_id, HEADER).stderr)
        self.assertEqual(self.server.value("select count(*) from platform.menus"), 0)

    def test_under_a_rate_limit_every_attempt_gets_further_than_the_one_before(self):
        self.start_platform()
        restaurant_id = self.registered()
        menu = REGISTRATION / "input/menu.csv"
        self.assertEqual(self.with_menu("import-menu", restaurant_id, menu).status, 0)
        stored = []
        for expected in (1, 0):
            # A platform that has just started has a full bucket: 3 questions and 13 sets.
            self.start_platform("--rate", 0.001, "--burst", 16)
            ended = self.with_menu("add-option-sets", restaurant_id, menu)
            self.assertEqual(ended.status, expected, ended.stderr)
            self.assertEqual("HTTP 429" in ended.stderr, expected == 1)
            stored.append(self.server.value("select count(*) from platform.option_sets"))
        self.assertEqual(stored, [13, 26])

    def test_pictures_that_were_uploaded_are_not_uploaded_again(self):
        self.start_platform("--rate", 0.001, "--burst", 7)
        first = self.command("upload-images")
        self.assert_reports(first, "RATE_LIMIT")
        saved = [event["data"] for event in first.events if event["type"] == "checkpoint"][-1]
        self.assertEqual(len(saved["uploaded"]), 7)
        self.start_platform("--rate", 0.001, "--burst", 7)
        second = self.command("upload-images", checkpoint=saved)
        self.assertEqual((second.status, second.last["imageCount"]), (0, 10), second.stderr)
        self.assertEqual(self.platform.log.count("PUT /images/"), 3)
        self.assertEqual(self.server.value("select count(*) from platform.images"), 10)

    def test_bad_pictures_and_colours_are_refused(self):
        self.start_platform()
        self.parameters["images_dir"] = str(self.output)
        self.assert_reports(self.command("upload-images"), "VALIDATION")
        pathlib.Path(self.output, "logo.png").write_bytes(b"not a picture")
        ended = self.command("upload-images")
        self.assert_reports(ended, "VALIDATION")
        self.assertIn("logo.png", ended.last["message"])
        self.parameters["colours"]["accent"] = "red; } body { display: none"
        self.assert_reports(self.command("generate-code"), "VALIDATION")

    def test_generated_code_escapes_what_people_typed(self):
        self.parameters["name"] = "</script><b>Joe & Co</b>"
        ended = self.command("generate-code")
        self.assertEqual(ended.status, 0, ended.stderr)
        for part in ("head", "body"):
            self.assertNotIn("<b>Joe", ended.last[part])
        about = re.search(r'ld\+json">(.*?)</script>', ended.last["head"])[1]
        self.assertEqual(json.loads(about)["name"], self.parameters["name"])
        again = self.command("generate-code").last["codeInjectionId"]
        self.assertEqual(again, ended.last["codeInjectionId"])

    def test_a_missing_output_of_another_step_is_named(self):
        self.start_platform()
        self.registered()
        ended = self.command("configure-services", context={"restaurantRegistration": {}})
        self.assert_reports(ended, "MISSING_PARAM")
        self.assertIn("context.restaurantRegistration.restaurantId", ended.last["message"])


if __name__ == "__main__":
    unittest.main()
