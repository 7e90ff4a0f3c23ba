"""What happened with one customer, as one line of time: orders, parcels, refunds, messages and what became of them,
consent, reviews, codes, and what was written in their cases. The newest comes first, a page at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from plugin.desk.place import read, written
from plugin.model.case import CaseEntry, EntryKind, SupportCase
from plugin.model.customer import ConsentEntry
from plugin.model.message import OPEN, Code, Message, MessageEvent, State
from plugin.model.order import Order, OrderLine, Parcel, Refund, Return
from plugin.model.review import Review
from plugin.shops import Shop

PER_PAGE = 40
_ORDERS, _MESSAGES, _STATEMENTS, _WRITTEN = (
    200,
    500,
    200,
    200,
)  # the newest so many are looked at: more than nearly anybody has


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened. `kind` says what; the rest is what that kind knows about it."""

    at: datetime
    kind: str  # ordered, cancelled, shipped, delivered, trouble, refunded, returned, message, told, said, wrote, …
    order: str | None = None  # the order's number
    items: tuple[str, ...] = ()
    minor: int | None = None  # money, in `currency`
    currency: str = ""
    message_id: str | None = None
    case_id: str | None = None
    flow: str | None = None
    channel: str | None = None
    state: str | None = None  # of a message or a consent; what a provider told; stars; a code's text
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """`before` is the place of the next page, None where there is none; `is_whole` False: they have more than is
    looked at."""

    moments: list[Moment]
    before: str | None
    is_whole: bool


def past_of(
    session: Session, shop: Shop, id: int, *, before: str = "", per_page: int = PER_PAGE,
    without: Collection[str] = (),
) -> Past:  # fmt: skip
    """One page, newest first; moments of one instant are never parted. `without`: flows of whose messages and codes
    nothing is told."""
    orders = session.scalars(_newest(shop, Order, Order.created_at, id).limit(_ORDERS)).all()
    messages = session.execute(_messages(shop, id).limit(_MESSAGES)).all()
    statements = session.scalars(_newest(shop, ConsentEntry, ConsentEntry.at, id).limit(_STATEMENTS)).all()
    written = session.execute(_written(shop, id).limit(_WRITTEN)).all()
    told = [
        *_of_orders(session, shop, orders), *_of_messages(session, shop, messages), *map(_said, statements),
        *_of_codes(session, shop, id), *map(_wrote, written),
    ]  # fmt: skip
    hidden = {row.id for row in messages if row.flow in without}
    told = [one for one in told if one.message_id not in hidden]
    told.sort(key=lambda one: (one.at, _LAST_FIRST.get(one.kind, 0)), reverse=True)
    is_whole = len(orders) < _ORDERS and len(messages) < _MESSAGES and len(statements) < _STATEMENTS
    is_whole = is_whole and len(written) < _WRITTEN
    return _page(told, before, per_page, is_whole)


_LAST_FIRST = {"cancelled": 3, "delivered": 2, "shipped": 1, "ordered": -1}  # of things of one instant


def _page(told: Sequence[Moment], before: str, per_page: int, is_whole: bool) -> Past:
    place = read(before)
    left = [one for one in told if place is None or one.at < place]
    count = per_page
    while 0 < count < len(left) and left[count].at == left[count - 1].at:
        count += 1
    return Past(left[:count], written(left[count - 1].at) if count < len(left) else None, is_whole)


def _newest(shop: Shop, table: Any, at: Any, id: int) -> Any:
    return select(table).where(table.shop_id == shop.id, table.customer_id == id).order_by(at.desc())


def _messages(shop: Shop, id: int) -> Any:
    return (
        select(
            Message.id, Message.flow, Message.channel, Message.state, Message.reason, Message.due_at,
            Message.accepted_at,
        )
        .where(Message.shop_id == shop.id, Message.customer_id == id)
        .order_by(Message.due_at.desc())
    )  # fmt: skip


def _written(shop: Shop, id: int) -> Any:
    """Mails of theirs, and answers that were given elsewhere: those that were sent are messages."""
    theirs = and_(SupportCase.shop_id == CaseEntry.shop_id, SupportCase.id == CaseEntry.case_id)
    elsewhere = and_(CaseEntry.kind == EntryKind.ANSWERED.value, CaseEntry.message_id.is_(None))
    return (
        select(CaseEntry.at, CaseEntry.case_id, CaseEntry.by_mail)
        .join(SupportCase, theirs)
        .where(CaseEntry.shop_id == shop.id, SupportCase.customer_id == id, or_(CaseEntry.by_mail, elsewhere))
        .order_by(CaseEntry.at.desc())
    )


def _of_orders(session: Session, shop: Shop, orders: Sequence[Order]) -> Iterator[Moment]:
    names = {order.id: order.name for order in orders}
    currencies = {order.id: order.currency for order in orders}
    items: dict[int, list[str]] = {}
    for line in _belonging(session, shop, OrderLine, names):
        items.setdefault(line.order_id, []).append(f"{line.quantity} × {line.title}")
    for order in orders:
        bought = tuple(items.get(order.id, ()))
        yield Moment(order.created_at, "ordered", order.name, bought, order.total, order.currency)
        if order.cancelled_at is not None:
            yield Moment(order.cancelled_at, "cancelled", order.name)
    for parcel in _belonging(session, shop, Parcel, names):
        for at, kind in (
            (parcel.shipped_at, "shipped"), (parcel.delivered_at, "delivered"), (parcel.failed_at, "trouble"),
        ):  # fmt: skip
            if at is not None:
                yield Moment(at, kind, names[parcel.order_id], state=parcel.carrier)
    for one in _belonging(session, shop, Refund, names):
        yield Moment(one.at, "refunded", names[one.order_id], minor=one.amount, currency=currencies[one.order_id])
    for one in _belonging(session, shop, Return, names):
        yield Moment(one.requested_at, "returned", names[one.order_id], state=one.state)
    for one in _belonging(session, shop, Review, names):
        yield Moment(one.written_at, "reviewed", names[one.order_id], state=str(one.stars))


def _belonging(session: Session, shop: Shop, table: Any, names: Iterable[int]) -> Any:
    return session.scalars(select(table).where(table.shop_id == shop.id, table.order_id.in_(list(names)))).all()


def _of_messages(session: Session, shop: Shop, messages: Sequence[Any]) -> Iterator[Moment]:
    known = {row.id: row for row in messages}
    for row in messages:
        if State(row.state) in OPEN:  # has not happened yet
            continue
        yield Moment(
            row.accepted_at or row.due_at, "message", message_id=row.id, flow=row.flow, channel=row.channel,
            state=row.state, reason=row.reason,
        )  # fmt: skip
    handed = [row.id for row in messages if State(row.state) in {State.ACCEPTED, State.UNKNOWN, State.FAILED}]
    events = session.execute(
        select(MessageEvent.message_id, MessageEvent.at, MessageEvent.kind).where(
            MessageEvent.shop_id == shop.id, MessageEvent.message_id.in_(handed)
        )
    )
    for one in events:
        row = known[one.message_id]
        yield Moment(one.at, "told", message_id=row.id, flow=row.flow, channel=row.channel, state=one.kind)


def _wrote(row: Any) -> Moment:
    return Moment(row.at, "wrote" if row.by_mail else "answered", case_id=row.case_id)


def _said(row: ConsentEntry) -> Moment:
    return Moment(row.at, "said", channel=row.channel, state=row.state, reason=row.source)


def _of_codes(session: Session, shop: Shop, id: int) -> Iterator[Moment]:
    rows = session.execute(
        select(Code.code, Code.used_at, Code.message_id)
        .where(Code.shop_id == shop.id, Code.customer_id == id, Code.used_at.is_not(None))
        .limit(_MESSAGES)
    )
    for row in rows:
        yield Moment(row.used_at, "code_used", message_id=row.message_id, state=row.code)
