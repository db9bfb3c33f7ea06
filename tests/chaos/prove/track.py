"""Faults come in tracks that run side by side, each with a seed of its own."""

import random

from database import Away
from ledger import Worker


class Track(Worker):
    """Deals its kinds of fault like cards: none comes again before all others came. A fault is a function of the
    track's Random; it ends early, and puts everything right again, when the ledger's stop is set."""

    def __init__(self, name, arena, ledger, pace, kinds):
        super().__init__(f"track {name}", ledger)
        self.arena, self.pace, self.kinds = arena, pace, kinds
        self.chance = random.Random(f"{arena.seed}/{name}")

    def work(self):
        deck = []
        while not self.ledger.stop.wait(self.chance.uniform(0.5, 1.5) * self.pace):
            if not deck:
                deck = list(self.kinds)
                self.chance.shuffle(deck)
            kind = deck.pop()
            try:
                kind(self.chance)
            except Away:
                deck.append(kind)
                self.ledger.count("faults that met another outage")
                self.wait_for_database()

    def wait_for_database(self):
        while not self.ledger.stop.wait(0.2):
            try:
                self.arena.database.value("select 1")
                return
            except Away:
                pass
