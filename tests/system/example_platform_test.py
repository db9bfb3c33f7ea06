"""The ordering platform of the registration example answers as a real one: it validates what it is
told, knows who asks, limits who is too fast, is away now and then, and goes wrong when asked to."""

import http.client
import threading
import unittest

import baton_harness
from example_harness import Platform

RESTAURANT = {"name": "Café Élan", "slug": "cafe-elan", "email": "owner@elan.example",
              "phone": "+64 9 555 0142", "timezone": "Pacific/Auckland"}


class PlatformTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = baton_harness.Server(schema=False, durable=False)
        cls.addClassCleanup(cls.server.remove)

    def setUp(self):
        self.server.execute("drop schema if exists platform cascade")

    def owner(self, platform, email="owner@elan.example"):
        body = {"email": email, "name": "Owner", "password": "a long password"}
        status, answer, _ = platform.request("POST", "/accounts", body, platform.login())
        self.assertEqual(status, 201, answer)
        return platform.login(email, "a long password")

    def test_each_bad_request_has_its_own_status(self):
        platform = Platform(self, self.server, "--rate", 1000, "--burst", 1000)
        admin, token, stranger = (platform.login(), self.owner(platform),
                                  self.owner(platform, "stranger@elan.example"))
        _, restaurant, _ = platform.request("POST", "/restaurants", RESTAURANT, token)
        path = "/restaurants/" + restaurant["id"]
        weekly = {"enabled": True, "minimum_order": 0, "fee": 0}
        cases = [
            (400, "POST", "/restaurants", b"{not json", token),
            (400, "POST", "/restaurants", ["no object"], token),
            (401, "POST", "/restaurants", RESTAURANT, None),
            (401, "POST", "/restaurants", RESTAURANT, "made-up-token"),
            (401, "POST", "/logins", {"email": "owner@elan.example", "password": "wrong"}, None),
            (401, "POST", "/logins", {"email": "nobody@elan.example", "password": "wrong"}, None),
            (403, "POST", "/accounts", {}, token),
            (403, "PUT", path + "/website", {}, stranger),
            (404, "GET", "/nowhere", None, token),
            (404, "PUT", "/restaurants/RESunknown/website", {}, token),
            (404, "PUT", path + "/services/catering", {}, token),
            (405, "DELETE", "/restaurants", None, token),
            (409, "POST", "/restaurants", RESTAURANT, stranger),
            (409, "POST", "/accounts", {"email": "OWNER@elan.example", "name": "Again",
                                        "password": "a long password"}, admin),
            (409, "PUT", path + "/website/published", {"published": True}, token),
            (413, "POST", "/restaurants", b"x" * (4 * 1024 * 1024 + 1), token),
            (422, "POST", "/restaurants", {**RESTAURANT, "slug": "Not A Slug"}, token),
            (422, "POST", "/restaurants", {**RESTAURANT, "slug": "admin"}, token),
            (422, "POST", "/restaurants", {**RESTAURANT, "email": "no-address"}, token),
            (422, "POST", "/restaurants", {**RESTAURANT, "phone": "09 555"}, token),
            (422, "POST", "/restaurants", {**RESTAURANT, "timezone": "Pacific/Atlantis"}, token),
            (422, "POST", "/accounts", {"email": "x@y.example", "name": "X", "password": "short"},
             admin),
            (422, "PUT", path + "/services/pickup", {**weekly, "hours": {"someday": []}}, token),
            (422, "PUT", path + "/services/pickup",
             {**weekly, "hours": {"mon": [["18:00", "12:00"]]}}, token),
            (422, "PUT", path + "/services/pickup",
             {**weekly, "hours": {"mon": [["09:00", "12:00"], ["11:00", "14:00"]]}}, token),
            (422, "PUT", path + "/payments", {"currency": "XXX", "methods": ["card"]}, token),
            (422, "PUT", "/images/elan/logo.png", b"GIF89a", admin),
        ]
        for expected, method, where, body, who in cases:
            with self.subTest(method=method, path=where, body=str(body)[:80]):
                headers = {"Content-Type": "image/png"} if where.startswith("/images") else None
                status, answer, _ = platform.request(method, where, body, who, headers)
                self.assertEqual(status, expected, answer)
                self.assertIn("message", answer["error"])
        self.assertEqual(self.server.value("select count(*) from platform.restaurants"), 1)

    def test_an_expired_login_opens_nothing(self):
        platform = Platform(self, self.server)
        token = self.owner(platform)
        self.server.execute("update platform.logins set expires_at = now() - interval '1 second'")
        self.assertEqual(platform.request("GET", "/accounts/me", None, token)[0], 401)

    def test_passwords_and_tokens_are_stored_as_hashes_only(self):
        platform = Platform(self, self.server)
        token = self.owner(platform)
        stored = str(self.server.rows("select * from platform.accounts, platform.logins"))
        self.assertNotIn("a long password", stored)
        self.assertNotIn(token, stored)

    def test_who_is_too_fast_is_told_when_to_come_back(self):
        platform = Platform(self, self.server, "--rate", 0.5, "--burst", 3)
        token = platform.login()
        answers = [platform.request("GET", "/accounts/me", None, token) for _ in range(4)]
        self.assertEqual([status for status, _, _ in answers], [200, 200, 200, 429])
        self.assertIn(answers[-1][2]["Retry-After"], ("1", "2"))
        # Another account has a limit of its own; the same account's next login does not.
        self.assertEqual(platform.request("GET", "/accounts/me", None, platform.login())[0], 429)

    def test_every_nth_request_finds_it_away(self):
        platform = Platform(self, self.server, "--unavailable-every", 3)
        statuses = [platform.request("GET", "/accounts/me")[0] for _ in range(6)]
        self.assertEqual(statuses, [401, 401, 503, 401, 401, 503])
        self.assertEqual(platform.request("GET", "/healthz")[0], 200)

    def inject(self, platform, token, restaurant_id, key=None, html="<b></b>"):
        return platform.request("POST", f"/restaurants/{restaurant_id}/website/injections/head",
                                {"injection_id": "INJ1", "html": html}, token,
                                {"Idempotency-Key": key} if key else None)

    def injections(self):
        return self.server.value("select count(*) from platform.website_injections")

    def test_a_post_with_a_key_is_done_once_and_answered_as_often_as_asked(self):
        platform = Platform(self, self.server)
        token, stranger = self.owner(platform), self.owner(platform, "stranger@elan.example")
        key = {"Idempotency-Key": "job-1"}
        first, second = (platform.request("POST", "/restaurants", RESTAURANT, token, key)
                         for _ in range(2))
        self.assertEqual((first[0], second[:2]), (201, first[:2]))
        self.assertEqual(second[2]["Idempotent-Replayed"], "true")
        # The key is the account's own, and stands for one content.
        self.assertEqual(platform.request("POST", "/restaurants", RESTAURANT, stranger, key)[0], 409)
        self.assertEqual(platform.request("POST", "/restaurants", {**RESTAURANT, "slug": "elan-2"},
                                          token, key)[0], 422)
        restaurant_id = first[1]["id"]
        for given, stored in (("a", 1), ("a", 1), ("b", 2), (None, 3), (None, 4)):
            self.assertEqual(self.inject(platform, token, restaurant_id, given)[0], 201)
            self.assertEqual(self.injections(), stored)
        # A refusal had no effect, so the same key may still have one.
        self.assertEqual(self.inject(platform, token, restaurant_id, "c", html="")[0], 422)
        self.assertEqual(self.inject(platform, token, restaurant_id, "c")[0], 201)
        self.assertEqual([row["replayed"] for row in platform.requests("POST", "%/injections/head")
                          if row["status"] == 201], [False, True, False, False, False, False])

    def test_of_two_posts_at_once_with_one_key_one_is_done(self):
        platform = Platform(self, self.server)
        token = self.owner(platform)
        _, restaurant, _ = platform.request("POST", "/restaurants", RESTAURANT, token)
        blocker = self.server.connect(autocommit=False)
        self.addCleanup(blocker.close)
        blocker.cursor().execute("lock table platform.website_injections in share mode")
        answers = []
        threads = [threading.Thread(target=lambda: answers.append(
            self.inject(platform, token, restaurant["id"], "one"))) for _ in range(2)]
        for thread in threads:
            thread.start()
        baton_harness.eventually(lambda: self.server.value(
            "select count(*) = 2 from pg_stat_activity where wait_event_type = 'Lock'"))
        blocker.rollback()
        for thread in threads:
            thread.join()
        self.assertEqual([answer[:2] for answer in answers], [(201, {"injection_id": "INJ1"})] * 2)
        self.assertEqual(self.injections(), 1)

    def test_it_does_wrong_what_its_table_of_faults_says(self):
        platform = Platform(self, self.server)
        token = self.owner(platform)
        _, restaurant, _ = platform.request("POST", "/restaurants", RESTAURANT, token)

        def inject():
            return self.inject(platform, token, restaurant["id"])

        platform.break_request("unavailable", "POST", "%/injections/%", retry_after=7, skip=1, times=2)
        answers = [inject() for _ in range(4)]
        self.assertEqual([status for status, _, _ in answers], [201, 503, 503, 201])
        self.assertEqual(answers[1][2]["Retry-After"], "7")
        platform.break_request("rate_limited", "POST", "%/injections/%")
        platform.break_request("reset", "GET", "%/injections/%")  # other requests pass by
        status, _, headers = inject()
        self.assertEqual((status, headers["Retry-After"]), (429, "1"))
        self.assertEqual(self.injections(), 2)
        for kind, timeout, error in (("reset", 20, ConnectionResetError), ("hang", 0.5, TimeoutError)):
            for after_work, stored in ((False, 0), (True, 1)):
                with self.subTest(kind, after_work=after_work):
                    before, seen = self.injections(), len(platform.requests())
                    platform.break_request(kind, "POST", "%/injections/%", after_work=after_work)
                    with self.assertRaises(error):
                        self.inject_raw(platform, token, restaurant["id"], timeout)
                    baton_harness.eventually(lambda: len(platform.requests()) > seen)
                    self.assertEqual(self.injections(), before + stored)
        self.assertEqual(inject()[0], 201)
        log = [(row["status"], row["fault"]) for row in platform.requests("POST", "%/injections/%")]
        self.assertEqual(log, [(201, None), (503, "unavailable"), (503, "unavailable"), (201, None),
                               (429, "rate_limited"), (None, "reset"), (201, "reset"), (None, "hang"),
                               (201, "hang"), (201, None)])

    def inject_raw(self, platform, token, restaurant_id, timeout):
        """The same without urllib, which wraps errors."""
        connection = http.client.HTTPConnection(platform.url.removeprefix("http://"), timeout=timeout)
        self.addCleanup(connection.close)
        connection.request("POST", f"/restaurants/{restaurant_id}/website/injections/head",
                           '{"injection_id": "INJ1", "html": "<b></b>"}',
                           {"Authorization": "Bearer " + token})
        connection.getresponse()

    def test_it_survives_a_restart_of_its_database(self):
        platform = Platform(self, self.server)
        token = platform.login()
        self.server.restart()
        baton_harness.eventually(
            lambda: platform.request("GET", "/accounts/me", None, token)[0] == 200)


if __name__ == "__main__":
    unittest.main()
