"""Which function answers which method and path."""

import re
from dataclasses import dataclass, field

ROUTES = []  # (method, compiled path, function, access)


@dataclass
class Request:
    cursor: object                 # one transaction per request
    settings: object               # the server's command line
    account: dict | None           # who asks; None only where access is "anyone"
    body: object = None            # parsed JSON, or bytes for an image
    query: dict = field(default_factory=dict)


def route(method, path, access="account"):
    """Registers a function for a path such as /restaurants/{id}.

    access: "anyone", "account" (a valid bearer token) or "admin". The function gets the request
    and the path's values, and returns (status, JSON-ready body).
    """
    pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))

    def register(function):
        ROUTES.append((method, pattern, function, access))
        return function
    return register


def find(method, path):
    """(function, access, values) of the route, or the methods that the path does have."""
    allowed = set()
    for route_method, pattern, function, access in ROUTES:
        match = pattern.fullmatch(path)
        if match and route_method == method:
            return function, access, match.groupdict()
        if match:
            allowed.add(route_method)
    return allowed
