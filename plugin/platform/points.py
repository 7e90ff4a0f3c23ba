"""The query points of one shop: a leaky bucket as Shopify keeps it, so that we stop asking before it says
THROTTLED. Every shop has its own; there is nothing that all shops wait for."""

from __future__ import annotations

import threading
from dataclasses import dataclass

STANDARD_RATE = 100.0  # points a second on standard plans (platform notes, limits)
STANDARD_MOST = 20 * STANDARD_RATE
BACKGROUND_KEEPS = 0.3  # of the bucket, left to what a merchant waits for


@dataclass(frozen=True, slots=True)
class Told:
    """`throttleStatus` of an answer, and what the question really cost (None: not said)."""

    most: float
    available: float
    rate: float
    cost: float | None = None


class Points:
    """Reserve before asking, settle after the answer. `now` is monotonic seconds; safe between threads."""

    def __init__(self, most: float = STANDARD_MOST, rate: float = STANDARD_RATE) -> None:
        self._lock = threading.Lock()
        self._most, self._rate = most, rate
        self._level = most
        self._reserved = 0.0
        self._at = 0.0
        self._shut_until = 0.0

    def take(self, cost: float, now: float, keep: float = 0.0) -> float:
        """0.0: reserved, to be settled. Otherwise nothing is, and that many seconds must pass first. `keep` is
        the share of the bucket that is left alone; a question dearer than the rest goes when it is full."""
        with self._lock:
            self._refill(now)
            if now < self._shut_until:
                return self._shut_until - now
            floor = min(keep * self._most, max(0.0, self._most - cost))
            lacking = min(cost, self._most) + floor - (self._level - self._reserved)
            if lacking > 1e-9:
                return lacking / self._rate
            self._reserved += cost
            return 0.0

    def settle(self, cost: float, now: float, told: Told | None = None) -> None:
        """The answer to what was reserved at `cost`. Without a word from Shopify it counts as spent."""
        with self._lock:
            self._refill(now)
            self._reserved = max(0.0, self._reserved - cost)
            if told is None:
                self._level -= cost
                return
            most = max(1.0, told.most)
            spent = self._level + (most - self._most) - (cost if told.cost is None else told.cost)
            self._most, self._rate = most, max(1.0, told.rate)
            self._level = min(spent, told.available, most)  # answers may overtake each other: the lower one counts

    def shut(self, until: float) -> None:
        """Nothing is asked before `until`: Shopify wished so, or the shop does not answer."""
        with self._lock:
            self._shut_until = max(self._shut_until, until)

    def _refill(self, now: float) -> None:
        self._level = min(self._most, self._level + self._rate * max(0.0, now - self._at))
        self._at = max(self._at, now)
