"""The hours in which the law (or good manners) lets a message arrive, as a dated table.

As of 2026-11-22. Every window is local to the recipient and half-open: it may go at the opening minute and
no more at the closing minute. Merchants' own hours narrow promotional windows and never widen one.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache

from plugin.config import Window
from plugin.events import Channel, Purpose
from plugin.policy.regions import EU_EEA, FRANCE, UNITED_STATES
from plugin.policy.verdict import Facts

Span = tuple[int, int]  # minutes after local midnight, the end exclusive

DAY: Span = (0, 24 * 60)
PROMOTIONAL_EMAIL: Span = (9 * 60, 20 * 60)  # trust, section 4
SERVICE_SMS: Span = (8 * 60, 21 * 60)  # 47 CFR 64.1200(c)(1): 8 to 21 at the called party's location
SHIPMENT_PROBLEMS = frozenset({"shipment_problem"})  # the one kind of text that may wake somebody


@dataclass(frozen=True, slots=True)
class Week:
    """SMS hours of one region; None: closed that day."""

    weekdays: Span
    saturday: Span | None
    sunday: Span | None
    holidays: str | None = None  # country whose public holidays are closed

    def on(self, day: date) -> Span | None:
        if self.holidays and day in _public_holidays(self.holidays, day.year):
            return None
        return {5: self.saturday, 6: self.sunday}.get(day.weekday(), self.weekdays)


def _hours(opens: int, closes: int) -> Span:
    return opens * 60, closes * 60


# Texas Bus. & Com. Code 301.051: Sundays from noon. State telemarketing acts end at 20:00 (Fla. Stat. 501.616).
_US = Week(_hours(10, 20), _hours(10, 20), _hours(12, 20))
# Rhode Island's telemarketing act (R.I. Gen. Laws ch. 5-61): weekdays until 18:00, weekends until 17:00.
_RHODE_ISLAND = Week(_hours(10, 18), _hours(10, 17), _hours(12, 17))
# CRTC Unsolicited Telecommunications Rules, part III: weekends 10:00 to 18:00.
_CANADA = Week(_hours(10, 20), _hours(10, 18), _hours(10, 18))
# Décret 2022-1313 (hours) and the AF2M charter (no Sundays, no public holidays).
_FRANCE = Week(_hours(10, 20), _hours(10, 20), None, holidays="FR")
# Codes of conduct of the national marketing associations: not on Sundays.
_EUROPE = Week(_hours(9, 20), _hours(9, 20), None)
_ELSEWHERE = Week(_hours(9, 20), _hours(9, 20), _hours(9, 20))

_BY_COUNTRY: tuple[tuple[Container[str], Week], ...] = (
    (UNITED_STATES, _US), ({"CA"}, _CANADA), (FRANCE, _FRANCE), ({"GB"} | EU_EEA, _EUROPE),
)  # fmt: skip


def open_spans(facts: Facts, day: date) -> tuple[Span, ...]:
    """When this message may arrive on that local date: the law, the flow's hours and, if it is promotional,
    the merchant's. () where the day is closed."""
    legal = legal_hours(facts, day)
    if legal is None:
        return ()
    spans: tuple[Span, ...] = (legal,)
    if facts.hours is not None:
        spans = _overlaps(spans, (_hours(*facts.hours),))
    if facts.purpose is Purpose.PROMOTIONAL:
        spans = _overlaps(spans, _merchant_spans(facts))
    return spans


def legal_hours(facts: Facts, day: date) -> Span | None:
    """The outer window for this message's channel, purpose and place, whatever anybody sets."""
    if facts.channel is Channel.EMAIL:
        return PROMOTIONAL_EMAIL if facts.purpose is Purpose.PROMOTIONAL else DAY
    if facts.purpose is Purpose.SERVICE:
        return DAY if facts.flow in SHIPMENT_PROBLEMS else SERVICE_SMS
    return _week(facts.country, facts.province).on(day)


def _week(country: str | None, province: str | None) -> Week:
    if country in UNITED_STATES and (province or "").upper().removeprefix("US-") == "RI":
        return _RHODE_ISLAND
    return next((week for countries, week in _BY_COUNTRY if country in countries), _ELSEWHERE)


def _merchant_spans(facts: Facts) -> tuple[Span, ...]:
    hours = facts.settings.quiet_hours
    return _spans(hours.sms if facts.channel is Channel.SMS else hours.email)


def _spans(window: Window) -> tuple[Span, ...]:
    opens, closes = _minute(window.opens), _minute(window.closes)
    if opens < closes:
        return ((opens, closes),)
    return (0, closes), (opens, DAY[1])


def _minute(at: time) -> int:
    return DAY[1] if at == time.max else at.hour * 60 + at.minute


def _overlaps(some: tuple[Span, ...], others: tuple[Span, ...]) -> tuple[Span, ...]:
    both = ((max(a[0], b[0]), min(a[1], b[1])) for a in some for b in others)
    return tuple(sorted(span for span in both if span[0] < span[1]))


@lru_cache(maxsize=64)
def _public_holidays(country: str, year: int) -> frozenset[date]:
    # A heavy import that only shops with French customers need.
    from holidays import country_holidays

    return frozenset(country_holidays(country, years=year))
