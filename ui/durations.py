"""Spans of time as a merchant types and reads them: a count and a unit."""

from __future__ import annotations

from datetime import timedelta

from ui.i18n import gettext as _
from ui.i18n import ngettext

_UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1), "s": timedelta(seconds=1)}


def parts(span: timedelta) -> tuple[int, str]:
    """Count and unit (d, h, m, s) in the largest unit that tells it whole; nothing at all is in minutes."""
    unit = next((unit for unit, one in _UNITS.items() if span and span % one == timedelta(0)), "m")
    return span // _UNITS[unit], unit


def units() -> list[tuple[str, str]]:
    """The choices of a form field."""
    return [("m", _("minutes")), ("h", _("hours")), ("d", _("days"))]


def words(span: timedelta) -> str:
    """ "7 days", "90 minutes", "at once"."""
    count, unit = parts(span)
    if not count:
        return _("at once")
    if unit == "d":
        return ngettext("%(num)s day", "%(num)s days", count)
    if unit == "h":
        return ngettext("%(num)s hour", "%(num)s hours", count)
    if unit == "m":
        return ngettext("%(num)s minute", "%(num)s minutes", count)
    return ngettext("%(num)s second", "%(num)s seconds", count)
