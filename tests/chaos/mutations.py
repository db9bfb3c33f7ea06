"""Known-bad variants of the SQL, which the storm must catch (scripts/prove-mutations).

A file below mutations/ opens with what the variant does wrong, and then says, any number of times:

    -- in sql/functions/report/_move_attempts.sql, instead of
    text that occurs exactly once in that file
    -- write
    another text

The variant is made from the current source, so a file fails loudly when the function it spoils has changed.
"""

import pathlib
import re

SOURCE = pathlib.Path(__file__).resolve().parents[2]
DIRECTORY = pathlib.Path(__file__).resolve().parent / "mutations"
_CHANGE = re.compile(r"^-- in (\S+), instead of\n(.*?)^-- write\n(.*?)(?=^-- in |\Z)", re.MULTILINE | re.DOTALL)


class DoesNotApply(Exception):
    pass


class Mutation:
    def __init__(self, path):
        self.name, text = path.stem, path.read_text()
        self.claim = " ".join(line.removeprefix("-- ") for line in text.partition("-- in ")[0].splitlines())
        self.changes = _CHANGE.findall(text)
        if not self.changes:
            raise DoesNotApply(f"{self.name}: no change found in the file")

    def sql(self):
        """create or replace function ... for every file it changes."""
        changed = {}
        for file, old, new in self.changes:
            text = changed.get(file) or (SOURCE / file).read_text()
            if text.count(old) != 1:
                raise DoesNotApply(f"{self.name}: {file} has {text.count(old)} places like this one:\n{old}")
            changed[file] = text.replace(old, new)
        return "\n".join(re.sub(r"^create function", "create or replace function", text, flags=re.MULTILINE)
                         for text in changed.values())


def mutations():
    return [Mutation(path) for path in sorted(DIRECTORY.glob("*.sql"))]
