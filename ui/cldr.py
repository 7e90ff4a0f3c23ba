"""Dates, times, numbers and money as the reader writes them (CLDR, by Babel). Loaded when a page first shows one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, format_timedelta
from babel.numbers import format_currency, format_decimal, get_currency_precision

from plugin.clock import local
from ui.i18n import language


def locale() -> Locale:
    """The locale of this answer's language."""
    return _parsed(language())


def day(at: datetime | date | None, zone: str = "UTC", style: str = "medium") -> str:
    """A date as the reader writes it, in that zone; "" for None."""
    if at is None:
        return ""
    shown = local(at, zone).date() if isinstance(at, datetime) else at
    return format_date(shown, style, locale=locale())


def day_of_year(month: int, day: int) -> str:
    """A day without its year, as the reader writes it."""
    return format_skeleton("MMMMd", date(2024, month, day), locale=locale())


def month(name: str) -> str:
    """A month by its name like "2026-06", as the reader writes it."""
    return format_skeleton("yMMM", date.fromisoformat(f"{name}-01"), locale=locale())


def moment(at: datetime | None, zone: str = "UTC") -> str:
    """Date and time to the minute in that zone; "" for None."""
    if at is None:
        return ""
    there = local(at, zone)
    return f"{format_date(there.date(), 'medium', locale=locale())}, {there:%H:%M}"


def clock(at: datetime | None, zone: str = "UTC") -> str:
    """The time of day to the minute in that zone; "" for None."""
    return "" if at is None else format_time(local(at, zone).time(), "short", locale=locale())


def span(length: timedelta | None) -> str:
    """A length of time in its largest unit, such as "3 minutes"; "" for None."""
    return "" if length is None else format_timedelta(length, threshold=1.2, locale=locale())


def money(minor: int | None, currency: str) -> str:
    """Minor units as the reader writes an amount of that currency; "" for None."""
    if minor is None:
        return ""
    return format_currency(minor / 10 ** get_currency_precision(currency), currency, locale=locale())


def number(value: int | float | None) -> str:
    """A number with the reader's separators; "" for None."""
    return "" if value is None else format_decimal(value, locale=locale())


@cache
def _parsed(code: str) -> Locale:
    return Locale.parse(code)
