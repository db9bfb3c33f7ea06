#!/usr/bin/python3
"""What can be said of the SQL files without a server: manifests are whole, errors are documented."""

import pathlib
import re
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SQL = SOURCE / "sql"
MANIFESTS = ("install.sql", "upgrade.sql", "uninstall.sql")


def included_by(path):
    """The file and everything that its \\ir lines name, as often as they do."""
    yield path
    for name in re.findall(r"^\\ir\s+(\S+)", path.read_text(), re.MULTILINE):
        yield from included_by((path.parent / name).resolve())


def string_literals(text):
    """The place of each string, and whether it is written E'...'. Bodies between dollars are SQL, too."""
    at = 0
    while at < len(text):
        if text.startswith("--", at) or text[at] == "\\" and text[at - 1:at] in ("", "\n"):
            at = text.find("\n", at) if "\n" in text[at:] else len(text)
        elif text[at] == '"':
            at = text.index('"', at + 1) + 1
        elif text[at] == "'":
            escaped = bool(re.search(r"\b[eE]$", text[max(0, at - 2):at]))
            end = re.compile(r"(?:[^'\\]|''|\\.)*'" if escaped else r"(?:[^']|'')*'", re.DOTALL).match(text, at + 1).end()
            yield at, text[at:end], escaped
            at = end
        else:
            at += 1


class SqlFiles(unittest.TestCase):
    def test_no_backslash_is_in_a_plain_string(self):
        """With standard_conforming_strings off it would be another string: write E'' and double it."""
        found = [f"{path.relative_to(SOURCE)}:{text.count(chr(10), 0, at) + 1}: {literal}"
                 for path in SQL.rglob("*.sql") for text in [path.read_text()]
                 for at, literal, escaped in string_literals(text) if "\\" in literal and not escaped]
        self.assertEqual(found, [])
        self.assertEqual([(literal, escaped) for _, literal, escaped in string_literals("$$'a\\' || E'\\'' 'b''c'$$ -- '\n\"'\"")],
                         [("'a\\'", False), ("'\\''", True), ("'b''c'", False)])

    def test_every_file_is_named_in_a_manifest_once(self):
        named = [path for manifest in MANIFESTS for path in included_by(SQL / manifest)]
        # A migration is taken out of its manifest's \if by its number.
        named += [path for migration in SQL.glob("migrations/[0-9]*.sql") for path in included_by(migration)
                  if "migrations" in path.parts]
        self.assertEqual(sorted(SQL.rglob("*.sql")), sorted(set(named)))
        installed = [path for path in included_by(SQL / "install.sql")]
        self.assertEqual(len(installed), len(set(installed)), "a file is installed twice")

    def test_every_file_of_functions_holds_the_function_of_its_name(self):
        for path in SQL.glob("functions/*/*.sql"):
            created = re.findall(r"^create (?:or replace )?(?:function|procedure) baton\.(\w+)\(",
                                 path.read_text(), re.MULTILINE)
            self.assertEqual(created, [path.stem], path)

    def test_every_error_code_is_documented_and_used(self):
        texts = {path: path.read_text() for path in SQL.rglob("*.sql")}
        used = {code for text in texts.values() for code in re.findall(r"(?:errcode = '(?=BT\d{3}')|:= ')(BT\d{3})\b", text)}
        page = (SOURCE / "docs/reference/errors.md").read_text()
        documented = re.findall(r"^\| (BT\d{3}) \|", page, re.MULTILINE)
        self.assertEqual(sorted(used), sorted(documented))

    def test_every_error_has_a_hint(self):
        for path in SQL.rglob("*.sql"):
            for raised in re.findall(r"raise exception[^;]*;", path.read_text()):
                if "errcode = 'BT" in raised:
                    self.assertRegex(raised, r"(?s)hint\s*=", path)

    def test_the_installed_version_is_the_version_of_the_files(self):
        installed = re.search(r"^select (\d+), database\.", (SQL / "schema/installation.sql").read_text(), re.MULTILINE)
        checked = re.search(r"c_files constant int := (\d+);", (SQL / "migrations/check.sql").read_text())
        newest = max([1] + [int(path.name[:4]) for path in SQL.glob("migrations/[0-9]*.sql")])
        self.assertEqual((int(installed[1]), int(checked[1])), (newest, newest))


    def test_schema_and_executor_reserve_the_same_environment_variables(self):
        def pattern(path, quote):
            text = (SOURCE / path).read_text()
            return "".join(re.findall(rf"^ +{quote}(\S+){quote}[; ]*$", text, re.MULTILINE))

        sql = pattern("sql/functions/define/_check_environment.sql", "'")
        self.assertIn("PERL", sql)
        self.assertEqual(sql, pattern("executor/reserved_variables.cpp", '"'))


if __name__ == "__main__":
    unittest.main()
