"""The course of a proof: storm, calm, drain, checks, report."""

import random
import signal
import time

from arena import CANARY, Arena
from database import Away
from database_faults import DatabaseFaults, NetworkFaults
from executor_faults import ExecutorFaults
from follower import Follower, ProcessWatch
from ledger import Ledger
from marks import Marks
from people import Deciders, People
from places import tokens_of_processes
from replay import Record, check_against_model, check_effects
from report import Report
from submitters import Submitter
from track import Track

DRAIN_LIMIT = 120.0
SAY_EVERY = 30.0
SUBMITTERS = 2


class Proof:
    def __init__(self, options):
        self.options = options
        self.arena = Arena(options.seed, options.slots, not options.without_namespaces, options.patch)
        self.ledger = Ledger()
        self.report = Report(options, self.arena, self.ledger)
        self.executor_faults = ExecutorFaults(self.arena, self.ledger)
        self.follower = Follower(self.arena, self.ledger)
        self.watch = ProcessWatch(self.arena, self.ledger, self.executor_faults.mourned)
        self.deciders = Deciders(self.arena, self.ledger, random.Random(f"{options.seed}/deciders"))
        self.submitters = [Submitter(self.arena, self.ledger, number, options.max_steps) for number in range(SUBMITTERS)]
        self.tracks = self.make_tracks()

    def make_tracks(self):
        """Paces in seconds for a quarter of an hour; a short storm deals every kind at least once."""
        total, short = self.options.total, min(1.0, self.options.total / 400)
        database = DatabaseFaults(self.arena, self.ledger, self.follower, away=min(30.0, total / 10))
        network = NetworkFaults(self.arena, self.ledger)
        executor = self.executor_faults

        def track(name, pace, *kinds):
            return Track(name, self.arena, self.ledger, pace, kinds)

        return [
            track("kills", 1.9, executor.kill),
            track("crashes", 40 * short, database.crash),
            track("zombies", 20 * short, executor.freeze),
            track("partitions", 40 * short, network.partition),
            track("outages", total / 3, database.go_away),
            track("frozen hosts", 45 * short, database.freeze),
            track("restores", total / 5, database.restore),
            track("small ones", 1.5, executor.kill_script, executor.kill_supervisor, database.terminate, database.cancel),
            track("machines", 12 * short, executor.jump, executor.fill_disk, executor.drain),
            track("locks and clocks", 12 * short, database.lock_jobs, database.lock_executor, database.maintain, database.jump),
            track("connections", 8 * short, network.swallow, network.hurry, network.hold_back),
            track("poison", 12 * short, database.poison),
            track("snapshots", 40 * short, database.long_snapshot),
            track("publications", 30 * short, database.publish),
            People(self.arena, self.ledger, 1.5),
        ]

    def run(self):
        """The exit status."""
        try:
            self.rage()
            if not self.ledger.findings:
                self.drain()
            if not self.ledger.findings:
                self.check()
        finally:
            for worker in (self.follower, self.watch):
                worker.over.set()
            self.deciders.over = True
            self.report.print(self.follower, self.watch)
            self.arena.end(keep=bool(self.ledger.findings) or self.options.keep)
        return 1 if self.ledger.findings else 0

    def rage(self):
        for place in self.arena.places:
            place.start()
        workers = [self.follower, self.watch, self.deciders, *self.submitters, *self.tracks]
        for worker in workers:
            worker.start()
        end = self.ledger.began + self.options.total
        said = time.monotonic()
        while not self.ledger.stop.wait(0.2) and (time.monotonic() < end or self.is_to_go_on(end)):
            if time.monotonic() > said + SAY_EVERY:
                said = time.monotonic()
                self.report.say(self.follower)
        self.ledger.stop.set()
        self.report.storm_ended()
        for worker in [*self.submitters, *self.tracks]:
            worker.join(120)
            if worker.is_alive():
                self.ledger.found("the harness's workers end", worker.name)

    def is_to_go_on(self, end):
        """On a slow machine, or where one fault gets into the way of another, some come late."""
        return (time.monotonic() < end + 3 * self.options.total
                and not all(self.ledger.counts[fault] for fault in self.options.until_seen))

    def drain(self):
        """Faults off. All that was accepted must end within the bound."""
        arena = self.arena
        arena.wait_for_database()
        # Times that were given while the clock stood elsewhere have come, too.
        arena.set_server_clock(arena.highest_offset + 10)
        arena.database.rows("delete from app.poison returning job_id")
        arena.database.rows("select baton.resume_queue('default')")
        arena.database.rows("select baton.close_breaker(name) from baton.circuit_breakers where state <> 'closed'")
        for place in arena.places:
            place.set_clock(0)
            if place.is_running:
                place.send(signal.SIGCONT)
            else:
                self.executor_faults.revive(place)
        began = time.monotonic()
        while left := self.open_jobs():
            if time.monotonic() > began + DRAIN_LIMIT or self.ledger.findings:
                self.ledger.found("every accepted job ends", f"{left} jobs did not within {DRAIN_LIMIT} s")
                return
            time.sleep(0.2)
        self.report.drained(time.monotonic() - began)

    def open_jobs(self):
        try:
            return self.arena.database.value("select count(*) from baton.jobs where finished_at is null")
        except Away as error:
            return str(error)

    def check(self):
        """Nothing moves any more."""
        arena = self.arena
        self.deciders.over = True
        for worker in (self.follower, self.watch):
            worker.over.set()
        for worker in (self.follower, self.watch, self.deciders):
            worker.join(120)
        for place in arena.places:
            place.end()
        if tokens_of_processes():
            self.ledger.found("nothing is alive when all executors have ended", tokens_of_processes())
        self.follower.ask_further("ended")
        self.follower.look()
        for name, text in arena.log_texts():
            if CANARY in text:
                self.ledger.found("no log holds a secret", name)
        record = Record(arena.database)
        self.report.replayed(check_against_model(record, self.ledger), check_effects(record, arena.database, self.ledger))
        marks = Marks(arena.marks, record, self.ledger, arena, self.executor_faults.frozen)
        marks.check()
        self.report.marked(marks)
