"""On the customer's birthday, a personal code for that day only.

Goes `delay` after midnight where the customer lives (09:00 by default) and is useful until 20:00 there; the
code works from the first to the last minute of that local day. Who was born on 29 February celebrates on
the 28th in common years.

Silent for birthdays that were told less than 14 days ahead (the next one counts), for people who never
bought, and for a second birthday within 365 days, so that moving the date brings no second code.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from plugin.birthdays import celebrated_on
from plugin.clock import instant, local_date
from plugin.config import FlowSettings
from plugin.events import DayBegan, Due, Milestone, Purpose
from plugin.flows.flow import Decision, Flow, Plan, Profile, Skip, about_day
from plugin.flows.standing import valid_orders

NAME = "birthday"
TOLD_BEFORE = timedelta(days=14)
ONCE_PER = timedelta(days=365)  # to the day: from 29 February to the next year's 28th is enough
LAST_HOUR = time(20)


def decide(event: Milestone, profile: Profile, settings: FlowSettings) -> tuple[Decision, ...]:
    """One message for the local day that began, or that a due message is about."""
    about = _about(event)
    day = day_of(about)
    if day is None:
        return ()
    reason = _why_not(about, day, profile)
    if reason:
        return (Skip(reason, about),)
    wished = datetime.combine(day, time()) + settings.delay
    at = instant(wished.date(), wished.time(), profile.zone)
    until = instant(day, LAST_HOUR, profile.zone)
    if at >= until:
        return (Skip("stale", about),)
    begins, ends = (instant(one, time(), profile.zone) for one in (day, day + timedelta(days=1)))
    return (Plan(at, until, about, code_starts_at=begins, code_ends_at=ends),)


def day_of(about: str) -> date | None:
    """The local day in `customer:ID@YYYY-MM-DD`, or None for anything else."""
    kind, _, rest = about.partition(":")
    day = rest.partition("@")[2]
    return date.fromisoformat(day) if kind == "customer" and day else None


def _about(event: Milestone) -> str:
    if isinstance(event, DayBegan):
        return about_day(event.customer_id, event.day)
    return event.about if isinstance(event, Due) else ""


def _why_not(about: str, day: date, profile: Profile) -> str | None:
    if profile.flow_on_since is not None and day < local_date(profile.flow_on_since, profile.zone):
        return "history"
    if profile.birthday is None or celebrated_on(*profile.birthday, day.year) != day:
        return "birthday_changed"
    if not _was_told_in_time(day, profile):
        return "birthday_entered_late"
    if not valid_orders(profile):
        return "no_order"
    return "birthday_recently" if _had_one_recently(about, day, profile) else None


def _was_told_in_time(day: date, profile: Profile) -> bool:
    """A birthday of unknown age counts as new: the rule is there against dates entered for the code."""
    known_at = profile.birthday_known_at
    return known_at is not None and local_date(known_at, profile.zone) <= day - TOLD_BEFORE


def _had_one_recently(about: str, day: date, profile: Profile) -> bool:
    """Counts the days celebrated, not the instants: a move to another zone must not cost a birthday."""
    others = (day_of(sent.about) for sent in profile.sent if sent.flow == NAME and sent.about != about)
    return any(other is not None and day - other < ONCE_PER for other in others)


flow = Flow(
    name=NAME,
    purpose=Purpose.PROMOTIONAL,
    on=(DayBegan,),
    decide=decide,
    gives_code=True,
    code_prefix="BDAY",
    rank=30,
)
