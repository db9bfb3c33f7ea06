"""Talks HTTP to the ordering platform, as the administrator or as a restaurant's owner.

There are no retries in here: a refusal becomes a Failure with the code that Baton's error classes
know, and when to try again is decided there.
"""

import hashlib
import hmac
import http.client
import json
import os
import re
import urllib.parse

from baton_step import Failure

ADMIN_EMAIL = "admin@platform.example"
TIMEOUT_SECONDS = 30

# A code for each kind of refusal; what is not listed goes by its hundred. A conflict that a script
# does not resolve itself is a matter of the data: STATE_CONFLICT would mean "done before".
_CODES = {400: "VALIDATION", 401: "AUTH_FAILED", 403: "AUTH_FAILED", 409: "VALIDATION",
          422: "VALIDATION", 429: "RATE_LIMIT"}


class Refused(Failure):
    """The platform's answer when it was not a 2xx."""

    def __init__(self, status, reason, error, retry_after):
        code = _CODES.get(status, "API_5XX" if status >= 500 else "API_4XX")
        super().__init__(code, f"HTTP {status} {reason}: {error.get('message', 'no explanation')}",
                         retry_after)
        self.status = status
        self.reason_code = error.get("code")


def admin_password():
    """From the environment only: an argv can be read by every user of the machine."""
    password = os.environ.get("PLATFORM_ADMIN_PASSWORD")
    if not password:
        raise Failure("CONFIGURATION", "PLATFORM_ADMIN_PASSWORD is not in the environment")
    return password


def owner_password(email):
    """The first password of an owner's account. It is derived, not stored: a retry finds the same
    one, and no output or log has to carry it."""
    return hmac.new(admin_password().encode(), email.lower().encode(), hashlib.sha256).hexdigest()


class Platform:
    """One login and one kept-alive connection."""

    def __init__(self, url, email, password):
        self.address = urllib.parse.urlsplit(url)
        if self.address.scheme != "http" or not self.address.hostname:
            raise Failure("VALIDATION", "platform_url must look like http://host:port")
        self.connection = http.client.HTTPConnection(
            self.address.hostname, self.address.port or 80, timeout=TIMEOUT_SECONDS)
        self.token = None
        self.token = self.post("/logins", {"email": email, "password": password})["token"]

    @classmethod
    def as_admin(cls, url):
        return cls(url, ADMIN_EMAIL, admin_password())

    @classmethod
    def as_owner(cls, url, email):
        return cls(url, email, owner_password(email))

    def get(self, path, **query):
        return self._request("GET", path + "?" + urllib.parse.urlencode(query), None, None)

    def post(self, path, body, key=None):
        """With a key, sending the same again has no effect and gives the first answer again."""
        return self._send_json("POST", path, body, key)

    def put(self, path, body):
        return self._send_json("PUT", path, body)

    def put_png(self, path, content):
        return self._request("PUT", path, content, "image/png")

    def menu_named(self, restaurant_id, name):
        """The menu's id; the restaurant must have it."""
        for menu in self.get(f"/restaurants/{restaurant_id}/menus")["menus"]:
            if menu["name"] == name:
                return menu["id"]
        raise Failure("API_4XX", f"the restaurant has no menu named {name}")

    def _send_json(self, method, path, body, key=None):
        return self._request(method, path, json.dumps(body).encode(), "application/json", key)

    def _request(self, method, path, content, content_type, key=None):
        headers = {"Accept": "application/json"}
        if key is not None:
            headers["Idempotency-Key"] = key
        if content is not None:
            headers["Content-Type"] = content_type
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        try:
            self.connection.request(method, path, content, headers)
            response = self.connection.getresponse()
            answer = response.read()
        except TimeoutError as error:
            raise Failure("TIMEOUT", f"{method} {self.address.netloc}: timed out") from error
        except (OSError, http.client.HTTPException) as error:
            raise Failure("NETWORK", f"{method} {self.address.netloc}: "
                                     f"{type(error).__name__}: {error}") from error
        body = _parse(answer)
        if not 200 <= response.status < 300:
            error = body.get("error") if body else None
            raise Refused(response.status, response.reason,
                          error if isinstance(error, dict) else {"message": _title(answer)},
                          _seconds(response.headers.get("Retry-After")))
        if body is None:
            raise Failure("NETWORK", f"{method} {self.address.netloc}: connection aborted:"
                                     " what came is not a whole answer")
        return body


def _parse(answer):
    """The JSON object that an answer is, or None."""
    try:
        body = json.loads(answer)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _title(answer):
    """What the HTML page of a gateway says in one line."""
    found = re.search(rb"<title>(.*?)</title>", answer, re.IGNORECASE | re.DOTALL)
    return found[1].decode(errors="replace").strip() if found else "no explanation"


def _seconds(text):
    return int(text) if text and text.isdecimal() else None
