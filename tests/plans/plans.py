"""Plans of everything that a call runs, read from the server's log, and what is wrong with them.

auto_explain writes each statement's plan, those inside functions too. Its line says which function it was in.
"""

import json
import pathlib
import re

import baton_harness

SERVER_SETTINGS = {
    "logging_collector": "on",
    "log_destination": "jsonlog",
    "log_directory": "log",
    "log_filename": "plans",
    "log_rotation_size": "0",
    "log_rotation_age": "0",
    "autovacuum": "off",            # it would analyse and vacuum in between, and so make every plan anew
    "max_wal_size": "4GB",
}

SESSION_SETTINGS = """
  load 'auto_explain';
  set auto_explain.log_nested_statements = on;
  set auto_explain.log_format = json;
  set auto_explain.log_analyze = on;
  set auto_explain.log_timing = off;
  set auto_explain.log_buffers = on;
  set auto_explain.log_settings = on;
"""

_FUNCTION = re.compile(r'^(?:PL/pgSQL|SQL) function "?(?:baton"?\.)?"?(\w+)', re.MULTILINE)


class Log:
    """The server's log from here on."""

    def __init__(self, server):
        self.path = pathlib.Path(server.directory) / "data/log/plans.json"
        self.offset = 0
        self.skip()

    def skip(self):
        self.offset = self.path.stat().st_size

    def plans_until(self, marker):
        """(function or None, plan) of each statement logged until the one that contains marker."""
        found = []

        def read():
            with self.path.open("rb") as log:
                log.seek(self.offset)
                for line in log:
                    if not line.endswith(b"\n"):
                        return False
                    self.offset += len(line)
                    entry = json.loads(line)
                    head, _, plan = entry["message"].partition("plan:\n")
                    if not head.startswith("duration:") or not plan:
                        continue
                    plan = json.loads(plan)
                    if marker in plan["Query Text"]:
                        return True
                    match = _FUNCTION.search(entry.get("context", ""))
                    found.append((match and match[1], plan))
            return False

        baton_harness.eventually(read, 60, "the end of the plans in the log")
        return found


def nodes(plan):
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


def scans_below(plan):
    """Scans of tables that the two sides of a join read."""
    for child in plan.get("Plans", []):
        if child.get("Parent Relationship") in ("Outer", "Inner", "Member"):
            if "Relation Name" in child:
                yield child
            yield from scans_below(child)


def by_key(scan):
    """Whether a scan begins where a condition says. (A bitmap's condition is below it.)"""
    return scan["Node Type"] == "Bitmap Heap Scan" or "Index Cond" in scan


def visited(node):
    """Entries that a scan looked at, over all its loops."""
    removed = sum(node.get(key, 0) for key in ("Rows Removed by Filter", "Rows Removed by Index Recheck"))
    return (node.get("Actual Rows", 0) + removed) * node.get("Actual Loops", 1)


def buffers(node):
    return node.get("Shared Hit Blocks", 0) + node.get("Shared Read Blocks", 0)


class Judge:
    """What no statement may do to a table that grows.

    most_rows is far above what one call handles and far below the size of every growing table, so that whoever looks at
    more has looked at what he did not need. Pages say the same of entries that are dead: each row costs a descent and its own page, and what this workload has just ended is still there.
    In hot functions no join may be by hash or merge; elsewhere both sides may be if they are read by key.
    """

    def __init__(self, growing, allowed, hot, most_rows=2500):
        self.growing = growing
        self.hot = hot
        self.allowed = allowed
        self.most_rows = most_rows
        self.used = set()

    def complaints(self, function, plan, counted):
        """(function, table, text); counted: judge rows and pages too, not only the plan's shape."""
        for node in nodes(plan["Plan"]):
            table = node.get("Relation Name")
            for complaint in self._of_shape(node, table, function in self.hot) + (self._of_work(node, table) if counted else []):
                at, text = complaint
                if (function, at) in self.allowed:
                    self.used.add((function, at))
                else:
                    yield function, at, text

    def _of_shape(self, node, table, hot):
        kind = node["Node Type"]
        if kind == "Seq Scan" and table in self.growing:
            return [(table, "sequential scan")]
        if kind in ("Hash Join", "Merge Join"):
            return [(scan["Relation Name"], kind.lower()) for scan in scans_below(node)
                    if scan["Relation Name"] in self.growing and (hot or not by_key(scan))]
        return []

    def _of_work(self, node, table):
        if table not in self.growing or node["Node Type"] in ("ModifyTable", "Seq Scan"):
            return []
        rows = visited(node)
        if rows > self.most_rows:
            return [(table, f"{node['Node Type'].lower()} visits {rows} entries")]
        most = 300 + 12 * (node.get("Actual Loops", 1) + rows)
        if buffers(node) > most:
            return [(table, f"{node['Node Type'].lower()} reads {buffers(node)} pages for {rows} entries")]
        return []
