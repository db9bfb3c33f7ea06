#!/usr/bin/python3
"""Proves Baton by fire: see docs/proof.md. scripts/prove calls this in namespaces of its own."""

import argparse
import pathlib
import sys

sys.path += [str(pathlib.Path(__file__).resolve().parents[1]), str(pathlib.Path(__file__).resolve().parents[2] / "harness")]

from proof import Proof   # noqa: E402 (needs the path)


def main():
    parser = argparse.ArgumentParser(
        prog="scripts/prove", description="Runs a storm of faults over random jobs and checks every invariant.")
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--seconds", type=float, help="instead of --minutes")
    parser.add_argument("--until-seen", action="append", default=[], metavar="FAULT",
                        help="go on until this fault came, up to four times as long; repeatable")
    parser.add_argument("--seed", default="1", help="decides graphs, scripts, faults and their order")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write the report there, too")
    parser.add_argument("--slots", type=int, default=4, help="of each executor")
    parser.add_argument("--max-steps", type=int, default=50, help="of a job")
    parser.add_argument("--patch", action="append", default=[], metavar="FILE.sql",
                        help="apply this to the installed schema first: a known defect, which must be found")
    parser.add_argument("--without-namespaces", action="store_true", help="no network namespaces: a proxy instead")
    parser.add_argument("--without-fuzzers", action="store_true",
                        help="with --minutes: do not run the fuzzers (clang) for a minute each afterwards")
    parser.add_argument("--keep", action="store_true", help="leave server and logs in place even if all is well")
    options = parser.parse_args()
    options.total = options.seconds or options.minutes * 60
    sys.exit(Proof(options).run())


if __name__ == "__main__":
    main()
