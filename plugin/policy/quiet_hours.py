"""Rule: a message arrives inside the hours everywhere its recipient may be.

The instant must lie inside the law's, the flow's and the merchant's hours in every candidate zone; else it
waits for the first instant that does.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from plugin.clock import instant, local_date
from plugin.policy.verdict import ALLOW, Facts, Later, Skip, Verdict
from plugin.policy.windows import DAY, open_spans

HORIZON = timedelta(days=35)  # longer than any closure by law and than the budget's longest window


def quiet_hours(facts: Facts) -> Verdict:
    opens = first_open(facts, facts.now)
    if opens is None:
        return Skip("no_open_hours")
    if opens > facts.now:
        return Later(opens, "quiet_hours")
    return ALLOW


def first_open(facts: Facts, at: datetime) -> datetime | None:
    """The first instant from `at` on, at most 35 days later, inside the hours in every candidate zone; None
    if there is none. Zones that never share an open hour: the least likely are left out until some do."""
    zones = facts.zones or ("UTC",)
    for count in range(len(zones), 0, -1):
        opens = _first_in_all(facts, at, zones[:count])
        if opens is not None:
            return opens
    return None


def _first_in_all(facts: Facts, at: datetime, zones: tuple[str, ...]) -> datetime | None:
    end, candidate = at + HORIZON, at
    while candidate <= end:
        moved = candidate
        for name in zones:
            opens = _first_in(facts, moved, name, end)
            if opens is None:
                return None
            moved = opens
        if moved == candidate:
            return candidate
        candidate = moved
    return None


def _first_in(facts: Facts, at: datetime, zone_name: str, end: datetime) -> datetime | None:
    day = local_date(at, zone_name)
    last = local_date(end, zone_name)
    while day <= last:
        for opens, closes in open_spans(facts, day):
            if at < _minute_of(day, closes, zone_name):
                return max(at, _minute_of(day, opens, zone_name))
        day += timedelta(days=1)
    return None


@lru_cache(maxsize=65_536)  # due messages share few days and zones
def _minute_of(day: date, minute: int, zone_name: str) -> datetime:
    if minute == DAY[1]:
        return instant(day + timedelta(days=1), time(0), zone_name)
    return instant(day, time(minute // 60, minute % 60), zone_name)
