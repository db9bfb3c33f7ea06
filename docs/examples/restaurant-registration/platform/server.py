#!/usr/bin/python3
"""A small ordering platform: what the registration job talks to over HTTP.

Prints "listening on http://127.0.0.1:PORT" once it serves; then one line per request, which is also
a row of platform.requests. What it is to do wrong is told by rows of platform.faults: see faults.py.
"""

import argparse
import json
import os
import pathlib
import select
import signal
import socket
import struct
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import accounts
from application import Application, Exchange
from database import one
from errors import Refusal

MAX_BODY = 4 * 1024 * 1024


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # with the usual 5, clients of a busy machine wait for seconds


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "OrderingPlatform/2"
    timeout = 30  # seconds that an idle connection may hold its thread
    wbufsize = 64 * 1024  # head and body leave together, not as two small packets

    def do_GET(self):
        started = time.monotonic()
        exchange = None
        try:
            exchange = Exchange(self.command, self.path, self.headers, self._read_body(),
                                self.client_address[0])
            answer = self.server.application.answer(exchange)
        except Refusal as refusal:
            answer = refusal.status, refusal.body, refusal.headers
        if answer is None:
            self._leave_unanswered(exchange.fault)
        else:
            self._send(*answer)
        milliseconds = (time.monotonic() - started) * 1000
        print(f"{self.command} {self.path} {answer[0] if answer else exchange.fault}"
              f" {milliseconds:.1f}ms", flush=True)

    do_POST = do_PUT = do_DELETE = do_GET

    def _read_body(self):
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > MAX_BODY:
            # Read on for a while: who is still sending would miss the answer.
            self.rfile.read(min(int(length), 4 * MAX_BODY) if length.isdecimal() else 0)
            self.close_connection = True
            raise Refusal(413, "too_large", f"a body may have {MAX_BODY} bytes")
        return self.rfile.read(int(length))

    def _send(self, status, body, headers):
        page = isinstance(body, str)
        content = (body if page else json.dumps(body, default=str, ensure_ascii=False)).encode()
        self.send_response(status)
        self.send_header("Content-Type",
                         "text/html" if page else "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def _leave_unanswered(self, kind):
        self.close_connection = True
        if kind == "hang":  # readable when the client closes: it has nothing else to send
            select.select([self.connection], [], [])
        else:  # closed without lingering: the client gets a reset, not an end
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            os.close(self.connection.detach())

    def log_request(self, code="-", size="-"):
        pass  # do_GET logs, with the time it took


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
    add("--rate", type=float, default=float(default("RATE", "100")),
        help="requests a second that one account may make (%(default)s)")
    add("--burst", type=int, default=int(default("BURST", "200")),
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
    application = Application(settings)
    prepare(application.database, settings)
    server = Server((settings.listen, settings.port), Handler)
    server.application = application
    # SIGTERM ends it at once and quietly; a transaction that is open rolls back.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"listening on http://{settings.listen}:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
