"""Birthdays as people and apps write them, and the day on which one is celebrated."""

from __future__ import annotations

import calendar
import re
from datetime import date

# A time part is what some apps append to the date; it is the birthday's own midnight, so it is never shifted.
_WRITTEN = re.compile(r"(?:([0-9]{4})-|--)?([0-9]{2})-([0-9]{2})(?:[T ][0-9:.]+(?:Z|[+-][0-9:]{2,6})?)?")
_UNKNOWN_YEAR = 1004  # what apps agree to write where nobody knows it; a leap year
_LEAP_YEAR = 2000


def birthday_of(text: str) -> tuple[int, int] | None:
    """(month, day) of `1990-05-17` (with or without a time), `--05-17` or `05-17`; None for anything else.

    Year 1004 means unknown. `05/17/1990` is refused: which number is the day differs by country, and we never guess.
    """
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day = int(found[1] or _UNKNOWN_YEAR), int(found[2]), int(found[3])
    checked_in = _LEAP_YEAR if year == _UNKNOWN_YEAR else year
    try:
        date(checked_in, month, day)
    except ValueError:
        return None
    return month, day


def written_birthday(month: int, day: int, before: str | None) -> str:
    """The birthday as a date, `1004-05-17`. The year is that of the date it takes the place of (`before`), where that
    has one in which there is such a day."""
    found = _WRITTEN.fullmatch((before or "").strip())
    year = int((found and found[1]) or _UNKNOWN_YEAR)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return date(_UNKNOWN_YEAR, month, day).isoformat()


def celebrated_on(month: int, day: int, year: int) -> date:
    """The day of `year` on which the birthday falls; 29 February is kept on the 28th in common years."""
    if (month, day) == (2, 29) and not calendar.isleap(year):
        return date(year, 2, 28)
    return date(year, month, day)
