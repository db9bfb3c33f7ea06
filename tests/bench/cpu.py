"""Processor time and memory of processes, from /proc."""

import os
import pathlib

_TICKS = os.sysconf("SC_CLK_TCK")


def _stat(pid):
    """The fields of /proc/PID/stat after the name."""
    return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _table():
    """pid -> (parent, CPU seconds of itself and of the children it has reaped)."""
    found = {}
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            fields = _stat(entry.name)
        except OSError:
            continue
        found[int(entry.name)] = (int(fields[1]), sum(map(int, fields[11:15])) / _TICKS)
    return found


def tree(root, table=None):
    """A process and its living descendants."""
    table = table or _table()
    children = {}
    for pid, (parent, _) in table.items():
        children.setdefault(parent, []).append(pid)
    members = [root]
    for pid in members:
        members += children.get(pid, [])
    return members


def of_tree(root):
    """CPU seconds of a process, its living descendants, and all that they have reaped."""
    while True:
        reaped = _stat(root)[13:15]
        table = _table()
        # A child that ended meanwhile would count twice or not at all.
        if _stat(root)[13:15] == reaped:
            return sum(table[pid][1] for pid in tree(root, table) if pid in table)


def alone(pid):
    """CPU seconds of one process without its children; finer than /proc/PID/stat, and of all its threads."""
    return sum(int((task / "schedstat").read_text().split()[0])
               for task in pathlib.Path(f"/proc/{pid}/task").iterdir()) / 1e9


def in_ticks(pid):
    """The same as it is part of of_tree()."""
    return sum(map(int, _stat(pid)[11:13])) / _TICKS


def name(pid):
    """What it runs; empty when it has ended."""
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def peak_memory(pid):
    """The largest resident set of a process so far, in bytes."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def shared_memory(pid):
    """What a process occupies now, shared pages divided among those that share them (PSS), in bytes."""
    try:
        for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass  # it has ended meanwhile
    return 0
