"""Hours in which somebody is at work in a shop: Monday to Friday, 9 to 18 by its own clock. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from plugin.clock import instant, local, local_date

BEGINS, ENDS = time(9), time(18)
_SATURDAY = 5
_DAY = timedelta(days=1)
_LONG = timedelta(hours=ENDS.hour - BEGINS.hour)  # a working day


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


def worked(since: datetime, until: datetime, zone: str) -> timedelta:
    """The working time between two instants; none where the second is the earlier."""
    return max(timedelta(0), _clocked(until, zone) - _clocked(since, zone))


def _clocked(at: datetime, zone: str) -> timedelta:
    """The working time since the calendar's first day, which was a Monday. No clock is changed while people work."""
    there = local(at, zone)
    weeks, weekday = divmod(there.toordinal() - 1, 7)
    so_far = timedelta(hours=there.hour - BEGINS.hour, minutes=there.minute, seconds=there.second)
    today = min(max(so_far, timedelta(0)), _LONG) if weekday < _SATURDAY else timedelta(0)
    return (weeks * _SATURDAY + min(weekday, _SATURDAY)) * _LONG + today
