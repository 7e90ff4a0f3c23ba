"""Dates as apps and spreadsheets write them. Which of two numbers is the day is decided once for a whole file."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from plugin.moving.wrong import Wrong
from plugin.words import said

_DAY_ZERO = datetime(1899, 12, 30, tzinfo=UTC)  # of Excel, for days after February 1900
_LAST_SERIAL = 80_000  # in the year 2119
_CLOCK = r"(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?: ?([AP]M))?)?"
_OFFSET = r" ?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_CLOCK}{_OFFSET}", re.I)
_NUMBERS = re.compile(rf"(\d{{1,2}})[/.-](\d{{1,2}})[/.-](\d{{4}}|\d{{2}}){_CLOCK}{_OFFSET}", re.I)
_NAMED = re.compile(rf"(\d{{1,2}})[- ]([a-z]{{3}})[a-z]*[- ](\d{{4}}|\d{{2}}){_CLOCK}{_OFFSET}", re.I)
_SERIAL = re.compile(r"(\d{4,5})(\.\d+)?")
_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
)}  # fmt: skip


class Order(StrEnum):
    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class Orders:
    """Which order the dates of a file prove."""

    def __init__(self) -> None:
        self.seen: set[Order] = set()
        self.is_needed = False  # there are dates that could be read either way

    def look(self, text: str) -> None:
        found = _NUMBERS.fullmatch(text.strip())
        if found is None:
            return
        first, second = int(found[1]), int(found[2])
        if first > 12 >= second:
            self.seen.add(Order.DAY_FIRST)
        elif second > 12 >= first:
            self.seen.add(Order.MONTH_FIRST)
        elif first != second:
            self.is_needed = True

    @property
    def proved(self) -> Order | None:
        """None: no date proves an order, or they contradict each other."""
        return next(iter(self.seen)) if len(self.seen) == 1 else None

    @property
    def contradict(self) -> bool:
        return len(self.seen) > 1


def moment(text: str, order: Order | None) -> datetime:
    """The instant, UTC where no zone is written. Raises Wrong; also for one that could be two days where `order` is
    None."""
    text = text.strip()
    try:
        return _iso(text) or _named(text) or _numbered(text, order) or _serial(text) or _unreadable()
    except (ValueError, OverflowError):
        raise Wrong(said("There is no such day. Write it like 2026-01-31.")) from None


def plain_day(text: str, order: Order | None) -> date:
    """The day as it is written, whatever its time or zone says. Raises Wrong."""
    found = _ISO.fullmatch(text.strip())
    if found is not None:
        text = "-".join(found.group(1, 2, 3))
    return moment(text, order).date()


def _iso(text: str) -> datetime | None:
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    return _at(int(found[1]), int(found[2]), int(found[3]), found.groups()[3:])


def _named(text: str) -> datetime | None:
    found = _NAMED.fullmatch(text)
    if found is None or found[2].lower() not in _MONTHS:
        return None
    return _at(_year(found[3]), _MONTHS[found[2].lower()], int(found[1]), found.groups()[3:])


def _numbered(text: str, order: Order | None) -> datetime | None:
    found = _NUMBERS.fullmatch(text)
    if found is None:
        return None
    first, second = int(found[1]), int(found[2])
    if first > 12 or second > 12:
        order = Order.DAY_FIRST if first > 12 else Order.MONTH_FIRST
    elif first != second and order is None:
        raise Wrong(said("This could be two different days. Write it like 2026-01-31."))
    day, month = (second, first) if order is Order.MONTH_FIRST else (first, second)
    return _at(_year(found[3]), month, day, found.groups()[3:])


def _serial(text: str) -> datetime | None:
    found = _SERIAL.fullmatch(text)
    if found is None or not 1_000 <= int(found[1]) <= _LAST_SERIAL:
        return None
    whole = _DAY_ZERO + timedelta(days=float(text))
    return (whole + timedelta(milliseconds=500)).replace(microsecond=0)


def _at(year: int, month: int, day: int, rest: tuple[str | None, ...]) -> datetime:
    hour, minute, second, half, offset = rest
    hours = int(hour or 0)
    if half is not None:
        hours = hours % 12 + (12 if half.upper() == "PM" else 0)
    there = datetime(year, month, day, hours, int(minute or 0), int(second or 0), tzinfo=UTC)
    return there - _shift(offset)


def _shift(offset: str | None) -> timedelta:
    if offset is None or not offset.startswith(("+", "-")):
        return timedelta(0)
    there = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
    return -there if offset.startswith("-") else there


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _unreadable() -> datetime:
    raise Wrong(said("This is no date that we can read. Write it like 2026-01-31."))
