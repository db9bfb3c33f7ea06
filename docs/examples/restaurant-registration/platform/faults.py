"""What goes wrong on purpose. Rows of platform.faults say which requests suffer it, and how:

    insert into platform.faults (kind, method, path) values ('reset', 'POST', '/menus/%/items')

  unavailable   503, with Retry-After if the row has retry_after
  rate_limited  429 with Retry-After
  gateway_page  502 from "the gateway": an HTML page that no client can parse
  hang          no answer, until the client gives up
  reset         the connection is reset, without an answer

With after_work the request is done first, and its effect is kept.
"""

from dataclasses import dataclass

from database import one

GATEWAY_PAGE = ("<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head>"
                "<body><h1>502 Bad Gateway</h1><hr>gateway</body></html>")


@dataclass
class Fault:
    kind: str
    after_work: bool
    retry_after: int | None

    def answer(self):
        """(status, body, headers), or None where the client gets no answer."""
        after = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        if self.kind == "unavailable":
            return 503, _error("unavailable", "the service is temporarily unavailable"), after
        if self.kind == "rate_limited":
            return 429, _error("rate_limited", "too many requests"), after or {"Retry-After": "1"}
        if self.kind == "gateway_page":
            return 502, GATEWAY_PAGE, {}
        return None


def next_fault(cursor, method, path):
    """The Fault that this request suffers, or None."""
    found = one(cursor,
                "with found as ("
                "  select * from platform.faults"
                "  where coalesce(times, 1) > 0 and %s like method and %s like path"
                "  order by id limit 1 for update"
                "), counted as ("
                "  update platform.faults as fault"
                "  set skip = greatest(found.skip - 1, 0), times = found.times - (found.skip = 0)::int"
                "  from found where fault.id = found.id"
                ") select kind, after_work, retry_after from found where skip = 0", (method, path))
    return Fault(**found) if found else None


def _error(code, message):
    return {"error": {"code": code, "message": message}}
