"""The customers of a shop, the newest first, a page at a time; and finding one.

Names and addresses are sealed, so nobody is found by a part of a name: an address or a number is looked up by its
keyed hash, an order by its number. Who may be written to is no column but what the rules say, so a filter looks at
customer after customer, at most so many for one page; a page may therefore be short and still have a next one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, select, union
from sqlalchemy.orm import Session

from plugin.desk.customer_rows import Row, rows_of
from plugin.desk.may_write import may_ever
from plugin.dossier import Dossier, Subject, load
from plugin.events import Channel
from plugin.model.customer import Customer, Suppression
from plugin.model.order import Order
from plugin.places import home_of, normal_email, normal_phone
from plugin.shops import Shop

PER_PAGE = 50
LOOKED_AT = 400  # customers that a filter looks at for one page
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
        size = per_page + 1 if chosen.is_any else _CHUNK
        ids = session.scalars(_ids(shop, chosen, after).limit(size)).all()
        for who in _dossiers(session, shop, ids, now):
            if len(found) == per_page:
                return Page(rows_of(session, shop, found), found[-1].customer_id)
            if _matches(who, chosen):
                found.append(who)
        if len(ids) < size:
            return Page(rows_of(session, shop, found), None)
        looked, after = looked + len(ids), ids[-1]
    return Page(rows_of(session, shop, found), after, is_cut=True)


def look_up(session: Session, shop: Shop, text: str, now: datetime) -> list[Row]:
    """The customers with exactly this e-mail address, number, order number or id of Shopify's."""
    return rows_of(session, shop, _dossiers(session, shop, ids_found(session, shop, text), now))


def ids_found(session: Session, shop: Shop, text: str) -> list[int]:
    """The ids of the same, the newest first."""
    ids = {id for way in _ways(shop, text.strip()[:_LONGEST]) for id in session.scalars(way.limit(_FOUND))}
    known = sorted((id for id in ids if id is not None), reverse=True)  # an order of a guest is nobody's
    return known[:_FOUND]


def _ways(shop: Shop, text: str) -> Iterator[Select[Any]]:
    """Each is a look-up in an index of its own; together they would walk through all customers."""
    mine = select(Customer.id).where(Customer.shop_id == shop.id, Customer.merged_into.is_(None))
    email, phone = normal_email(text), normal_phone(text, shop.country or home_of(shop.time_zone))
    if email is not None:
        yield mine.where(Customer.email_hash == shop.keys.lookup("email", email))
    if phone is not None:
        yield mine.where(Customer.phone_hash == shop.keys.lookup("phone", phone))
    if text.isdecimal() and len(text) < 19:
        yield mine.where(Customer.id == int(text))
    bare = text.removeprefix("#")  # an order's number, with or without the sign before it
    yield select(Order.customer_id).where(Order.shop_id == shop.id, Order.name.in_([bare, f"#{bare}"]))


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
    """From the few addresses to their customers, each by its index."""
    ways = ((Customer.email_hash, Channel.EMAIL), (Customer.phone_hash, Channel.SMS))
    found = union(*(_with_hash(shop, hashed, channel) for hashed, channel in ways)).subquery()
    return select(found.c.id)


def _with_hash(shop: Shop, hashed: Any, channel: Channel) -> Select[Any]:
    blocked_ones = select(Suppression.address_hash).where(
        Suppression.shop_id == shop.id, Suppression.channel == channel.value
    )
    return select(Customer.id).where(Customer.shop_id == shop.id, hashed.in_(blocked_ones))


def _matches(who: Dossier, chosen: Choice) -> bool:
    if chosen.bought and not any(order.is_valid for order in who.orders):
        return False
    wanted = [channel for channel, asked in zip(Channel, (chosen.email, chosen.sms), strict=True) if asked]
    return all(may_ever(who, channel).is_yes for channel in wanted)


def _dossiers(session: Session, shop: Shop, ids: Sequence[int], now: datetime) -> Iterator[Dossier]:
    found = load(session, shop, [Subject(id) for id in ids], now, for_policy=True)
    return (found[Subject(id)] for id in ids if Subject(id) in found)
