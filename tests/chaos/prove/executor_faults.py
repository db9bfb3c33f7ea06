"""What happens to executors and their processes."""

import os
import signal
import time

from arena import fill
from database import Away
from places import Frozen, children_of, tokens_of_processes

LIMIT_AFTER_DEATH = 5.0   # seconds after which nothing of a dead executor may be alive (guarantee 7)


class ExecutorFaults:
    def __init__(self, arena, ledger):
        self.arena, self.ledger = arena, ledger
        self.frozen = []     # Frozen
        self.mourned = []    # (when nothing of them may be alive any more, tokens)

    def shuffled(self, chance):
        """Places that no other fault has in its hands, in random order; held while they are used."""
        for place in chance.sample(self.arena.places, len(self.arena.places)):
            if place.lock.acquire(blocking=False):
                try:
                    if place.is_running:
                        yield place
                    else:
                        self.revive(place)
                finally:
                    place.lock.release()

    def revive(self, place):
        """An executor that ended by itself is a finding: none of the faults is a reason to. Only one that is not on
        the database's machine, and stood still while it should have stopped its scripts, is killed by its own timer."""
        if place.process.returncode == -signal.SIGKILL and not place.is_local:
            self.ledger.count("executors that their own timer killed")
        else:
            self.ledger.found("an executor goes on whatever happens around it",
                              f"{place.name} ended with {place.process.returncode}: {place.log}")
        place.start()

    def kill(self, chance):
        """SIGKILL, counted only when an attempt was running there; it is stopped first, so that none ends unseen."""
        with_launcher = chance.random() < 0.2
        for place in self.shuffled(chance):
            place.send(signal.SIGSTOP)
            try:
                tokens = self.tokens_held_by(place)
            except Away:
                tokens = []
            if not tokens:
                place.send(signal.SIGCONT)
                continue
            launchers = children_of(place.pid) if with_launcher else []
            place.kill()
            for launcher in launchers:
                kill_if_alive(launcher)
            self.mourned.append((time.monotonic() + LIMIT_AFTER_DEATH, set(tokens)))
            self.ledger.count("executors killed while an attempt ran")
            place.start()
            return

    def tokens_held_by(self, place):
        return [str(row["token"]) for row in self.arena.database.rows(
            "select attempt.token from baton.running as attempt join baton.executors as executor"
            " on executor.id = attempt.executor_id where executor.pid = %s and executor.name = %s"
            " and executor.status in ('active', 'draining')", place.pid, place.name)]

    def freeze(self, chance):
        """SIGSTOP until its lease is lost, SIGCONT; counted when it comes back and registers anew. Far from the
        database its own timer kills it meanwhile, so most of the time one is chosen that is near."""
        must_be_near = chance.random() < 0.9
        for place in self.shuffled(chance):
            if must_be_near and not place.is_local or not self.tokens_held_by(place):
                continue
            self.ledger.count("executors frozen")
            frozen = Frozen(place.pid, time.monotonic_ns())
            self.frozen.append(frozen)
            place.send(signal.SIGSTOP)
            try:
                lost = self.wait_for(lambda: self.is_lost(place), 30)
                self.ledger.stop.wait(chance.uniform(0, 2))
            finally:
                place.send(signal.SIGCONT)
                frozen.ended = time.monotonic_ns()
            if not place.is_running:
                self.revive(place)
            elif lost and self.wait_for(lambda: self.is_registered(place), 30):
                self.ledger.count("zombies that came back after their lease was lost")
            return

    def is_lost(self, place):
        return not self.is_registered(place)

    def is_registered(self, place):
        return self.arena.database.value(
            "select exists (select from baton.executors where pid = %s and name = %s"
            " and status in ('active', 'draining'))", place.pid, place.name)

    def wait_for(self, predicate, limit):
        end = time.monotonic() + limit
        while time.monotonic() < end and not self.ledger.stop.is_set():
            try:
                if predicate():
                    return True
            except Away:
                pass
            time.sleep(0.1)
        return False

    def drain(self, chance):
        """SIGTERM, as in a new release; the next one starts when it has ended."""
        for place in self.shuffled(chance):
            place.end()
            self.ledger.count("executors drained and replaced")
            place.start()
            return

    def kill_script(self, chance):
        processes = sorted(tokens_of_processes())
        if processes and kill_if_alive(chance.choice(processes)):
            self.ledger.count("scripts killed")

    def kill_supervisor(self, chance):
        for place in self.shuffled(chance):
            busy = [supervisor for launcher in children_of(place.pid) for supervisor in children_of(launcher)
                    if children_of(supervisor)]
            if busy and kill_if_alive(chance.choice(busy)):
                self.ledger.count("supervisors killed while a script ran")
                return

    def jump(self, chance):
        """The wall clock of one executor's machine."""
        for place in self.arena.places:
            if place.clock:
                place.set_clock(chance.choice([-86400, -3600, -30, 0, 30, 3600, 86400]))
                self.ledger.count("executors' clocks that jumped")

    def fill_disk(self, chance):
        """The file system that an executor runs its steps in is full for a while."""
        for place in self.arena.places:
            if place.run_directory.is_mount():
                made = fill(place.run_directory)
                self.ledger.stop.wait(chance.uniform(1, 3))
                for path in made:
                    path.unlink(missing_ok=True)
                self.ledger.count("disks full")


def kill_if_alive(pid):
    try:
        os.kill(pid, signal.SIGKILL)
        return True
    except ProcessLookupError:
        return False
