"""Imported before anything is started: takes all of the caller's environment away but what the file
`environment` beside it names, and gives what differs between machines one value."""

import fnmatch
import os
import pathlib
import tempfile

_LINES = pathlib.Path(__file__).with_name("environment").read_text().splitlines()
KEPT = [line for line in _LINES if not line.startswith("#")]


def clean():
    for name in list(os.environ):
        if not any(fnmatch.fnmatchcase(name, pattern) for pattern in KEPT):
            del os.environ[name]
    os.environ["LANG"] = "C.UTF-8"
    os.environ["HOME"] = tempfile.gettempdir()   # no ~/.pgpass, ~/.pg_service.conf or ~/.psqlrc
    os.umask(0o022)


clean()
