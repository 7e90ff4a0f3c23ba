"""How long what could not be told waits."""

from __future__ import annotations

from datetime import timedelta

_DOUBLINGS = 10


def wait_after(tries: int, first: timedelta, longest: timedelta) -> timedelta:
    """Before the next try, after so many that failed: twice as long every time, up to the longest."""
    return min(first * (1 << min(tries, _DOUBLINGS)), longest)
