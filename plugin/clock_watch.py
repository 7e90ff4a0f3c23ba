"""Notices when the machine's clock is set while Encore runs: the wall clock against one that nobody can set."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

BACK = timedelta(seconds=60)
FORWARD = timedelta(hours=1)


def since_start() -> float:
    """Seconds since the machine started, its sleep included where the system counts it."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class ClockWatch:
    def __init__(self, wall: Callable[[], datetime], elapsed: Callable[[], float] = since_start) -> None:
        self._wall, self._elapsed = wall, elapsed
        self._began = self._beginning()

    def jumped(self) -> timedelta | None:
        """By how much the wall clock was set since the last jump, if by more than BACK or FORWARD; small steps add
        up. It stays so until `take` says that the new time is the one to go by."""
        jump = self._beginning() - self._began
        return None if -BACK <= jump <= FORWARD else jump

    def take(self) -> None:
        """Measure from the wall clock as it is now."""
        self._began = self._beginning()

    def _beginning(self) -> datetime:
        return self._wall() - timedelta(seconds=self._elapsed())
