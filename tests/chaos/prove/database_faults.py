"""What happens to the database, to connections, and on the way to them."""

import os
import shutil
import signal
import time

import psycopg2

from database import Away, is_away
from places import children_of


# After a restore people look around before they accept the database: until then no lease holds an
# attempt that the restored database does not know.
LOOK_AROUND = 6.0


class DatabaseFaults:
    def __init__(self, arena, ledger, follower, away):
        self.arena, self.ledger, self.follower, self.away_seconds = arena, ledger, follower, away

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

    def freeze(self, chance):
        """The database's machine stands still, for less than a lease or for more: nothing answers, no
        connection breaks."""
        seconds = chance.choice([chance.uniform(0.3, 2.5), chance.uniform(4, 9)])
        with self.arena.server_lock:
            pids = [self.arena.postmaster()]
            os.kill(pids[0], signal.SIGSTOP)   # first: it starts no other
            pids += children_of(pids[0])
            try:
                for pid in pids[1:]:
                    kill_if_there(pid, signal.SIGSTOP)
                self.ledger.stop.wait(seconds)
            finally:
                for pid in reversed(pids):
                    kill_if_there(pid, signal.SIGCONT)
        self.ledger.count("databases frozen")

    def restore(self, chance):
        """To an earlier time, under running executors: what was accepted since is gone, ids are given
        out again, and nothing runs until a person accepts the database."""
        arena, began = self.arena, time.monotonic_ns()
        before = set(self.ledger.accepted_ids())
        data, backup = arena.server.directory / "data", arena.server.directory / "backup"
        with arena.server_lock:
            arena.server.backup(backup)
            self.ledger.stop.wait(chance.uniform(0.5, 4))
            with arena.history_lock:
                arena.restores.append(window := [began, None])
                arena.server.stop("immediate")
                shutil.rmtree(data)
                backup.rename(data)
                arena.server.start()
                arena.wait_for_database()
                there = {row["id"]: row["idempotency_key"]
                         for row in self.insist("select id, idempotency_key from baton.jobs")}
                gone = self.ledger.forget_all_but(there)
                self.follower.forget()
        self.ledger.count("jobs accepted after the backup, gone with the restore", len(gone))
        if kept := before - there.keys():
            self.ledger.found("a restore keeps what was there before its backup", kept)
        if not self.insist("select baton._on_hold() as held")[0]["held"]:
            self.ledger.found("a restored database is on hold", "it is not")
        self.ledger.stop.wait(LOOK_AROUND)
        self.insist("select baton.accept_database()")
        window[1] = time.monotonic_ns()
        self.ledger.count("restores to an earlier time")

    def insist(self, sql):
        """Whatever else happens to the database meanwhile."""
        while True:
            try:
                return self.arena.database.rows(sql)
            except Away:
                time.sleep(0.1)

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

    def poison(self, chance):
        """Whatever is written of some jobs raises, for a moment: the others go on."""
        self.arena.database.rows(
            "insert into app.poison select id from baton.jobs where finished_at is null order by random() limit %s"
            " on conflict do nothing returning job_id", chance.choice([1, 2, 10]))
        self.ledger.count("poisoned rows")
        self.ledger.stop.wait(chance.uniform(0.2, 2))
        self.arena.database.rows("delete from app.poison returning job_id")

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

    def publish(self, chance):
        """Every table is published, as for a subscriber: what is deleted or updated needs a replica identity."""
        self.arena.database.rows("drop publication if exists storm")
        self.arena.database.rows("create publication storm for all tables")
        self.ledger.count("publications of all tables")
        self.ledger.stop.wait(chance.uniform(3, 8))
        self.arena.database.rows("drop publication if exists storm")

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


def kill_if_there(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def reconnect(proxy):
    for pair in list(proxy.pairs):
        pair.close()
