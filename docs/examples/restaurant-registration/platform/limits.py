"""What makes the platform behave like a busy one: a rate limit, and outages that come and go."""

import math
import threading
import time

from errors import Refusal


class RateLimit:
    """A token bucket per account (per address before the login): `burst` requests at once, then
    `rate` a second."""

    def __init__(self, rate, burst, clock=time.monotonic):
        self.rate = rate
        self.burst = burst
        self.clock = clock
        self.lock = threading.Lock()
        self.buckets = {}  # client -> (tokens, time of that count)

    def check(self, client):
        with self.lock:
            now = self.clock()
            tokens, since = self.buckets.get(client, (self.burst, now))
            tokens = min(self.burst, tokens + (now - since) * self.rate)
            if tokens < 1:
                self.buckets[client] = (tokens, now)
                wait = max(1, math.ceil((1 - tokens) / self.rate))
                raise Refusal(429, "rate_limited", "too many requests",
                              {"Retry-After": str(wait)})
            self.buckets[client] = (tokens - 1, now)


class Outages:
    """Every n-th request is refused with 503; 0 means none. Counting makes a run repeatable."""

    def __init__(self, every):
        self.every = every
        self.lock = threading.Lock()
        self.requests = 0

    def check(self):
        with self.lock:
            self.requests += 1
            if self.every and self.requests % self.every == 0:
                raise Refusal(503, "unavailable", "the service is temporarily unavailable")
