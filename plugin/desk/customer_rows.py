"""A customer in one row: what they bought, what they agreed to, and what they get next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.desk.may_write import answer_of, blocked, may_ever
from plugin.desk.who import Who, names_of
from plugin.dossier import Dossier
from plugin.events import Channel, ConsentState
from plugin.model.message import OPEN, Message, State
from plugin.shops import Shop


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


def rows_of(session: Session, shop: Shop, found: Iterable[Dossier]) -> list[Row]:
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
    """The open message of each of these customers that is due first. The state is looked at here, not there: SQLite
    would walk all open messages."""
    if not ids:
        return {}
    rows = session.execute(
        select(Message.customer_id, Message.id, Message.flow, Message.channel, Message.due_at, Message.state).where(
            Message.shop_id == shop.id, Message.customer_id.in_(ids)
        )
    )
    found: dict[int, list[Next]] = defaultdict(list)
    for row in rows:
        if State(row.state) in OPEN:
            found[row.customer_id or 0].append(Next(row.id, row.flow, Channel(row.channel), row.due_at))
    return {id: min(some, key=lambda one: (one.due_at, one.id)) for id, some in found.items()}
