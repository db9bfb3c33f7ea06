"""The ordering platform of the registration example answers as a real one: it validates what it is
told, knows who asks, limits who is too fast, and is away now and then."""

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

    def test_it_survives_a_restart_of_its_database(self):
        platform = Platform(self, self.server)
        token = platform.login()
        self.server.restart()
        baton_harness.eventually(
            lambda: platform.request("GET", "/accounts/me", None, token)[0] == 200)


if __name__ == "__main__":
    unittest.main()
