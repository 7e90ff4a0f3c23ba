"""On which day of a year a birthday is celebrated."""

from __future__ import annotations

import calendar
from datetime import date


def celebrated_on(month: int, day: int, year: int) -> date:
    """The birthday's date in `year`: 29 February is kept on the 28th in common years."""
    if (month, day) == (2, 29) and not calendar.isleap(year):
        return date(year, 2, 28)
    return date(year, month, day)
