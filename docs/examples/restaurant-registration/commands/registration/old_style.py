"""The manners of the old scripts: arguments in argv, plain lines on stdout, and on failure one
line on stderr and exit status 1. They know nothing of Baton; the job type's rules read them."""

import sys

from baton_step import Failure


def run(work):
    try:
        work()
    except Failure as failure:
        after = f" (retry after {failure.retry_after} s)" if failure.retry_after else ""
        print(f"Error: {failure}{after}", file=sys.stderr)
        sys.exit(1)


def say(line):
    print(line, flush=True)
