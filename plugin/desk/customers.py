"""The customers of a shop, the newest first, a page at a time; and finding one.

Names and addresses are sealed, so nobody is found by a part of a name: an address or a number is looked up by its
keyed hash, an order by its number. Who may be written to is no column but what the rules say, so a filter looks at
customer after customer, at most so many for one page; a page may therefore be short and still have a next one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select, union
from sqlalchemy.orm import Session

from plugin.desk.may_write import answer_of, blocked, may_ever
from plugin.desk.who import Who, names_of
from plugin.dossier import Dossier, Subject, load
from plugin.events import Channel, ConsentState
from plugin.model.customer import Customer, Suppression
from plugin.model.message import OPEN, Message
from plugin.model.order import Order
from plugin.places import home_of, normal_email, normal_phone
from plugin.shops import Shop

PER_PAGE = 50
LOOKED_AT = 600  # customers that a filter looks at for one page
_CHUNK = 100
_FOUND = 20  # customers that one look-up shows at most
_LONGEST = 254


@dataclass(frozen=True, slots=True)
class Choice:
    """Which customers; False means any."""

    email: bool = False  # may be sent promotional e-mails
    sms: bool = False  # … texts
    bought: bool = False  # has an order that counts
    blocked: bool = False  # an address of theirs must never be written to

    @property
    def is_any(self) -> bool:
        return not (self.email or self.sms or self.bought or self.blocked)


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody said about a channel (None: nothing), and what keeps promotion from them (None: nothing)."""

    channel: Channel
    said: ConsentState | None
    reason: str | None
    blocked: str | None


@dataclass(frozen=True, slots=True)
class Next:
    """The open message that is due first."""

    id: str
    flow: str
    channel: Channel
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """One customer as the list shows them. Orders are those that count: paid, no test, not cancelled."""

    id: int
    who: Who
    orders: int
    spent: int  # minor units of the shop's money, refunds taken off
    last_order_at: datetime | None
    standings: tuple[Standing, ...]
    next: Next | None


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Row]
    after: int | None  # the id that the next page begins behind; None: this is the last
    is_cut: bool = False  # it is short because enough customers were looked at


def listed(
    session: Session, shop: Shop, chosen: Choice, now: datetime, *, after: int | None = None, per_page: int = PER_PAGE
) -> Page:
    """One page, the newest customers first; `after` is the place that the page before ended with."""
    found: list[Dossier] = []
    looked = 0
    while looked < LOOKED_AT:
        ids = session.scalars(_ids(shop, chosen, after).limit(_CHUNK)).all()
        for who in _dossiers(session, shop, ids, now):
            if len(found) == per_page:
                return Page(_rows(session, shop, found), found[-1].customer_id)
            if _matches(who, chosen):
                found.append(who)
        if len(ids) < _CHUNK:
            return Page(_rows(session, shop, found), None)
        looked, after = looked + len(ids), ids[-1]
    return Page(_rows(session, shop, found), after, is_cut=True)


def look_up(session: Session, shop: Shop, text: str, now: datetime) -> list[Row]:
    """The customers with exactly this e-mail address, number, order number or id of Shopify's."""
    ids = set(session.scalars(_like(shop, text.strip()[:_LONGEST]).limit(_FOUND)).all())
    return _rows(session, shop, _dossiers(session, shop, sorted(ids, reverse=True), now))


def _like(shop: Shop, text: str) -> Select[Any]:
    mine = select(Customer.id).where(Customer.shop_id == shop.id, Customer.merged_into.is_(None))
    email = normal_email(text)
    if email is not None:
        return mine.where(Customer.email_hash == shop.keys.lookup("email", email))
    ways: list[ColumnElement[bool]] = [Customer.id.in_(_owners(shop, text))]
    phone = normal_phone(text, shop.country or home_of(shop.time_zone))
    if phone is not None:
        ways.append(Customer.phone_hash == shop.keys.lookup("phone", phone))
    if text.isdecimal() and len(text) < 19:
        ways.append(Customer.id == int(text))
    return mine.where(or_(*ways))


def _owners(shop: Shop, text: str) -> Select[Any]:
    """Whose order has this number, with or without the sign before it."""
    bare = text.removeprefix("#")
    names = Order.name.in_([bare, f"#{bare}"])
    return select(Order.customer_id).where(Order.shop_id == shop.id, names, Order.customer_id.is_not(None))


def _ids(shop: Shop, chosen: Choice, after: int | None) -> Select[Any]:
    rows = select(Customer.id).where(Customer.shop_id == shop.id, Customer.merged_into.is_(None))
    if after is not None:
        rows = rows.where(Customer.id < after)
    if chosen.blocked:
        rows = rows.where(Customer.id.in_(_suppressed(shop)))
    if chosen.bought:
        theirs = (Order.shop_id == shop.id, Order.customer_id == Customer.id)
        rows = rows.where(exists().where(*theirs))
    return rows.order_by(Customer.id.desc())


def _suppressed(shop: Shop) -> Select[Any]:
    ways = ((Customer.email_hash, Channel.EMAIL), (Customer.phone_hash, Channel.SMS))
    found = union(
        *(
            select(Customer.id)
            .join(Suppression, Suppression.address_hash == hashed)
            .where(Customer.shop_id == shop.id, Suppression.shop_id == shop.id, Suppression.channel == channel.value)
            for hashed, channel in ways
        )
    ).subquery()
    return select(found.c.id)


def _matches(who: Dossier, chosen: Choice) -> bool:
    if chosen.bought and not any(order.is_valid for order in who.orders):
        return False
    wanted = [channel for channel, asked in zip(Channel, (chosen.email, chosen.sms), strict=True) if asked]
    return all(may_ever(who, channel).is_yes for channel in wanted)


def _dossiers(session: Session, shop: Shop, ids: Sequence[int], now: datetime) -> Iterator[Dossier]:
    found = load(session, shop, [Subject(id) for id in ids], now, for_policy=True)
    return (found[Subject(id)] for id in ids if Subject(id) in found)


def _rows(session: Session, shop: Shop, found: Iterator[Dossier] | list[Dossier]) -> list[Row]:
    people = {who.customer_id: who for who in found if who.customer_id is not None}
    names, coming = names_of(session, shop, people.keys()), next_of(session, shop, people.keys())
    return [_row(shop, who, names[id], coming.get(id)) for id, who in people.items() if id in names]


def _row(shop: Shop, who: Dossier, name: Who, coming: Next | None) -> Row:
    orders = [order for order in who.orders if order.is_valid]
    return Row(
        id=name.customer_id or 0, who=name.at(who.email), orders=len(orders), spent=spent(who, shop.currency),
        last_order_at=max((order.created_at for order in orders), default=None),
        standings=tuple(standing(who, channel) for channel in Channel), next=coming,
    )  # fmt: skip


def spent(who: Dossier, currency: str) -> int:
    """Minor units paid in that currency by orders that count, less what was given back."""
    orders = [order for order in who.orders if order.is_valid and order.total.currency == currency]
    return sum(order.total.minor - sum(one.amount.minor for one in order.refunds) for order in orders)


def standing(who: Dossier, channel: Channel) -> Standing:
    said = answer_of(who, channel)
    return Standing(channel, said.state if said else None, may_ever(who, channel).reason, blocked(who, channel))


def next_of(session: Session, shop: Shop, ids: Collection[int]) -> dict[int, Next]:
    """The open message of each of these customers that is due first."""
    if not ids:
        return {}
    rows = session.execute(
        select(Message.customer_id, Message.id, Message.flow, Message.channel, Message.due_at).where(
            Message.shop_id == shop.id, Message.customer_id.in_(ids), Message.state.in_([one.value for one in OPEN])
        )
    )
    found: dict[int, list[Next]] = defaultdict(list)
    for row in rows:
        found[row.customer_id or 0].append(Next(row.id, row.flow, Channel(row.channel), row.due_at))
    return {id: min(some, key=lambda one: (one.due_at, one.id)) for id, some in found.items()}
