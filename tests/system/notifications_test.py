#!/usr/bin/python3
"""Notifications reach a channel, a job of the application and a real HTTP server, signed, and again until it takes them."""

import hashlib
import hmac
import http.server
import json
import select
import socket
import subprocess
import threading
import time
import unittest

import baton_harness
from baton_harness import eventually

SECRET = "canary-webhook-secret"


class Receiver(http.server.ThreadingHTTPServer):
    """Answers as it was told to, one after the other, then 204; keeps what it got."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = []
        self.requests = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append({"path": self.path, "headers": dict(self.headers), "body": body, "at": time.time()})
        status, headers, answer = self.server.answers.pop(0) if self.server.answers else (204, {}, b"")
        if status is None:
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(answer)
        except OSError:
            pass   # nobody wants to read that much

    def log_message(self, *arguments):
        pass


class Notifications(baton_harness.SystemTest):
    server_options = {"durable": False}

    def setUp(self):
        super().setUp()
        self.server.execute("delete from baton.notifications")
        self.receiver = Receiver()
        self.addCleanup(self.receiver.server_close)
        self.addCleanup(self.receiver.shutdown)
        secrets = self.commands.root / "secrets"
        secrets.mkdir()
        (secrets / "hook").write_text(SECRET + "\n")
        self.commands.script("ok", "exit 0")
        self.commands.script("bad", """echo '{"type":"error","code":"VALIDATION","message":"no"}' >&3; exit 1""")
        self.commands.script("tell", "cat > $MARKERS/told")
        for job_type, command in (("good", "ok"), ("wrong", "bad"), ("tell", "tell")):
            self.server.execute("select baton.define_job_type(%s)", json.dumps(
                {"job_type": job_type, "steps": [{"key": "a", "command": [command]}]}))
        # Waits of seconds are not what is tested here; that they are kept is (Retry-After).
        self.server.execute("update baton.error_classes set base_delay = '10 ms', max_delay = '20 ms', jitter = case when jitter is null then null else 0 end"
                            " where code in ('API_5XX', 'NETWORK', 'RATE_LIMIT', 'TIMEOUT')")
        self.start_executor("--secrets-dir", str(secrets), slots=4)

    def hook(self, url=None, secret="hook", **columns):
        columns = {"name": "hook", "webhook_url": url or self.receiver.url + "/take?it=1", "webhook_secret": secret, **columns}
        self.server.execute(f"insert into baton.notifications ({', '.join(columns)}) values ({', '.join(['%s'] * len(columns))})",
                            *columns.values())
        # These are about single tries; the breaker is tests/sql/notify's.
        self.server.execute("update baton.circuit_breakers set threshold = 1000 where name like 'webhook.%'")

    def run_job(self, job_type="good", status="completed"):
        job = self.server.value("insert into baton.jobs (job_type) values (%s) returning id", job_type)
        self.wait_for_job(job, status)
        return job

    def webhook_of(self, job):
        return self.server.value("select id from baton.jobs where job_type = 'webhook.hook' and (parameters -> 'notification' ->> 'job_id')::bigint = %s", job)

    def wait_for_webhook(self, job, status="completed"):
        webhook = self.webhook_of(job)
        self.wait_for_job(webhook, status)
        return webhook

    def test_a_webhook_gets_the_document_signed(self):
        self.hook()
        job = self.run_job()
        webhook = self.wait_for_webhook(job)
        request, = self.receiver.requests
        document = json.loads(request["body"])
        self.assertEqual((request["path"], document["job_id"], document["status"], document["kind"], document["notification"]),
                         ("/take?it=1", job, "completed", "job_ended", "hook"))
        self.assertEqual(request["headers"]["Content-Type"], "application/json")
        self.assertEqual(request["headers"]["Baton-Delivery"], f"{webhook}/send")
        signed = dict(part.split("=") for part in request["headers"]["Baton-Signature"].split(","))
        expected = hmac.new(SECRET.encode(), signed["t"].encode() + b"." + request["body"], hashlib.sha256).hexdigest()
        self.assertEqual(signed["v1"], expected)
        self.assertLess(abs(int(signed["t"]) - request["at"]), 60)
        self.assertEqual(self.step(webhook, "send")["outputs"], {"http_status": 204})
        self.assertNotIn(SECRET, json.dumps(self.server.rows("select to_jsonb(j) as j from baton.jobs as j"), default=str) + self.executors[0].log)

    def test_it_is_sent_again_until_it_is_taken(self):
        self.hook(secret=None)
        self.receiver.answers = [(500, {}, b"oh"), (429, {"Retry-After": "2"}, b""), (None, {}, b""), (503, {}, b""), (200, {}, b"x" * 300_000)]
        webhook = self.wait_for_webhook(self.run_job())
        attempts = self.attempts(webhook)
        self.assertEqual([attempt["error_code"] for attempt in attempts], ["API_5XX", "RATE_LIMIT", "NETWORK", "API_5XX", None])
        self.assertEqual({request["headers"]["Baton-Delivery"] for request in self.receiver.requests}, {f"{webhook}/send"})
        self.assertEqual(len({request["body"] for request in self.receiver.requests}), 1)
        waited = self.receiver.requests[2]["at"] - self.receiver.requests[1]["at"]
        self.assertGreaterEqual(waited, 1.9, "as long as the server said")
        self.assertNotIn("Baton-Signature", self.receiver.requests[0]["headers"])

    def test_what_no_other_try_would_mend_fails_at_once(self):
        self.hook()
        for status, code in ((404, "API_4XX"), (401, "AUTH_FAILED"), (302, "CONFIGURATION")):
            self.receiver.requests.clear()
            self.receiver.answers = [(status, {"Location": self.receiver.url + "/elsewhere"}, b"")]
            webhook = self.wait_for_webhook(self.run_job(), "failed")
            self.assertEqual([attempt["error_code"] for attempt in self.attempts(webhook)], [code])
            self.assertEqual([request["path"] for request in self.receiver.requests], ["/take?it=1"], "redirects are not followed")
            self.assertNotIn("take", self.step(webhook, "send")["error_detail"], "a path may hold a key")

    def test_a_server_that_is_away_is_tried_again(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.hook(f"http://127.0.0.1:{port}/")
        webhook = self.webhook_of(self.run_job())
        self.wait_for_job(webhook, "failed")
        self.assertEqual([attempt["error_code"] for attempt in self.attempts(webhook)], ["NETWORK"] * 6, "five retries")

    def test_a_missing_secret_sends_nothing(self):
        self.hook(secret="no-such-file")
        webhook = self.wait_for_webhook(self.run_job(), "failed")
        self.assertEqual((self.attempts(webhook)[0]["error_code"], self.receiver.requests), ("CONFIGURATION", []))

    def test_a_server_that_does_not_answer_is_given_up(self):
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()
            done = subprocess.run([str(baton_harness.BATON), "webhook", "--timeout", "300ms"], capture_output=True, text=True, timeout=20,
                                  input='{"parameters": {"payload": {"a": 1}}}',
                                  env={"WEBHOOK_URL": f"http://127.0.0.1:{silent.getsockname()[1]}/key"})
        self.assertEqual((done.returncode, json.loads(done.stdout)["code"]), (69, "ETIMEDOUT"))
        self.assertNotIn("key", done.stdout + done.stderr)

    def test_a_channel_is_notified_when_the_end_commits(self):
        self.server.execute("insert into baton.notifications (name, status, channel) values ('bell', 'failed', 'failures')")
        listener = self.server.connect()
        self.addCleanup(listener.close)
        listener.cursor().execute("listen failures")
        self.run_job()
        job = self.run_job("wrong", "failed")

        def heard():
            select.select([listener], [], [], 0.1)
            listener.poll()
            return listener.notifies

        notice, = eventually(heard, 20, "a notification")
        document = json.loads(notice.payload)
        self.assertEqual((document["job_id"], document["error_code"], document["step"]), (job, "VALIDATION", "a"))

    def test_a_job_of_the_application_is_told(self):
        self.server.execute("insert into baton.notifications (name, job_type, status, target_job_type) values ('mail', 'wrong', 'failed', 'tell')")
        job = self.run_job("wrong", "failed")
        told = self.server.value("select id from baton.jobs where job_type = 'tell'")
        self.wait_for_job(told, "completed")
        document = json.loads(self.commands.marks("told")[0])
        self.assertEqual(document["parameters"]["notification"]["job_id"], job)
        self.assertEqual(self.server.value("select count(*) from baton.jobs where job_type = 'tell'"), 1)


if __name__ == "__main__":
    unittest.main()
