#!/usr/bin/python3
"""A small ordering platform: what the registration job talks to over HTTP.

Prints "listening on http://127.0.0.1:PORT" once it serves; then one line per request.
"""

import argparse
import json
import os
import pathlib
import signal
import sys
import time
import traceback
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg2

import accounts
import menus        # noqa: F401  (registers its routes)
import restaurants  # noqa: F401  (registers its routes)
import routing
from database import Database, one
from errors import Refusal, bad_request, not_found, unauthorized
from limits import Outages, RateLimit

MAX_BODY = 4 * 1024 * 1024


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "OrderingPlatform/1"
    timeout = 30  # seconds that an idle connection may hold its thread
    wbufsize = 64 * 1024  # head and body leave together, not as two small packets

    def do_GET(self):
        self._answer()

    do_POST = do_PUT = do_DELETE = do_GET

    def _answer(self):
        started = time.monotonic()
        try:
            content = self._read_body()
            status, body, headers = *self._dispatch(content), {}
        except Refusal as refusal:
            status, body, headers = refusal.status, refusal.body, refusal.headers
        except psycopg2.OperationalError as error:
            print(f"database: {error}", file=sys.stderr, flush=True)
            status, headers = 503, {}
            body = {"error": {"code": "unavailable", "message": "the database is away"}}
        except Exception:  # a defect: it must not end the connection without an answer
            traceback.print_exc()
            status, headers = 500, {}
            body = {"error": {"code": "internal", "message": "the platform has a defect"}}
        self._send(status, body, headers)
        milliseconds = (time.monotonic() - started) * 1000
        print(f"{self.command} {self.path} {status} {milliseconds:.1f}ms", flush=True)

    def _dispatch(self, content):
        url = urllib.parse.urlsplit(self.path)
        if url.path == "/healthz":
            return 200, {"status": "ok"}
        self.server.outages.check()
        found = routing.find(self.command, url.path)
        if isinstance(found, set):
            if not found:
                raise not_found("the path")
            raise Refusal(405, "method_not_allowed", f"{url.path} has {', '.join(sorted(found))}",
                          {"Allow": ", ".join(sorted(found))})
        function, access, values = found
        body = self._parse(content)
        with self.server.database.transaction() as cursor:
            account = None if access == "anyone" else self._account(cursor)
            self.server.rate_limit.check(account["id"] if account else self.client_address[0])
            if access == "admin":
                accounts.require_admin(account)
            request = routing.Request(cursor, self.server.settings, account, body,
                                      dict(urllib.parse.parse_qsl(url.query)))
            values = {name: urllib.parse.unquote(value) for name, value in values.items()}
            return function(request, **values)

    def _read_body(self):
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > MAX_BODY:
            # Read on for a while: who is still sending would miss the answer.
            self.rfile.read(min(int(length), 4 * MAX_BODY) if length.isdecimal() else 0)
            self.close_connection = True
            raise Refusal(413, "too_large", f"a body may have {MAX_BODY} bytes")
        return self.rfile.read(int(length))

    def _parse(self, content):
        if not content or self.headers.get("Content-Type") == "image/png":
            return content or None
        try:
            return json.loads(content)
        except ValueError:
            raise bad_request("the body is not JSON") from None

    def _account(self, cursor):
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not token:
            raise unauthorized("a bearer token is needed")
        return accounts.account_of_token(cursor, token)

    def _send(self, status, body, headers):
        content = json.dumps(body, default=str, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_request(self, code="-", size="-"):
        pass  # _answer logs, with the time it took


def arguments():
    def default(name, value):
        return os.environ.get("PLATFORM_" + name, value)
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--listen", default=default("LISTEN", "127.0.0.1"), help="address (%(default)s)")
    add("--port", type=int, default=int(default("PORT", "0")), help="0 takes a free one")
    add("--database", default=default("DATABASE", ""),
        help="libpq connection string; by default the PG* variables count")
    add("--domain", default=default("DOMAIN", "pumpd.example"), help="of subdomains (%(default)s)")
    add("--admin-email", default=default("ADMIN_EMAIL", "admin@platform.example"))
    add("--admin-password-file", default=default("ADMIN_PASSWORD_FILE", None),
        help="makes or updates the admin account with the password in this file")
    add("--rate", type=float, default=float(default("RATE", "20")),
        help="requests a second that one account may make (%(default)s)")
    add("--burst", type=int, default=int(default("BURST", "30")),
        help="requests that one account may make at once (%(default)s)")
    add("--unavailable-every", type=int, default=int(default("UNAVAILABLE_EVERY", "0")),
        help="answer every n-th request with 503 (0: never)")
    return parser.parse_args()


def prepare(database, settings):
    """Creates the tables and the admin account where they are missing."""
    schema = pathlib.Path(__file__).with_name("schema.sql").read_text()
    with database.transaction() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('platform.schema'))")
        cursor.execute(schema)
        if settings.admin_password_file:
            password = pathlib.Path(settings.admin_password_file).read_text().strip()
            email = settings.admin_email.lower()
            if accounts.insert_account(cursor, email, "Administrator", password, True) is None:
                one(cursor, "update platform.accounts set password_hash = %s, is_admin = true"
                            " where lower(email) = %s returning id",
                    (accounts.credentials.hash_password(password), email))


def main():
    settings = arguments()
    database = Database(settings.database)
    prepare(database, settings)
    server = ThreadingHTTPServer((settings.listen, settings.port), Handler)
    server.daemon_threads = True
    server.settings = settings
    server.database = database
    server.rate_limit = RateLimit(settings.rate, settings.burst)
    server.outages = Outages(settings.unavailable_every)
    # SIGTERM ends it at once and quietly; a transaction that is open rolls back.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"listening on http://{settings.listen}:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
