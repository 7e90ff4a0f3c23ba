"""The only reader of the time, and the arithmetic between UTC instants and local days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from importlib.resources import files
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class Clock(Protocol):
    """Where `now` comes from. Everything else in Encore is handed its time."""

    def now(self) -> datetime:
        """The current instant, aware, UTC."""
        ...


class SystemClock:
    """The wall clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class SpunClock:
    """A clock that stands still until it is moved: simulate, replay, demo and tests."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def now(self) -> datetime:
        return self.at

    def move_to(self, at: datetime) -> None:
        """Set the clock to `at` (aware); it may stand still but never goes back."""
        self.at = max(self.at, at.astimezone(UTC))

    def move_by(self, step: timedelta) -> None:
        self.at += step


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo | None:
    """The IANA zone of that name, or None for anything else (Rails names, paths, blanks)."""
    if not name or name not in zone_names():
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Every IANA zone name in the tzdata package; a name outside it never reaches the file system."""
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())


def local(at: datetime, zone_name: str) -> datetime:
    """`at` as the clock on the wall in that zone shows it; an unknown zone reads as UTC."""
    return at.astimezone(zone(zone_name) or UTC)


def local_date(at: datetime, zone_name: str) -> date:
    return local(at, zone_name).date()


def instant(day: date, at: time, zone_name: str) -> datetime:
    """The UTC instant of a local date and time. A time that a clock change leaves out gives the first
    instant after the gap; a time that comes twice gives the first."""
    tz = zone(zone_name) or UTC
    naive = datetime.combine(day, at)
    first = naive.replace(tzinfo=tz, fold=0)
    there = first.astimezone(UTC)
    if there.astimezone(tz).replace(tzinfo=None) == naive:
        return there
    return _end_of_gap(naive, tz)


def _end_of_gap(naive: datetime, tz: tzinfo) -> datetime:
    """In a gap the two readings (fold 0 and 1) straddle the change; search the second where it happens."""
    early = naive.replace(tzinfo=tz, fold=1).astimezone(UTC)
    late = naive.replace(tzinfo=tz, fold=0).astimezone(UTC)
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if middle.astimezone(tz).replace(tzinfo=None) < naive:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)


def rfc3339(at: datetime | None) -> str | None:
    """ "2026-11-25T16:00:00Z", with a fraction only where there is one; None stays None."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")
