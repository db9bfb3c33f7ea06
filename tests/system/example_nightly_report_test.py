"""The nightly-report example: its README's commands, checked against the CSV file itself."""

import csv
import pathlib
import re
import unittest
from decimal import Decimal

import baton_harness
from example_harness import EXAMPLES, Readme, temporary_directory

ORDERS = EXAMPLES / "nightly-report/input/orders.csv"


def sold(path):
    """Order ids and revenue by item of what was not cancelled, read independently of the example."""
    orders, items = set(), {}
    with open(path, encoding="utf-8", newline="") as file:
        for order, _, _, status, item, quantity, price in list(csv.reader(file))[1:]:
            if status == "completed":
                orders.add(order)
                items[item] = items.get(item, 0) + int(quantity) * Decimal(price)
    return orders, items


class NightlyReport(baton_harness.SystemTest):
    def setUp(self):
        super().setUp()
        self.commands.directory = EXAMPLES / "nightly-report/commands"
        self.server.execute("drop schema if exists report cascade")
        self.start_executor(slots=2)
        self.readme = Readme(self, "nightly-report", self.server.environment)

    def test_readme_makes_the_page_and_stores_the_totals_of_the_orders(self):
        self.readme.run(0)
        self.readme.run(1)
        page = pathlib.Path(self.readme.run(2).split()[0]).read_text()
        orders, items = sold(ORDERS)
        stored = self.server.row("select * from report.daily_sales")
        self.assertEqual((stored["orders"], stored["revenue"]), (len(orders), sum(items.values())))
        self.assertEqual(stored["best_item"], max(items, key=items.get))
        self.assertEqual({row["item"]: row["revenue"] for row in self.server.rows(
            "select item, revenue from report.item_sales")}, items)
        self.assertEqual(stored["job_id"], int(self.readme.variable("job")))
        self.assertIn(f"{len(orders)} orders, ${sum(items.values()):,.2f}", page)
        self.assertEqual(len(re.findall("<rect ", page)), 12)

        self.assertEqual(self.readme.run(3), "")  # the day has its job: no second one
        self.assertEqual(self.server.value("select count(*) from baton.jobs"
                                           " where subject = 'report 2026-03-14'"), 1)

    def insert(self, orders, day="2026-03-15"):
        self.readme.run(0)
        output = temporary_directory(self)
        return self.server.value(
            "insert into baton.jobs (parameters, steps) values (jsonb_build_object('orders', %s::text,"
            " 'date', %s::text, 'output_dir', %s::text), %s) returning id",
            str(orders), day, str(output), self.steps())

    def steps(self):
        """The graph as insert.sql has it."""
        text = (EXAMPLES / "nightly-report/insert.sql").read_text()
        return re.search(r"'(\[\{.*\}\])'::jsonb", text, re.DOTALL)[1]

    def test_a_file_with_a_bad_line_is_refused_with_its_line_and_stores_nothing(self):
        orders = temporary_directory(self) / "orders.csv"
        orders.write_text(ORDERS.read_text().splitlines()[0] +
                          "\nORD1,2026-03-15T12:00:00,web,completed,Pie,1,9.50"
                          "\nORD2,2026-03-15T12:01:00,web,completed,Pie,none,9.50\n")
        job = self.insert(orders)
        self.wait_for_job(job, "failed")
        self.assertEqual([row["error_code"] for row in self.attempts(job)], ["VALIDATION"])
        self.assertIn("line 3", str(self.server.value("select baton.job_status(%s)", job)))
        self.assertEqual(self.server.value("select count(*) from report.daily_sales"), 0)

    def test_a_sql_step_that_fails_leaves_neither_rows_nor_a_completed_step(self):
        job_orders = temporary_directory(self) / "orders.csv"
        job_orders.write_text(ORDERS.read_text().replace("2026-03-14", "2026-03-15"))
        self.readme.run(0)
        self.server.execute("alter table report.item_sales add check (item <> 'Flat White')")
        job = self.insert(job_orders)
        self.wait_for_job(job, "failed", 60)
        self.assertEqual(self.step(job, "storeSummary")["status"], "failed")
        self.assertEqual(self.server.value("select count(*) from report.daily_sales"), 0)
        self.server.execute("alter table report.item_sales drop constraint item_sales_item_check")
        self.assertEqual(self.baton("jobs", "retry", job).returncode, 0)
        self.wait_for_job(job, "completed")
        self.assertEqual(self.server.value("select job_id from report.daily_sales"), job)


if __name__ == "__main__":
    unittest.main()
