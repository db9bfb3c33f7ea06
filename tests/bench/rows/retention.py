"""Whether removing a tenth of a long history is felt by the load that goes on beside it."""

import threading
import time

import seed
from measure import Aim, Family, figure

from rows.latency import percentiles

SIZES = {"small": 200_000, "ten-million": 10_000_000}
TENTHS = 10
TABLES = ("jobs", "step_rows", "attempt_rows", "job_events", "archived_jobs")


class Retention(Family):
    """One server per size, full of ended jobs of twelve steps, a tenth of which is due in each round."""

    name = "retention"
    meaning = (
        "A server with ended jobs of twelve steps, copies of one that ran, in ten parts of different age. In each round the same load is measured alone "
        "and while run_retention() archives the oldest part, with its shipped share of time; what is left of the part goes before the next round. The load: one-step "
        "jobs of /bin/true as fast as four slots take them, then single jobs every 20 ms, whose delay is from the INSERT to the claim, by the database's clock.")
    aims = tuple(
        aim
        for size, large in (("small", False), ("ten-million", True))
        for aim in (
            Aim(f"retention-{size}", f"one-step jobs of /bin/true while a tenth of {SIZES[size]:,} finished steps is archived, against the same alone",
                figure("rate", f"beside {size}"), figure("rate", f"alone {size}"), 0.9, large=large),
            Aim(f"retention-{size}-p50", "the same: INSERT to claim of single jobs, median", figure("p50", f"beside {size}"),
                figure("p50", f"alone {size}"), 1.1, at_most=True, unit="ms", large=large),
            Aim(f"retention-{size}-p99", "the same, 99th percentile", figure("p99", f"beside {size}"), figure("p99", f"alone {size}"), None,
                at_most=True, unit="ms", large=large)))

    def open(self):
        if self.bench.options.rounds > TENTHS:
            raise self.bench.Missing(f"at most {TENTHS} rounds: each takes a tenth")
        self.jobs = self.bench.scaled(4000)
        self.samples = self.bench.scaled(200, least=20)
        self.installations = {}
        for size, steps in SIZES.items():
            if self.wanted(f"alone {size}"):
                self.installations[size] = self.filled(size, self.bench.scaled(steps) // 12)

    def filled(self, size, jobs):
        installation = self.installation()
        installation.start_executor()
        installation.run(self.bench.scaled(500))
        started = time.monotonic()
        first, last = seed.finished(installation, jobs, "twelve")
        installation.ask("update baton.jobs set finished_at = now() - make_interval(days => 5 + 10 * (%s - (%s * (id - %s) / (%s - %s + 1))::int))"
                         " where id between %s and %s", TENTHS, TENTHS, first, last, first, first, last)
        installation.ask("vacuum (analyze) baton.jobs")
        installation.ask("delete from baton.retention_policies")
        installation.ask("insert into baton.retention_policies (status, keep_for) values ('completed', '1000 days')")
        self.notes.append(f"{size}: {jobs:,} jobs of twelve steps written in {time.monotonic() - started:.0f} s; {sizes(installation)}")
        return installation

    def subjects(self):
        found = {}
        for size, installation in self.installations.items():
            found[f"alone {size}"] = lambda i=installation: self.load(i)
            found[f"beside {size}"] = lambda i=installation, s=size: self.beside(i, s)
        return found

    def round(self, number):
        self.number = number
        return super().round(number)

    def load(self, installation):
        figures = installation.run(self.jobs)
        installation.resume()
        first, _ = installation.insert(1)
        for _ in range(self.samples):
            time.sleep(0.02)
            last, _ = installation.insert(1)
        while not installation.ask("select exists (select from baton.jobs where id = %s and finished_at is not null)", last)[0]:
            time.sleep(0.05)
        installation.pause()
        with installation.connection.cursor() as cursor:
            cursor.execute("select extract(epoch from started_at - created_at)::float * 1000 from baton.jobs where id > %s and id <= %s", (first, last))
            return {**figures, **percentiles([delay for delay, in cursor.fetchall()])}

    def beside(self, installation, size):
        """The load while the next tenth leaves; the rest of the tenth leaves afterwards."""
        installation.ask("update baton.retention_policies set keep_for = make_interval(days => 10 * (%s - %s))", TENTHS, self.number)
        failed = []
        connection = installation.server.connect()

        def retain():
            try:
                with connection.cursor() as cursor:
                    cursor.execute("call baton.run_retention()")
            except Exception as error:  # told below
                failed.append(error)

        before = sizes(installation)
        thread = threading.Thread(target=retain)
        thread.start()
        figures = self.load(installation)
        ended_early = not thread.is_alive()
        share = installation.ask("select share_of_time from baton.retention_settings")[0]
        installation.ask("update baton.retention_settings set share_of_time = 1")
        thread.join()
        connection.close()
        installation.ask("update baton.retention_settings set share_of_time = %s", share)
        if failed:
            raise failed[0]
        run = installation.ask("select archived_jobs, removed_rows, pieces, extract(epoch from finished_at - started_at)::int"
                               " from baton.retention_runs order by id desc limit 1")
        self.notes.append(f"{size}, round {self.number + 1}: {run[0]:,} jobs, {run[1]:,} rows in {run[2]} pieces and {run[3]} s"
                          f"{' (less than the load took)' if ended_early else ''}; {before} before, {sizes(installation)} after")
        if ended_early and not self.bench.options.quick:
            raise RuntimeError("retention ended before the load did: nothing was compared")
        return figures


def sizes(installation):
    """Tables with their TOAST, and their indexes, in MB."""
    rows = installation.server.rows(
        "select inner_name as name, sum(pg_table_size(oid)) / 1e6 as tables, sum(pg_indexes_size(oid)) / 1e6 as indexes"
        " from (select coalesce(parent.relname, class.relname) as inner_name, class.oid from pg_class as class"
        "   left join pg_inherits as inherits on inherits.inhrelid = class.oid left join pg_class as parent on parent.oid = inherits.inhparent"
        "   where class.relnamespace = 'baton'::regnamespace and class.relkind = 'r') as relation"
        " where inner_name = any (%s) group by 1 order by array_position(%s, inner_name::text)", list(TABLES), list(TABLES))
    return ", ".join(f"{row['name']} {float(row['tables']):.1f} + {float(row['indexes']):.1f} MB" for row in rows)
