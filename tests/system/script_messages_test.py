#!/usr/bin/python3
"""Messages of scripts: whatever they look like, no verdict is lost, no number changes and nothing goes missing in silence."""

import json
import unittest

import baton_harness

LONG = "1234567890123456789012345"


class ScriptMessages(baton_harness.SystemTest):
    def setUp(self):
        super().setUp()
        self.start_executor(slots=4)

    def run_jobs(self, cases, **step):
        """Runs scripts as jobs of their own, all at once; their ended steps by name."""
        jobs = {}
        for number, (name, script) in enumerate(cases.items()):
            self.commands.script(f"script-{number}", script)
            jobs[name] = self.insert_job([{"key": "a", "command": [f"script-{number}"], "max_attempts": 1, **step}])
        for job in jobs.values():
            baton_harness.eventually(lambda job=job: self.job_status(job) in ("completed", "failed"), 60.0, job)
        return {name: self.step(job, "a") for name, job in jobs.items()}

    def test_a_verdict_counts_whatever_its_decoration_on_both_channels(self):
        failed = r'{"type":"completion","status":"failed",%s}'
        lines = {
            "NaN": failed % '"r":NaN', "Infinity": failed % '"r":[-Infinity]',
            "Latin-1": failed % r'"r":"caf\351"', "a control character": failed % r'"r":"a\001b"',
            "half a pair": failed % r'"r":"\\ud800"', "a NUL": failed % r'"r":"\\u0000"',
            "too large a number": failed % '"r":1e999999', "a duplicate": failed % '"r":1,"r":2',
            "a comma too many": failed % '"r":1,', "text behind": failed % '"r":1' + " # done",
            "a mark of byte order": r"\357\273\277" + failed % '"r":1', "CRLF": failed % '"r":1' + r"\r",
            "white space in front": r" \t" + failed % '"r":1',
            "several lines": r'{\n  "type": "completion",\n  "r": [\n    1\n  ],\n  "status": "failed"\n}',
            "the second of a line": r'{"type":"progress","percent":1}' + failed % '"r":1',
            "broken off": '{"type":"completion","status":"failed","r":[1,',
        }
        for channel, redirection in {"events": ">&3", "stdout": ""}.items():
            for end in (r"\n", ""):
                steps = self.run_jobs({name: f"printf '{line.replace('%', '%%')}{end}' {redirection}"
                                       for name, line in lines.items()}, messages=channel)
                for name, step in steps.items():
                    with self.subTest(channel=channel, line=name, end=end):
                        self.assertEqual(step["status"], "failed", "it exits with 0, but says otherwise")
                        self.assertNotEqual(step["error_code"], "UNREADABLE_VERDICT")

    def test_an_unreadable_verdict_is_no_success(self):
        lines = {"quotes of Python": "{'type': 'error', 'code': 'X'}", "another word": '{"type":"completion","status":"FAILED"}',
                 "said twice": '{"type":"completion","status":"failed","status":"success"}'}
        for channel, redirection in {"events": ">&3", "stdout": ""}.items():
            steps = self.run_jobs({name: f"cat {redirection} <<'END'\n{line}\nEND" for name, line in lines.items()},
                                  messages=channel)
            for name, step in steps.items():
                with self.subTest(channel=channel, line=name):
                    self.assertEqual((step["status"], step["error_code"]), ("failed", "UNREADABLE_VERDICT"))
                    self.assertIn(lines[name], step["error_message"])

    def test_what_was_lost_is_a_warning_that_every_view_shows(self):
        steps = self.run_jobs({"NaN": """echo '{"type":"output","a":NaN,"b":1}' >&3""",
                               "oops": "for i in 1 2 3 4 5 6 7; do echo oops $i >&3; done",
                               "nothing": """echo '{"type":"output","a":1}' >&3"""})
        self.assertEqual({name: step["status"] for name, step in steps.items()}, dict.fromkeys(steps, "completed"))
        self.assertIsNone(steps["nothing"]["warning"])
        self.assertIn("NaN is no JSON value; null was taken", steps["NaN"]["warning"])
        self.assertEqual(steps["NaN"]["outputs"], {"a": None, "b": 1})
        self.assertIn("7 messages", steps["oops"]["warning"])
        job = steps["oops"]["job_id"]
        shown = self.baton("jobs", "show", job).stdout
        self.assertIn("1 warning", shown)
        self.assertIn("note: message: not valid JSON: oops 1", shown)
        self.assertIn("note: and 2 more", shown)
        document = json.loads(self.baton("jobs", "show", job, "--json").stdout)
        self.assertEqual(len(document["steps"][0]["notes"]), 6)

    def test_numbers_keep_their_digits_end_to_end(self):
        self.commands.script("say", 'echo \'{"type":"output","id":%s,"price":0.10,"z_big":1e400,"one":1.0}\' >&3\n'
                                    'echo \'{"type":"checkpoint","row":%s}\' >&3' % (LONG, LONG))
        self.commands.script("hear", 'printf "%s\\n" "$@" > $MARKERS/arguments; cat > $MARKERS/document')
        job = self.server.value(
            "insert into baton.jobs (steps, parameters) values (%s, %s) returning id",
            json.dumps([{"key": "a", "command": ["say"]},
                        {"key": "b", "depends_on": ["a"],
                         "command": ["hear", "{{context.a.id}}", "{{context.a.price}}", "{{parameters.n}}"]}]),
            '{"n": %s.50}' % LONG)
        self.wait_for_job(job, "completed")
        self.assertEqual(self.commands.marks("arguments"), [LONG, "0.10", LONG + ".50"])
        values = ['"id": ' + LONG, '"price": 0.10', '"one": 1.0', '"z_big": 1' + "0" * 400]
        document = self.commands.marks("document")[0]
        stored = self.server.value("select outputs::text from baton.steps where job_id = %s and key = 'a'", job)
        shown = self.baton("jobs", "show", job, "--json").stdout
        for value in values:
            self.assertIn(value, document)
            self.assertIn(value, stored)
            self.assertIn(value, shown)
        self.assertEqual(self.server.value("select checkpoint::text from baton.steps where job_id = %s and key = 'a'", job),
                         '{"row": %s}' % LONG)
        self.assertIn(LONG, self.baton("jobs", "show", job, "--details").stdout)

    def test_text_of_others_cannot_steer_a_terminal_nor_what_reads_a_pipe(self):
        self.commands.script("paint", r"printf '\033]52;c;AAAA\007\342\200\256evil\n'; "
                                      r"""echo '{"type":"error","message":"\u001b[2J\u202eevil"}' >&3""")
        job = self.insert_job([{"key": "a", "label": "x\u202ey", "command": ["paint"], "max_attempts": 1}],
                              subject="\u202egnp.exe")
        self.wait_for_job(job, "failed")
        for arguments in (["show", job], ["show", job, "--details"], ["show", job, "--json"], ["list"],
                          ["list", "--json"], ["logs", job], ["wait", job]):
            shown = self.baton("jobs", *arguments)
            for text in (shown.stdout, shown.stderr):
                for bad in ("\033", "\u202e", "\007"):
                    self.assertNotIn(bad, text, arguments)
        self.assertEqual(json.loads(self.baton("jobs", "show", job, "--json").stdout)["subject"], "\u202egnp.exe")
        self.assertIn("\\u001b]52;c;AAAA\\u0007\\u202eevil", self.baton("jobs", "logs", job).stdout)
        self.assertIn("\033]52;c;AAAA\007\u202eevil", self.baton("jobs", "logs", job, "--raw").stdout)


if __name__ == "__main__":
    unittest.main()
