"""What happens to the database, to connections, and on the way to them."""

import time

import psycopg2

from database import is_away


class DatabaseFaults:
    def __init__(self, arena, ledger, away):
        self.arena, self.ledger, self.away_seconds = arena, ledger, away

    def crash(self, chance):
        """Every process of the server is gone at once; it comes back soon and recovers."""
        self.stop_and_start("immediate", chance.choice([0, 0, chance.uniform(0, 2)]))
        self.ledger.count("database crashes")

    def go_away(self, _chance):
        """For many leases; executors go on with what they run and keep what ended."""
        self.stop_and_start("fast", self.away_seconds)
        self.ledger.count("long outages of the database")

    def stop_and_start(self, mode, seconds):
        with self.arena.server_lock:
            self.arena.server.stop(mode)
            self.ledger.stop.wait(seconds)
            self.arena.server.start()
        self.arena.wait_for_database()

    def terminate(self, chance):
        self.strike(chance, "pg_terminate_backend", "true", "backends terminated")

    def cancel(self, chance):
        """What a statement_timeout does (57014), at any place of any statement."""
        self.strike(chance, "pg_cancel_backend", "state = 'active'", "statements cancelled")

    def strike(self, chance, function, condition, name):
        for _ in range(20):   # one that is busy is hard to meet
            pids = [row["pid"] for row in self.arena.database.rows(
                f"select pid from pg_stat_activity where usename in ('prove_executor', 'baton_sql') and {condition}"
                " order by pid")]
            if pids and self.arena.database.value(f"select {function}(%s)", chance.choice(pids)):
                self.ledger.count(name)
                return

    def lock_jobs(self, chance):
        """Somebody keeps the locks of jobs for longer than lock_timeout."""
        self.hold(chance.uniform(2, 5), "select id from baton.jobs where finished_at is null order by id limit 10 for update",
                  "jobs kept locked")

    def lock_executor(self, chance):
        self.hold(chance.uniform(1, 4),
                  f"select id from baton.executors where status = 'active' order by id offset {chance.randint(0, 3)} limit 1 for update",
                  "executors' rows kept locked")

    def long_snapshot(self, chance):
        """Vacuum removes nothing meanwhile: claims walk over every entry deleted since."""
        self.hold(chance.uniform(5, 15), "set transaction isolation level repeatable read; select count(*) from baton.ready",
                  "long snapshots")

    def hold(self, seconds, sql, name):
        connection = self.arena.database.connect(autocommit=False)
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql)
            self.ledger.count(name)
            self.ledger.stop.wait(seconds)
            connection.rollback()
        except psycopg2.Error as error:
            if not is_away(error, connection) and error.pgcode != "40P01":
                raise
        finally:
            connection.close()

    def maintain(self, _chance):
        """What pg_cron does, and vacuum."""
        self.arena.database.rows("call baton.run_maintenance()")
        for table in ("ready", "running", "step_rows", "jobs"):
            self.arena.database.rows(f"vacuum analyze baton.{table}")
        self.ledger.count("rounds of maintenance")

    def jump(self, chance):
        """The database's wall clock, for good or for a moment."""
        self.arena.set_server_clock(chance.choice([-86400, -3600, -30, 0, 30, 3600, 86400]))
        if chance.random() < 0.5:
            self.ledger.stop.wait(chance.uniform(0, 3))
            self.arena.set_server_clock(0)
        self.ledger.count("database clocks that jumped")


class NetworkFaults:
    def __init__(self, arena, ledger):
        self.arena, self.ledger = arena, ledger

    def partition(self, chance):
        """No packet passes between an executor and the database, for less than a lease or for more."""
        seconds = chance.choice([chance.uniform(0.3, 2.5), chance.uniform(4, 9)])
        places = [place for place in self.arena.places if not place.is_local]
        if not places:
            return self.hold_back(chance)
        place = chance.choice(places)
        began = time.monotonic_ns()
        place.namespace.cut()
        self.ledger.stop.wait(seconds)
        place.namespace.mend()
        place.cuts.append((began, time.monotonic_ns()))
        self.ledger.count("partitions")
        if seconds > 3:
            self.ledger.count("partitions longer than a lease")

    def hold_back(self, chance):
        """The same in a proxy: connections stay, nothing passes."""
        proxy = chance.choice(self.arena.proxies)
        began = time.monotonic_ns()
        proxy.open.clear()
        self.ledger.stop.wait(chance.uniform(1, 6))
        proxy.open.set()
        for place in self.arena.places:
            if str(proxy.port) in place.connection:
                place.cuts.append((began, time.monotonic_ns()))
        self.ledger.count("connections that stood still")

    def swallow(self, chance):
        """The answer to a report or claim is lost after its COMMIT, with the connection."""
        proxy = chance.choice(self.arena.proxies)
        before = proxy.swallowed
        proxy.swallow.set()
        self.wait_until(lambda: proxy.swallowed > before)
        proxy.swallow.clear()
        self.ledger.count("answers to COMMIT swallowed", proxy.swallowed - before)

    def wait_until(self, predicate):
        """As long as an executor may take to come back from another fault."""
        end = time.monotonic() + 20
        while not predicate() and time.monotonic() < end and not self.ledger.stop.is_set():
            time.sleep(0.05)

    def hurry(self, chance):
        """Sessions whose statement_timeout and lock_timeout are 9 ms."""
        proxy = chance.choice(self.arena.proxies)
        before = proxy.hurried
        proxy.hurry.set()
        reconnect(proxy)
        self.wait_until(lambda: proxy.hurried > before)
        self.ledger.stop.wait(chance.uniform(1, 3))
        proxy.hurry.clear()
        reconnect(proxy)
        self.ledger.count("sessions with timeouts of 9 ms", proxy.hurried - before)


def reconnect(proxy):
    for pair in list(proxy.pairs):
        pair.close()
