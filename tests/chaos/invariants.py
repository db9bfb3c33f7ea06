"""What must hold, as SQL: each file below invariants/ opens with its claim as a comment and returns the rows that
break it.

    always/    at any time, in one snapshot; also asked at the end of every test in tests/sql
    followed/  at any time, against what a follower has seen before (temporary tables, see follower.py)
    ended/     once every job has ended
    timed/     once every job has ended, where nobody changed the database's clock
"""

import pathlib

DIRECTORY = pathlib.Path(__file__).resolve().parent / "invariants"


def load(*kinds):
    """Claim -> query, for the files of these directories."""
    found = {}
    for kind in kinds:
        for path in sorted((DIRECTORY / kind).glob("*.sql")):
            claim, _, query = path.read_text().partition("\n")
            found[claim.removeprefix("-- ")] = query
    return found


def broken(server, kinds=("always", "ended", "timed")):
    """The claims that do not hold, with up to five rows each; empty when all is well."""
    found = {claim: server.rows(f"select * from ({query}) as broken limit 5") for claim, query in load(*kinds).items()}
    return {claim: rows for claim, rows in found.items() if rows}
