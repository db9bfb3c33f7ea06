#!/usr/bin/python3
"""What can be said of the C++ files without a compiler: it sees one file at a time, and the linker takes any of two."""

import collections
import pathlib
import re
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]


def types_of(text):
    """The types that a file defines outside of anonymous namespaces, with their namespaces. Relies on the formatter: namespaces are not
    indented, and their ends are commented."""
    inside = []
    for line in text.splitlines():
        if opened := re.match(r"(?:inline )?namespace ?([\w:]*) ?\{$", line):
            inside.append(opened[1] or None)
        elif re.match(r"\}  // namespace", line):
            inside.pop()
        elif (defined := re.match(r"(?:struct|class|union|enum(?: class| struct)?) (?:alignas\(\w+\) |\[\[\w+\]\] )*([\w:]+)[^;]*$", line)) and None not in inside:
            yield "::".join([*inside, defined[1]])


class CppFiles(unittest.TestCase):
    def test_no_two_files_define_types_of_one_name(self):
        # Two structs of one name are undefined behaviour that nobody reports: of what the compiler makes of each for
        # itself, such as std::vector's functions, the linker keeps one for both.
        places = collections.defaultdict(list)
        for path in sorted(SOURCE.glob("executor/**/*.[hc]*")):
            for name in types_of(path.read_text()):
                places[name].append(str(path.relative_to(SOURCE)))
        self.assertGreater(len(places), 100, "types are found at all")
        self.assertEqual({name: files for name, files in places.items() if len(files) > 1}, {})


if __name__ == "__main__":
    unittest.main()
