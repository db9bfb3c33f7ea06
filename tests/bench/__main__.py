"""scripts/bench: measures Baton against its limits and its peers, in turns, and says whether it reaches its aims."""

import argparse
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
sys.path[:0] = [str(HERE), str(HERE.parent / "harness")]

PAGE, PAGE_DATA = SOURCE / "docs/benchmarks.md", SOURCE / "docs/benchmarks.json"


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="of every row; medians are taken over them (default: 5)")
    parser.add_argument("--row", action="append", metavar="NAME", help="only this row, or all of the family of this name; repeatable (see --list)")
    parser.add_argument("--quick", action="store_true", help="a tenth of the work: shows that it runs, not how fast")
    parser.add_argument("--large", action="store_true",
                        help="1 and 10 million steps waiting and finished, a snapshot held for 10 minutes (over an hour)")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE",
                        help="where all figures of all rounds go (default: build/bench.json)")
    parser.add_argument("--page", nargs="?", const="", metavar="FILE",
                        help="also write docs/benchmarks.md and docs/benchmarks.json; with FILE from that file, measuring nothing")
    parser.add_argument("--build", type=pathlib.Path, metavar="DIRECTORY", help="measure this build, and build nothing")
    parser.add_argument("--list", action="store_true", help="name the rows and measure nothing")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error("--rounds must be at least 1")
    return options


def main():
    options = arguments()
    if options.page:
        return write_page(json.loads(pathlib.Path(options.page).read_text()))
    import build
    binaries = build.directory(options)
    import rows  # after build: the harness reads which program to test
    import run
    if options.list:
        for family in rows.FAMILIES:
            for aim in family.aims:
                print(f"{aim.row:22} {aim.title}")
        return 0
    unknown = set(options.row or ()) - {aim.row for f in rows.FAMILIES for aim in f.aims} - {f.name for f in rows.FAMILIES}
    if unknown:
        sys.exit(f"scripts/bench: there is no row {', '.join(sorted(unknown))}; see --list")
    this_run = run.Run(options, binaries)
    result = this_run.measure(rows.FAMILIES)
    target = options.json or SOURCE / "build/bench.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(result, indent=1) + "\n")
    print(f"\nAll figures of all rounds: {target}")
    if options.page is not None:
        write_page(result)
    return 1 if this_run.failed else 0


def write_page(result):
    import page
    PAGE_DATA.write_text(json.dumps(result, indent=1) + "\n")
    PAGE.write_text(page.render(result))
    print(f"Wrote {PAGE.relative_to(SOURCE)} and {PAGE_DATA.relative_to(SOURCE)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
