"""What becomes of a request, apart from HTTP itself: faults, who asks, limits, routes, and the log."""

import json
import sys
import traceback
import urllib.parse
from dataclasses import dataclass

import psycopg2

import accounts
import menus        # noqa: F401  (registers its routes)
import restaurants  # noqa: F401  (registers its routes)
import routing
from database import AWAY, Database
from errors import Refusal, bad_request, not_found, unauthorized
from faults import next_fault
from idempotency import keep_answer, kept_answer
from limits import Outages, RateLimit


@dataclass
class Exchange:
    """One request, and what became of it: a row of platform.requests."""
    method: str
    target: str              # path and query
    headers: object
    content: bytes
    address: str
    account_id: str | None = None
    status: int | None = None
    replayed: bool = False
    fault: str | None = None

    @property
    def key(self):
        return self.headers.get("Idempotency-Key") if self.method == "POST" else None


class Application:
    def __init__(self, settings):
        self.settings = settings
        self.database = Database(settings.database)
        self.rate_limit = RateLimit(settings.rate, settings.burst)
        self.outages = Outages(settings.unavailable_every)

    def answer(self, exchange):
        """(status, body, headers), or None where the client is to get no answer."""
        path = urllib.parse.urlsplit(exchange.target).path
        if path == "/healthz":
            return 200, {"status": "ok"}, {}
        try:
            with self.database.transaction() as cursor:
                fault = next_fault(cursor, exchange.method, path)
        except AWAY as error:
            return _without_database(error)
        if fault is None:
            return self._work(exchange, path)
        exchange.fault = fault.kind
        answer = fault.answer()
        if fault.after_work:
            self._work(exchange, path)
        else:
            exchange.status = answer and answer[0]
            self._log(exchange)
        return answer

    def _work(self, exchange, path):
        headers = {}
        try:
            status, body = self._dispatch(exchange, path)
        except Refusal as refusal:
            exchange.status, body, headers = refusal.status, refusal.body, refusal.headers
            self._log(exchange)
        except AWAY as error:
            return _without_database(error)
        except Exception:  # a defect: it must not end the connection without an answer
            traceback.print_exc()
            exchange.status = 500
            body = {"error": {"code": "internal", "message": "the platform has a defect"}}
            self._log(exchange)
        if exchange.replayed:
            headers = {"Idempotent-Replayed": "true"}
        return exchange.status, body, headers

    def _dispatch(self, exchange, path):
        self.outages.check()
        found = routing.find(exchange.method, path)
        if isinstance(found, set):
            if not found:
                raise not_found("the path")
            raise Refusal(405, "method_not_allowed", f"{path} has {', '.join(sorted(found))}",
                          {"Allow": ", ".join(sorted(found))})
        function, access, values = found
        body = _parse(exchange)
        with self.database.transaction() as cursor:
            account = None if access == "anyone" else _account(cursor, exchange)
            exchange.account_id = account and account["id"]
            self.rate_limit.check(exchange.account_id or exchange.address)
            if access == "admin":
                accounts.require_admin(account)
            query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(exchange.target).query))
            request = routing.Request(cursor, self.settings, account, body, query)
            values = {name: urllib.parse.unquote(value) for name, value in values.items()}
            status, body = _once(exchange, path, request, lambda: function(request, **values))
            exchange.status = status
            _record(cursor, exchange)
            return status, body

    def _log(self, exchange):
        """For a request that had no effect: with one, the row commits together with that."""
        try:
            with self.database.transaction() as cursor:
                _record(cursor, exchange)
        except psycopg2.Error as error:
            print(f"database: {error}", file=sys.stderr, flush=True)


def _once(exchange, path, request, work):
    """What work() gives, or the answer that is kept under the request's Idempotency-Key."""
    if exchange.key is None or request.account is None:
        return work()
    kept = kept_answer(request.cursor, exchange.account_id, exchange.key, exchange.method, path,
                       exchange.content)
    if kept is not None:
        exchange.replayed = True
        return kept
    status, body = work()
    keep_answer(request.cursor, exchange.account_id, exchange.key, status, body)
    return status, body


def _account(cursor, exchange):
    scheme, _, token = exchange.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer" or not token:
        raise unauthorized("a bearer token is needed")
    return accounts.account_of_token(cursor, token)


def _parse(exchange):
    if not exchange.content or exchange.headers.get("Content-Type") == "image/png":
        return exchange.content or None
    try:
        return json.loads(exchange.content)
    except ValueError:
        raise bad_request("the body is not JSON") from None


def _record(cursor, exchange):
    cursor.execute("insert into platform.requests"
                   " (account_id, method, path, idempotency_key, status, replayed, fault)"
                   " values (%s, %s, %s, %s, %s, %s, %s)",
                   (exchange.account_id, exchange.method, exchange.target, exchange.key,
                    exchange.status, exchange.replayed, exchange.fault))


def _without_database(error):
    print(f"database: {error}", file=sys.stderr, flush=True)
    return 503, {"error": {"code": "unavailable", "message": "the database is away"}}, {}
