"""One customer as they stand: who they are, what they bought, and what they may be sent, with the evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from plugin.desk.customers import Next, Standing, next_of, spent, standing
from plugin.desk.may_write import May, may_now
from plugin.desk.who import Who, names_of
from plugin.dossier import Dossier, load, subject_of
from plugin.events import Channel, Purpose
from plugin.model.customer import ConsentEntry, Customer
from plugin.model.message import Message, State
from plugin.projection.work import Work, final_id
from plugin.shops import Shop

_EVIDENCE = 20  # newest statements of a channel


@dataclass(frozen=True, slots=True)
class Statement:
    """An entry of the consent ledger. `is_theirs` False: said by somebody else at the same address."""

    channel: Channel
    state: str
    level: str | None
    at: datetime
    recorded_at: datetime
    source: str
    wording: str | None
    is_theirs: bool


@dataclass(frozen=True, slots=True)
class OneChannel:
    """A channel: the address, what counts, what every purpose may do now, and the statements, newest first."""

    standing: Standing
    address: str | None
    may: tuple[May, ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class OneCustomer:
    """`birthday` is month and day; `zone` and `country` are those by which they are written to."""

    id: int
    who: Who
    since: datetime | None
    gone_at: datetime | None
    city: str | None
    country: str | None
    zone: str
    locale: str | None
    birthday: tuple[int, int] | None
    orders: int
    spent: int
    last_order_at: datetime | None
    sent: int
    next: Next | None
    channels: tuple[OneChannel, ...]


def one_customer(session: Session, shop: Shop, id: int, now: datetime) -> OneCustomer | None:
    """The customer, or the one they were merged into; None if the shop has none of that id."""
    id = final_id(Work(session, shop, now), id)
    subject = subject_of(id, "")
    who = load(session, shop, [subject], now, for_policy=True).get(subject)
    if who is None or who.customer is None:
        return None
    orders = [order for order in who.orders if order.is_valid]
    profile_row = session.execute(
        select(Customer.created_at, Customer.birthday).where(Customer.shop_id == shop.id, Customer.id == id)
    ).one()
    return OneCustomer(
        id=id, who=names_of(session, shop, {id})[id].at(who.email), since=profile_row.created_at,
        gone_at=who.customer.gone_at, city=who.place.city, country=who.country, zone=who.zones[0], locale=who.locale,
        birthday=_birthday(shop, id, profile_row.birthday), orders=len(orders), spent=spent(who, shop.currency),
        last_order_at=max((order.created_at for order in orders), default=None), sent=_sent(session, shop, id),
        next=next_of(session, shop, {id}).get(id),
        channels=tuple(_channel(session, shop, who, channel) for channel in Channel),
    )  # fmt: skip


def _birthday(shop: Shop, id: int, sealed: bytes | None) -> tuple[int, int] | None:
    text = shop.keys.open("customer.birthday", id, sealed)
    if text is None:
        return None
    month, _dash, day = text.partition("-")
    return int(month), int(day)


def _sent(session: Session, shop: Shop, id: int) -> int:
    mine = (Message.shop_id == shop.id, Message.customer_id == id, Message.state == State.ACCEPTED.value)
    return session.scalar(select(func.count()).select_from(Message).where(*mine)) or 0


def _channel(session: Session, shop: Shop, who: Dossier, channel: Channel) -> OneChannel:
    may = tuple(may_now(who, channel, purpose) for purpose in Purpose)
    said = tuple(_statement(row, who.customer_id) for row in _entries(session, shop, who, channel))
    return OneChannel(standing(who, channel), who.address(channel), may, said)


def _entries(session: Session, shop: Shop, who: Dossier, channel: Channel) -> Any:
    hashed = who.address_hash(channel)
    theirs = [ConsentEntry.customer_id == who.customer_id]
    if hashed is not None:
        theirs.append(ConsentEntry.address_hash == hashed)
    return session.scalars(
        select(ConsentEntry)
        .where(ConsentEntry.shop_id == shop.id, ConsentEntry.channel == channel.value, or_(*theirs))
        .order_by(ConsentEntry.at.desc(), ConsentEntry.id.desc())
        .limit(_EVIDENCE)
    )


def _statement(row: ConsentEntry, customer_id: int | None) -> Statement:
    return Statement(
        channel=Channel(row.channel), state=row.state, level=row.level, at=row.at, recorded_at=row.recorded_at,
        source=row.source, wording=row.wording, is_theirs=row.customer_id == customer_id,
    )  # fmt: skip
