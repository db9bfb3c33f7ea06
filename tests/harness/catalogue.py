"""The catalogue of bad inputs, tests/bad_inputs/*.json: loading, writing, comparing. See tests/bad_inputs/README.md."""

import json
import os
import pathlib

DIRECTORY = pathlib.Path(__file__).resolve().parents[1] / "bad_inputs"
CANARY = "canary-hunter2"
ANSWERS = ("says", "detail", "hint", "exit", "output", "becomes")


class Catalogue:
    """One file. check() compares what a case said with what it is to say; with BATON_ACCEPT=1 the file is rewritten
    by close(), to be read as a diff before it is committed."""

    def __init__(self, name):
        self.path = DIRECTORY / f"{name}.json"
        self.content = json.loads(self.path.read_text())
        self.accepting = os.environ.get("BATON_ACCEPT") == "1"
        whats = [case["what"] for case in self.cases]
        assert len(whats) == len(set(whats)), f"{name}: a case is there twice"

    @property
    def cases(self):
        return self.content["cases"]

    def check(self, test, case, answer):
        test.assertNotIn(CANARY, json.dumps(answer), f"{self.path.stem}: {case['what']}: a value is repeated")
        if self.accepting:
            for key in ANSWERS:
                case.pop(key, None)
            case.update(answer)
        else:
            test.assertEqual({key: case[key] for key in ANSWERS if key in case}, answer, f"{self.path.stem}: {case['what']}")

    def close(self):
        if self.accepting:
            self.path.write_text(self.text())

    def text(self):
        head = {key: value for key, value in self.content.items() if key != "cases"}
        lines = [json.dumps(head, indent=2, ensure_ascii=False).removesuffix("\n}") + ',\n  "cases": [']
        for case in self.cases:
            answer = {key: case[key] for key in ANSWERS if key in case}
            question = {key: value for key, value in case.items() if key not in answer}
            line = "    " + json.dumps(question, ensure_ascii=False)
            lines.append((line[:-1] + ",\n     " + json.dumps(answer, ensure_ascii=False)[1:] if answer else line)
                         + ("," if case is not self.cases[-1] else ""))
        return "\n".join([*lines, "  ]", "}", ""])
