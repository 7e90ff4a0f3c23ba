"""The cost bucket of the Admin API: how many points there are, refilled every second of the store's time."""

from __future__ import annotations

import threading
from datetime import datetime

PER_SECOND, PLUS_PER_SECOND = 100.0, 1000.0  # platform documentation: standard plan, Plus
_SECONDS = 20  # what a bucket holds
DEAREST = 1000  # a single query may not cost more


class Bucket:
    def __init__(self, per_second: float = PER_SECOND) -> None:
        self._lock = threading.Lock()
        self._per_second, self._most = per_second, _SECONDS * per_second
        self._points = self._most
        self._at: datetime | None = None

    def take(self, cost: float, now: datetime) -> bool:
        """False where there is not so much in it; then nothing is taken."""
        with self._lock:
            self._refill(now)
            if cost > self._points:
                return False
            self._points -= cost
            return True

    def set(self, points: float, now: datetime) -> None:
        """For tests: so much is in it now."""
        with self._lock:
            self._points, self._at = points, now

    def status(self, now: datetime) -> dict[str, float]:
        with self._lock:
            self._refill(now)
            return {
                "maximumAvailable": self._most, "currentlyAvailable": int(self._points),
                "restoreRate": self._per_second,
            }  # fmt: skip

    def _refill(self, now: datetime) -> None:
        if self._at is not None:
            passed = max(0.0, (now - self._at).total_seconds())
            self._points = min(self._most, self._points + passed * self._per_second)
        self._at = now
