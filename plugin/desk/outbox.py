"""The outbox: a shop's messages in the groups in which a merchant thinks of them, newest first, a page at a time.

Every message stands in the list at its due time, which moves with each wait and each attempt, so for a message that
was sent it is when it was sent. A page goes on behind the last row of the one before (no counting through a million
rows); each state is one range of an index, and the ranges are laid together here."""

from __future__ import annotations

import heapq
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from plugin.clock import instant, local_date
from plugin.desk.asked import id_in
from plugin.desk.place import Place, place_in, place_of
from plugin.desk.who import Who, names_of
from plugin.events import Channel, Purpose
from plugin.flows.registry import FLOWS
from plugin.model.message import FINAL, OPEN, Message, State
from plugin.shops import Shop
from plugin.usage import month_of

AHEAD = timedelta(hours=24)
PER_PAGE = 50
_OF_ONE_CUSTOMER = 1000  # more than anybody is ever sent
_MOST = 10_000  # what is counted at most
_NOT_SENT = FINAL - {State.ACCEPTED, State.FAILED}
GROUPS: dict[str, frozenset[State]] = {
    "scheduled": frozenset({State.PLANNED, State.RETRY, State.SENDING}),
    "held": frozenset({State.HELD}),
    "sent": frozenset({State.ACCEPTED}),
    "failed": frozenset({State.FAILED}),
    "unknown": frozenset({State.UNKNOWN}),
    "not_sent": frozenset(_NOT_SENT),
    "next": OPEN,  # … and due within a day
    "lost": FINAL - {State.ACCEPTED},  # not sent, or failed
    "all": frozenset(State),
}
_SOONEST_FIRST = frozenset({"scheduled", "held", "next"})
_PLACE = re.compile(r"(-?\d{1,18})-([A-Za-z0-9_.:-]{1,64})")
_COLUMNS: tuple[Any, ...] = (
    Message.id, Message.flow, Message.step, Message.channel, Message.customer_id, Message.state, Message.reason,
    Message.outcome, Message.due_at, Message.time_zone, Message.accepted_at, Message.to, Message.subject,
    Message.code, Message.segments,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """Which messages; "" and None mean any. `day` is a day of the shop; `days`: due in so many days up to now."""

    group: str = "scheduled"
    flow: str = ""
    channel: str = ""
    day: date | None = None
    days: int | None = None
    customer_id: int | None = None
    reason: str = ""
    purpose: str = ""
    month: date | None = None  # its first day; a month of the shop
    without: tuple[str, ...] = ()  # flows that are left out (plugin.desk.hidden)


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as the list shows it. `at` is when it was sent, or when it is due."""

    id: str
    flow: str
    step: int
    channel: Channel
    state: State
    reason: str | None
    outcome: str | None
    at: datetime
    due_at: datetime
    zone: str  # the recipient's
    who: Who
    subject: str | None
    code: str | None


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Shown]
    after: str | None  # where the next page begins; None: this is the last


def choice(
    group: str = "",
    flow: str = "",
    channel: str = "",
    day: str = "",
    days: str = "",
    customer: str = "",
    reason: str = "",
    purpose: str = "",
    month: str = "",
) -> Choice:
    """What an address asks for; what nobody knows counts as not asked."""
    return Choice(
        group=group if group in GROUPS else "scheduled",
        flow=flow if flow in FLOWS else "",
        channel=channel if channel in set(Channel) else "",
        day=_day(day),
        days=int(days) if days.isdecimal() and len(days) < 4 else None,
        customer_id=id_in(customer),
        reason=reason if re.fullmatch(r"[a-z_]{1,64}", reason) else "",
        purpose=purpose if purpose == Purpose.PROMOTIONAL else "",
        month=_day(f"{month}-01") if month else None,
    )


def listed(
    session: Session, shop: Shop, chosen: Choice, now: datetime, *, after: str = "", per_page: int = PER_PAGE
) -> Page:
    """One page: what is to come the soonest first, everything else the newest first. `after` is the place that the
    page before ended with; one that makes no sense begins at the beginning."""
    up = chosen.group in _SOONEST_FIRST
    place = place_in(after, _PLACE)
    if chosen.customer_id is not None:
        found = _of_customer(session, shop, chosen, now, place, up, per_page + 1)
    else:
        ranges = [
            session.execute(_range(shop, chosen, now, state, place, up).limit(per_page + 1)).all()
            for state in sorted(GROUPS[chosen.group])
        ]
        found = list(heapq.merge(*ranges, key=_key, reverse=not up))[: per_page + 1]
    shown, more = found[:per_page], found[per_page:]
    people = names_of(session, shop, {row.customer_id for row in shown if row.customer_id is not None})
    rows = [_shown(shop, row, people) for row in shown]
    return Page(rows, place_of(*_key(shown[-1])) if more else None)


def count(session: Session, shop: Shop, chosen: Choice, now: datetime, most: int = _MOST) -> int:
    """How many messages these are; `most` where there are more."""
    total = 0
    for state in sorted(GROUPS[chosen.group]):
        rows = (
            _filtered(select(Message.id), shop, chosen, now).where(Message.state == state.value).limit(most - total)
        )
        total += session.scalar(select(func.count()).select_from(rows.subquery())) or 0
        if total >= most:
            break
    return total


def _range(shop: Shop, chosen: Choice, now: datetime, state: State, place: Place | None, up: bool) -> Select[Any]:
    rows = _filtered(select(*_COLUMNS), shop, chosen, now).where(Message.state == state.value)
    if place is not None:
        at, id = place
        later = Message.due_at > at if up else Message.due_at < at
        edge = Message.due_at >= at if up else Message.due_at <= at
        rows = rows.where(edge, or_(later, Message.id > id if up else Message.id < id))
    return rows.order_by(*((Message.due_at, Message.id) if up else (Message.due_at.desc(), Message.id.desc())))


def _filtered(rows: Select[Any], shop: Shop, chosen: Choice, now: datetime) -> Select[Any]:
    rows = rows.where(Message.shop_id == shop.id)
    if chosen.flow:
        rows = rows.where(Message.flow == chosen.flow)
    if chosen.without:
        rows = rows.where(Message.flow.not_in(chosen.without))
    if chosen.channel:
        rows = rows.where(Message.channel == chosen.channel)
    if chosen.reason:
        rows = rows.where(Message.reason == chosen.reason)
    if chosen.customer_id is not None:
        rows = rows.where(Message.customer_id == chosen.customer_id)
    if chosen.day is not None:
        begins, ends = day_of(shop, chosen.day)
        rows = rows.where(and_(Message.due_at >= begins, Message.due_at < ends))
    if chosen.purpose:
        rows = rows.where(Message.purpose == chosen.purpose)
    if chosen.month is not None:
        begins, ends = month_of(shop, chosen.month)
        rows = rows.where(and_(Message.due_at >= begins, Message.due_at < ends))
    if chosen.days is not None:
        rows = rows.where(and_(Message.due_at > now - timedelta(days=chosen.days), Message.due_at <= now))
    return rows.where(Message.due_at <= now + AHEAD) if chosen.group == "next" else rows


def day_of(shop: Shop, day: date) -> tuple[datetime, datetime]:
    """The first instant of a day of the shop, and of the next."""
    return (instant(day, time(0), shop.time_zone), instant(day + timedelta(days=1), time(0), shop.time_zone))


def today(shop: Shop, now: datetime) -> date:
    return local_date(now, shop.time_zone)


def _of_customer(
    session: Session,
    shop: Shop,
    chosen: Choice,
    now: datetime,
    place: Place | None,
    up: bool,
    most: int,
) -> list[Any]:
    """Few rows, found by their own index: chosen and sorted here."""
    rows = session.execute(_filtered(select(*_COLUMNS), shop, chosen, now).limit(_OF_ONE_CUSTOMER)).all()
    states = GROUPS[chosen.group]
    found = sorted((row for row in rows if State(row.state) in states), key=_key, reverse=not up)
    if place is not None:
        found = [row for row in found if (_key(row) > place if up else _key(row) < place)]
    return found[:most]


def _key(row: Any) -> Place:
    return row.due_at, row.id


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None


def _shown(shop: Shop, row: Any, people: dict[int, Who]) -> Shown:
    opened = shop.keys.open
    who = people.get(row.customer_id or 0, Who(row.customer_id, "")).at(opened("message.to", row.id, row.to))
    return Shown(
        id=row.id, flow=row.flow, step=row.step, channel=Channel(row.channel), state=State(row.state),
        reason=row.reason, outcome=row.outcome, at=row.accepted_at or row.due_at, due_at=row.due_at,
        zone=row.time_zone, who=who, subject=opened("message.subject", row.id, row.subject), code=row.code,
    )  # fmt: skip
