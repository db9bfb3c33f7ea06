#!/usr/bin/python3
"""docs/how-to/use-over-http.md: each request as the SQL that PostgREST 12 makes of it, as its roles, on a real server. PostgREST itself is not run."""

import json
import re
import unittest
import urllib.parse

import baton_harness
import psycopg2

PAGE = (baton_harness.SOURCE / "docs/how-to/use-over-http.md").read_text()
DEFINITION = {"job_type": "register_restaurant", "required_parameters": ["email", "name"], "one_active_per": "subject",
              "steps": [{"key": "a", "command": ["register", "{{parameters.email}}"]}]}


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


class Request:
    """One of the page: method, path, query, headers, body."""

    def __init__(self, text):
        head, _, self.body = text.partition("\n\n")
        line, *headers = head.strip().splitlines()
        self.method, target, _ = line.split(" ")
        self.path, _, query = target.partition("?")
        self.query = dict(urllib.parse.parse_qsl(query))
        self.headers = dict(header.split(": ", 1) for header in headers)


class OverHttp(baton_harness.SystemTest):
    server_options = {"durable": False}
    fresh_server = True

    def setUp(self):
        super().setUp()
        self.server.execute("select baton.define_job_type(%s)", json.dumps(DEFINITION))
        roles, actor = blocks("sql")
        self.server.execute(roles)
        self.server.execute("create role anon; grant anon to authenticator")
        self.server.execute(actor)

    def types_of(self, function=None):
        """Column or argument -> type, as PostgREST's schema cache has them."""
        if function is None:
            sql = "select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = 'baton.jobs'::regclass and attnum > 0"
            rows = self.server.rows(sql)
        else:
            rows = self.server.rows("select unnest(proargnames) as name, unnest(proargtypes::oid[])::regtype::text as type from pg_proc"
                                    " where pronamespace = 'baton'::regnamespace and proname = %s", function)
        return {row["name"]: row["type"] for row in rows}

    def insert_of(self, request):
        """INSERT of a body: its columns are those of the first object."""
        rows = json.loads(request.body)
        types = self.types_of()
        columns = sorted(rows[0] if isinstance(rows, list) else rows)
        returning = f'"baton"."jobs"."{request.query["select"]}"' if "select" in request.query else "*" if "representation" in request.headers.get("Prefer", "") else "1"
        conflict = ""
        if "resolution=ignore-duplicates" in request.headers.get("Prefer", ""):
            conflict = " ON CONFLICT(" + ", ".join(f'"{c}"' for c in request.query.get("on_conflict", "id").split(",")) + ") DO NOTHING"
        names = ", ".join(f'"{c}"' for c in columns)
        return (f'WITH pgrst_source AS (INSERT INTO "baton"."jobs"({names}) SELECT ' + ", ".join(f'"pgrst_body"."{c}"' for c in columns) +
                " FROM (SELECT %s::json AS json_data) pgrst_payload, LATERAL (SELECT CASE WHEN json_typeof(pgrst_payload.json_data) = 'array'"
                " THEN pgrst_payload.json_data ELSE json_build_array(pgrst_payload.json_data) END AS val) pgrst_uniform_json,"
                f" LATERAL (SELECT {names} FROM json_to_recordset(pgrst_uniform_json.val) AS _(" + ", ".join(f'"{c}" {types[c]}' for c in columns) +
                f")) pgrst_body{conflict} RETURNING {returning}) SELECT '' AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total,"
                " coalesce(json_agg(_postgrest_t), '[]') AS body FROM (SELECT * FROM pgrst_source) _postgrest_t", [request.body])

    def call_of(self, request):
        """A call with named arguments, from the body or the query."""
        function = request.path.removeprefix("/rpc/")
        arguments = json.loads(request.body) if request.body else request.query
        types = self.types_of(function)
        names = ", ".join(f'"{name}"' for name in arguments)
        return (f"WITH pgrst_source AS (SELECT pgrst_call.pgrst_scalar FROM (SELECT %s::json AS json_data) pgrst_payload, LATERAL (SELECT {names}"
                " FROM json_to_record(pgrst_payload.json_data) AS _(" + ", ".join(f'"{name}" {types[name]}' for name in arguments) +
                f')) pgrst_body, LATERAL (SELECT "baton"."{function}"(' + ", ".join(f'"{name}" := pgrst_body."{name}"' for name in arguments) +
                ") pgrst_scalar) pgrst_call) SELECT null::bigint AS total_result_set, 1 AS page_total,"
                " json_agg(_postgrest_t.pgrst_scalar)->0 AS body FROM (SELECT * FROM pgrst_source) _postgrest_t", [json.dumps(arguments)])

    def send(self, request, role="web", claims=None):
        """The answer's body. GET is a read-only transaction, as PostgREST makes it."""
        sql, values = self.call_of(request) if request.path.startswith("/rpc/") else self.insert_of(request)
        connection = self.server.connect("authenticator", autocommit=False)
        try:
            with connection, connection.cursor() as cursor:
                if request.method == "GET":
                    cursor.execute("set transaction read only")
                cursor.execute("select set_config('search_path', '\"baton\", \"public\"', true), set_config('role', %s, true),"
                               " set_config('request.jwt.claims', %s, true), set_config('request.method', %s, true)",
                               (role, json.dumps({"role": role, **(claims or {})}), request.method))
                cursor.execute("select public.name_the_actor()")
                cursor.execute(sql, values)
                return cursor.fetchone()[2]
        finally:
            connection.close()

    def refused(self, request, **options):
        with self.assertRaises(psycopg2.Error) as caught:
            self.send(request, **options)
        return caught.exception

    def test_the_page_s_requests(self):
        one, many, created, progress, status, active = map(Request, blocks("http"))
        self.assertEqual(self.send(one, claims={"email": "eve@example.com"}), [{"?column?": 1}])
        job = self.server.row("select * from baton.jobs")
        self.assertEqual((job["id"], job["status"], job["subject"], job["created_by"]), (1, "pending", "restaurant-17", "eve@example.com (as web)"))
        self.assertEqual(self.server.value("select count(*) from baton.steps where job_id = 1"), 1)
        ids = [row["id"] for row in self.send(many)]
        self.assertEqual(self.server.rows("select id, subject from baton.jobs where id > 1 order by id"),
                         [{"id": ids[0], "subject": "restaurant-18"}, {"id": ids[1], "subject": "restaurant-19"}])
        first = self.send(created)
        self.assertEqual(self.send(created), first, "the same job again")
        self.assertEqual(self.server.value("select count(*) from baton.jobs where idempotency_key = 'order-4711'"), 1)
        self.assertEqual(self.send(progress)["status"], "pending")
        self.assertEqual([step["step_id"] for step in self.send(status)["steps"]], ["a"])
        self.assertEqual(self.send(active), 1)
        for request in map(Request, blocks("http")):
            self.assertEqual(request.headers.get("Content-Profile" if request.method == "POST" else "Accept-Profile"), "baton")

    def test_what_the_page_says_of_errors(self):
        one, many, created, progress, *_ = map(Request, blocks("http"))
        many.query = {}
        self.assertEqual(self.refused(many).pgcode, "42501", "every column")
        self.assertEqual(self.refused(one, role="anon").pgcode, "42501")
        one.body = json.dumps({"job_type": "register_restaurant", "subject": "s", "parameters": {"name": "canary-hunter2"}})
        error = self.refused(one)
        self.assertEqual((error.pgcode, error.diag.message_primary), ("BT025", "required parameter email is missing"))
        self.assertTrue(error.diag.message_hint)
        self.assertNotIn("canary-hunter2", str(error))
        one.body = json.dumps({"job_type": "nothing", "parameters": {}})
        self.assertEqual(self.refused(one).pgcode, "BT020")
        progress.query = {"p_job_id": "4711"}
        self.assertEqual(self.refused(progress).pgcode, "BT070")
        one.body = json.dumps({"job_type": "register_restaurant", "status": "completed"})
        self.assertEqual(self.refused(one).pgcode, "BT026")

    def test_what_the_page_says_of_keys(self):
        one, _, created, *_ = map(Request, blocks("http"))
        body = {"job_type": "register_restaurant", "subject": "s", "parameters": {"name": "n", "email": "e"}, "idempotency_key": "k"}
        one.body = json.dumps(body)
        self.send(one)
        self.assertEqual(self.refused(one).pgcode, "23505")
        one.headers["Prefer"], one.query = "return=minimal,resolution=ignore-duplicates", {"on_conflict": "organisation_id,idempotency_key"}
        self.assertEqual(self.refused(one).pgcode, "42P10")
        self.send(created)
        changed = json.loads(created.body)
        changed["p_subject"] = "another"
        created.body = json.dumps(changed)
        self.assertEqual(self.refused(created).pgcode, "BT028")

    def test_inline_steps_need_an_author(self):
        one = Request(blocks("http")[0])
        one.body = json.dumps({"steps": [{"key": "a", "command": ["x"]}]})
        self.assertEqual(self.refused(one).pgcode, "BT029")


if __name__ == "__main__":
    unittest.main()
