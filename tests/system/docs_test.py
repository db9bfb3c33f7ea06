"""What the documents point to is there: links between pages, and the tests that prove each promise."""

import re
import unittest

import baton_harness

SOURCE = baton_harness.SOURCE
PAGES = [SOURCE / "README.md", *sorted((SOURCE / "docs").rglob("*.md"))]


def prose(page):
    """The page without its code, where brackets mean something else."""
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`(?!\])", "", text)


def anchors(page):
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


class Docs(unittest.TestCase):
    def test_every_link_leads_somewhere(self):
        broken = []
        for page in PAGES:
            for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
                if re.match(r"[a-z]+:", target):
                    continue
                path, _, anchor = target.partition("#")
                found = page.parent / path if path else page
                if not found.exists() or anchor and anchor not in anchors(found):
                    broken.append(f"{page.relative_to(SOURCE)}: {target}")
        self.assertEqual(broken, [])

    def test_every_promise_names_tests_that_exist(self):
        text = (SOURCE / "docs/guarantees.md").read_text()
        missing = []
        for line in text.splitlines():
            paths = re.findall(r"`(tests/[^`]+)`", line)
            missing += [path for path in paths if not (SOURCE / path).exists()]
            names = re.findall(r"`(\w+)`", line.partition("`: ")[2]) if line.startswith("- `tests/") else []
            missing += [name for name in names if name not in (SOURCE / paths[0]).read_text()]
        self.assertEqual(missing, [])
        promises = re.findall(r"^\*\*(\d+)\. ", text, re.MULTILINE)
        self.assertEqual(promises, [str(number) for number in range(1, 15)])

    def test_every_regression_names_tests_that_exist(self):
        wrong, rows = [], 0
        for line in (SOURCE / "tests/regressions/README.md").read_text().splitlines():
            if not line.startswith("| ") or line == "| report | kind | tests |":
                continue
            rows += 1
            cells = [cell.strip() for cell in line.strip("|").split(" | ")]
            paths = re.findall(r"`(tests/[^`]+)`", cells[-1])
            names = re.findall(r"`(\w+)`", cells[-1])
            if len(cells) != 3 or not all(cells) or not paths:
                wrong.append(f"three cells, the last with a path: {line}")
            elif missing := [path for path in paths if not (SOURCE / path).is_file()]:
                wrong.append(f"{missing}: {line}")
            elif missing := [name for name in names
                             if not any(name in (SOURCE / path).read_text() for path in paths)]:
                wrong.append(f"{missing}: {line}")
        self.assertEqual(wrong, [])
        self.assertGreater(rows, 50)

    def test_every_invariant_and_every_known_bad_variant_belongs_to_a_promise(self):
        text = (SOURCE / "docs/guarantees.md").read_text()
        for label, directory in (("Invariants", "invariants"), ("Known-bad variants", "mutations")):
            lists = re.findall(rf"^{label}: (.*?)(?=^Known-bad|\n\n)", text, re.MULTILINE | re.DOTALL)
            named = re.findall(r"`(\w+)`", " ".join(lists))
            there = [path.stem for path in (SOURCE / "tests/chaos" / directory).rglob("*.sql")]
            self.assertEqual(set(there) - set(named), set(), f"name them under {label} of the promise that they belong to")
            self.assertEqual(set(named) - set(there), set(), f"{label} that do not exist")


if __name__ == "__main__":
    unittest.main()
