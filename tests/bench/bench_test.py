"""That scripts/bench works and says everything; no time is asserted here."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
sys.path[:0] = [str(HERE), str(HERE.parent / "chaos"), str(HERE.parent / "harness")]

import invariants  # noqa: E402
import measure  # noqa: E402
import page  # noqa: E402
import seed  # noqa: E402
from installation import Installation  # noqa: E402

BUILD = pathlib.Path(os.environ.get("BATON_BINARY", SOURCE / "build/dev/executor/baton")).parents[1]


def bench(*arguments):
    return subprocess.run([SOURCE / "scripts/bench", "--build", BUILD, *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True)


class ARun(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with tempfile.TemporaryDirectory() as directory:
            file = pathlib.Path(directory) / "figures.json"
            cls.done = bench("--quick", "--rounds", "1", "--row", "spawn", "--row", "memory", "--row", "ready-million", "--json", file)
            cls.result = json.loads(file.read_text()) if cls.done.returncode == 0 else None

    def setUp(self):
        self.assertEqual(self.done.returncode, 0, self.done.stdout + self.done.stderr)

    def test_the_json_has_every_field(self):
        self.assertLessEqual({"started", "finished", "rounds", "quick", "large", "machine", "settings", "load_before", "rows", "families",
                              "left_out"}, self.result.keys())
        for field in ("baton", "postgresql", "kernel", "cpu", "cores", "memory"):
            self.assertTrue(self.result["machine"][field], field)
        self.assertEqual(self.result["settings"]["synchronous_commit"], "on")
        self.assertEqual([row["row"] for row in self.result["rows"]], ["spawn", "memory", "memory-launcher", "memory-supervisors"])
        self.assertEqual(self.result["left_out"], [{"row": "ready-million", "reason": "only with --large"}])

    def test_rates_and_costs_are_there(self):
        (figures,) = self.result["families"]["scripts"]["rounds"]
        for figure in ("rate", "steps", "seconds", "executor_cpu", "scripts_cpu", "database_cpu", "peak_mb"):
            self.assertGreater(figures["baton"][figure], 0, figure)
        self.assertEqual(figures["baton"]["steps"], figures["posix_spawn"]["steps"])
        self.assertNotIn("xargs", figures)
        self.assertGreater(self.result["rows"][1]["ours"]["median"], 1)

    def test_the_page_is_made_of_it(self):
        text = page.render(self.result)
        for row in self.result["rows"]:
            self.assertIn(f"| {row['row']} | {row['title']} |", text)
        self.assertIn("only with --large", text)


class Page(unittest.TestCase):
    def test_the_page_is_that_of_its_figures(self):
        data = SOURCE / "docs/benchmarks.json"
        if not data.exists():
            self.skipTest("no run has been kept yet")
        self.assertEqual((SOURCE / "docs/benchmarks.md").read_text(), page.render(json.loads(data.read_text())),
                         "run scripts/bench --page docs/benchmarks.json")


class Judgement(unittest.TestCase):
    ROUNDS = [{"baton": {"rate": 80, "cost": 2}, "a": {"rate": 100, "cost": 4}, "b": {"rate": 50, "cost": 1}},
              {"baton": {"rate": 90, "cost": 2}, "a": {"rate": 100, "cost": 4}, "b": {"rate": 50, "cost": 1}},
              {"baton": {"rate": 70, "cost": 2}, "a": {"rate": 140, "cost": 4}, "b": {"rate": 50, "cost": 1}}]

    def judge(self, figure, bound, **more):
        return measure.judge(measure.Aim("r", "t", measure.figure(figure, "baton"), measure.figure(figure, "a", "b"), bound, **more),
                             self.ROUNDS)

    def test_ratio_of_medians_with_the_spread_of_rounds(self):
        judged = self.judge("rate", 0.75)
        self.assertEqual((judged["ratio"], judged["lowest"], judged["highest"]), (0.8, 0.5, 0.9))
        self.assertTrue(judged["reached"])
        self.assertFalse(self.judge("rate", 0.85)["reached"])

    def test_the_others_best_is_compared_with(self):
        self.assertEqual(self.judge("rate", 1)["theirs"]["subject"], "a")
        cheapest = self.judge("cost", 1, at_most=True)
        self.assertEqual((cheapest["theirs"]["subject"], cheapest["ratio"], cheapest["reached"]), ("b", 2, False))

    def test_what_was_not_measured_is_not_judged(self):
        self.assertIsNone(measure.judge(measure.Aim("r", "t", measure.figure("rate", "c"), None, 1), self.ROUNDS))


class Seeding(unittest.TestCase):
    def test_copied_jobs_are_as_good_as_inserted_ones(self):
        baton = Installation()
        self.addCleanup(baton.close)
        baton.start_executor()
        seed.finished(baton, 1000)
        seed.ready(baton, 1000)
        self.assertEqual(baton.ask("select count(*) from baton.jobs where status = 'completed'")[0], 1001)
        self.assertEqual(baton.ask("select count(*) from baton.ready")[0], 1001)
        self.assertEqual(invariants.broken(baton.server, ("always",)), {})
        figures = baton.run(50, backlog=True)
        self.assertEqual(figures["steps"], 50)
        self.assertEqual(invariants.broken(baton.server, ("always",)), {})


if __name__ == "__main__":
    unittest.main()
