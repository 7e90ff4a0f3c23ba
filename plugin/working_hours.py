"""Hours in which somebody is at work in a shop: Monday to Friday, 9 to 18 by its own clock. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from plugin.clock import instant, local, local_date

BEGINS, ENDS = time(9), time(18)
_SATURDAY = 5
_DAY = timedelta(days=1)


def after_working(at: datetime, hours: timedelta, zone: str) -> datetime:
    """The instant at which so many working hours have passed since `at`."""
    day, left = local_date(at, zone), hours
    while True:
        if day.weekday() < _SATURDAY:
            begins, ends = instant(day, BEGINS, zone), instant(day, ENDS, zone)
            start = max(at, begins)
            if start + left <= ends:
                return local(start + left, zone).astimezone(at.tzinfo)
            left -= max(ends - start, timedelta(0))
        day += _DAY
