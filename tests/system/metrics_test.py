#!/usr/bin/python3
"""What Prometheus gets is what its own tools accept, and the alert rules and the dashboard ask for what is there."""

import json
import os
import re
import subprocess
import unittest

import baton_harness

OPERATIONS = baton_harness.SOURCE / "docs/operations"
OF_EXECUTORS = ("baton_process_", "baton_database_")   # served by executors: executor_metrics_test.py
CLOSED = ("became", "kind", "outcome", "state", "status")   # labels with values that Baton gives
STEPS = json.dumps({"job_type": "watched", "steps": [{"key": "a", "command": ["x"], "circuit_breaker": "shop", "limit": "browser"}]})


def promtool(*arguments, text=None):
    return subprocess.run(["promtool", *arguments], input=text, capture_output=True, text=True, cwd=OPERATIONS, timeout=60)


class Metrics(unittest.TestCase):
    call = 0

    @classmethod
    def setUpClass(cls):
        cls.server = baton_harness.Server(durable=False)
        cls.addClassCleanup(cls.server.remove)
        cls.server.execute("select baton.define_job_type(%s)", STEPS)
        cls.executor = cls.server.value(
            "select baton.register_executor('a \"b\" \\ c', 'h', 1, 'boot', gen_random_uuid(), '1', schema_version, '{default}', 4, false)"
            " -> 'executor_id' from baton.installation")

    def run_one(self, exit_code):
        self.server.execute("insert into baton.jobs (job_type) values ('watched')")
        Metrics.call += 1
        attempt = self.server.row("select * from baton.claim_steps(%s, %s, 1)", self.executor, self.call)
        report = {"job_id": attempt["job_id"], "n": attempt["n"], "token": str(attempt["token"]), "ended": "exited", "exit_code": exit_code}
        self.assertEqual(self.server.rows("select result from baton.report_attempts(%s, %s, %s)", self.executor, self.call, json.dumps([report])),
                         [{"result": "recorded"}])

    def text(self):
        return self.server.value("select baton.metrics_text()")

    def test_promtool_accepts_the_text(self):
        self.run_one(0)
        self.run_one(1)
        text = self.text()
        done = promtool("check", "metrics", text=text)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""), text)
        self.assertIn('\nbaton_executor_slots{executor="a \\"b\\" \\\\ c"} 4\n', text)
        self.assertIn('\nbaton_attempt_duration_seconds_bucket{le="+Inf",outcome="completed"} 1\n', text)
        broken = promtool("check", "metrics", text=text.replace("# TYPE baton_attempts_total counter", "# TYPE baton_attempts_total gauge"))
        self.assertNotEqual(broken.returncode, 0)

    def test_promtool_accepts_the_rules_and_they_fire(self):
        for arguments in (("check", "rules", "alert-rules.yml"), ("test", "rules", "alert-rules.test.yml")):
            done = promtool(*arguments)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_rules_and_dashboard_ask_for_metrics_and_labels_that_are_there(self):
        self.run_one(0)
        rows = self.server.rows("select name, array(select jsonb_object_keys(labels)) as labels from baton.metrics")
        names, labels = {row["name"] for row in rows}, {label for row in rows for label in row["labels"]}
        dashboard = json.loads((OPERATIONS / "grafana-dashboard.json").read_text())
        targets = [target for panel in dashboard["panels"] for target in panel["targets"]]
        rules = (OPERATIONS / "alert-rules.yml").read_text()
        asked = " ".join(target["expr"] for target in targets) + rules
        self.assertEqual({name for name in re.findall(r"baton_[a-z_]+", asked) if not name.startswith(OF_EXECUTORS)} - names, set())
        shown = set(re.findall(r"\{\{ *(?:\$labels\.)?([a-z_]+) *\}\}", rules + " ".join(target["legendFormat"] for target in targets)))
        self.assertEqual(shown - labels - {"instance", "sqlstate"}, set())
        self.assertEqual(self.selected(asked) - self.served(), set())
        for target in targets:
            rule = json.dumps({"groups": [{"name": "g", "rules": [{"record": "r", "expr": target["expr"]}]}]})
            done = promtool("check", "rules", "/dev/stdin", text=rule)
            self.assertEqual(done.returncode, 0, target["expr"] + done.stdout + done.stderr)

    def test_a_rule_about_what_is_never_served_is_seen(self):
        for wrong in ('baton_jobs{status="faild"}', 'baton_jobs{state="failed"}', 'baton_lost_attempts_total{became=~"ready|done"}'):
            self.assertEqual(len(self.selected(wrong) - self.served()), 1, wrong)

    def selected(self, asked):
        """(metric, label, value) of what is asked for in {}; names that people give are not in CLOSED."""
        return {(name, label, value) for name, inside in re.findall(r"(baton_[a-z_]+)\{([^}]*)\}", asked) if not name.startswith(OF_EXECUTORS)
                for label, values in re.findall(r'([a-z_]+)=~?"([^"]*)"', inside)
                for value in (values.split("|") if label in CLOSED else [""])}

    def served(self):
        """The same of what is there."""
        rows = self.server.rows("select name, label.key, label.value from baton.metrics, jsonb_each_text(labels) as label"
                                " union select 'baton_attempts_total', 'outcome', unnest(array['failed', 'partial'])"
                                " union select 'baton_attempt_duration_seconds_bucket', 'outcome', 'completed'")
        return {(row["name"], row["key"], row["value"] if row["key"] in CLOSED else "") for row in rows}

    def test_the_page_names_every_metric(self):
        page = (baton_harness.SOURCE / "docs/how-to/watch.md").read_text()
        families = {row["family"] for row in self.server.rows("select family from baton._metric_names()")}
        self.assertEqual({name for name in re.findall(r"baton_[a-z_]+", page) if not name.startswith(OF_EXECUTORS)} - {"baton_reader", "baton_executor"}, families)

    def test_the_file_for_node_exporter_is_written_as_the_page_says(self):
        page = (baton_harness.SOURCE / "docs/how-to/watch.md").read_text()
        command = re.search(r"^psql .*metrics_text.*$", page, re.MULTILINE)[0]
        done = subprocess.run(command.split(" > ")[0].replace('"host=db dbname=app user=watcher"', '""'), shell=True, capture_output=True, text=True,
                              env={**os.environ, **self.server.environment}, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, ""), command)
        self.assertEqual(promtool("check", "metrics", text=done.stdout).returncode, 0, done.stdout)


if __name__ == "__main__":
    unittest.main()
