"""How often something may be done with one link. Counted in this process only: with several web processes the
limit holds per process (said in the operator's guide)."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable
from datetime import datetime, timedelta
from math import ceil
from threading import Lock


class Limiter:
    """At most `most` per rolling `window` and key. Keys that fell silent are forgotten."""

    def __init__(self, most: int, window: timedelta) -> None:
        self._most = most
        self._window = window
        self._seen: dict[Hashable, deque[datetime]] = {}
        self._lock = Lock()

    def wait_s(self, key: Hashable, now: datetime) -> int:
        """0, and this time counts; or the whole seconds until the next time is free."""
        with self._lock:
            self._forget(now)
            times = self._seen.setdefault(key, deque())
            if len(times) >= self._most:
                return max(1, ceil((times[0] + self._window - now).total_seconds()))
            times.append(now)
            return 0

    def _forget(self, now: datetime) -> None:
        for key in list(self._seen):
            times = self._seen[key]
            while times and times[0] + self._window <= now:
                times.popleft()
            if not times:
                del self._seen[key]
