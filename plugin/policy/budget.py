"""Rule: the attention budget. Nobody gets more promotional messages than the caps, over all flows,
channels and addresses of that person, in rolling windows that end at the send instant.

The loser waits for the first free instant inside its hours and useful time, else it ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from plugin.events import Channel, Purpose
from plugin.policy.quiet_hours import first_open
from plugin.policy.verdict import ALLOW, Facts, Later, Skip, Verdict

Cap = tuple[timedelta, int, list[datetime]]  # window, how many, what counts against it (oldest first)


def budget(facts: Facts) -> Verdict:
    if facts.purpose is not Purpose.PROMOTIONAL:
        return ALLOW
    frees = first_free(facts)
    if frees is not None and frees <= facts.now:
        return ALLOW
    opens = first_open(facts, frees) if frees is not None else None
    if opens is None or opens >= facts.useful_until:
        return Skip("budget")
    return Later(opens, "budget")


def first_free(facts: Facts) -> datetime | None:
    """The first instant from now on at which one more message breaks no cap; None where a cap is 0.
    A window excludes its start: 24 hours to the second after the last one is free."""
    frees = facts.now
    for window, most, counted in _caps(facts):
        if most <= 0:
            return None
        if len(counted) >= most:
            frees = max(frees, counted[-most] + window)
    return frees


def _caps(facts: Facts) -> Iterator[Cap]:
    caps = facts.settings.budget
    all_of_them = sorted(recent.at for recent in facts.recent if recent.purpose is Purpose.PROMOTIONAL)
    yield timedelta(hours=24), caps.per_day, all_of_them
    yield timedelta(days=7), caps.per_week, all_of_them
    yield timedelta(days=30), caps.per_month, all_of_them
    if facts.channel is not Channel.SMS:
        return
    texts = sorted(
        recent.at for recent in facts.recent
        if recent.purpose is Purpose.PROMOTIONAL and recent.channel is Channel.SMS
    )  # fmt: skip
    yield timedelta(days=7), caps.sms_per_week, texts
    yield timedelta(days=30), caps.sms_per_month, texts
