"""The shop's messages as a person reads them: who, how, what, when, and why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_datetime
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plugin.clock import local
from plugin.model.customer import Customer
from plugin.model.message import Message, State
from plugin.reasons import sentence
from plugin.shops import Shop


@dataclass(frozen=True, slots=True)
class Shown:
    """One message. `at` is when it arrived, or when it is due."""

    id: str
    flow: str
    step: int
    channel: str
    state: str
    who: str
    to: str | None
    subject: str | None
    text: str | None
    segments: int | None
    code: str | None
    at: datetime
    zone: str
    why: str | None  # a sentence, where it has not gone

    @property
    def when(self) -> str:
        """In the recipient's time: "Wed 25 Nov 2026, 09:00"."""
        return words(self.at, self.zone)

    @property
    def has_arrived(self) -> bool:
        return self.state == State.ACCEPTED


def words(at: datetime, zone: str) -> str:
    return format_datetime(local(at, zone), "EEE d MMM y, HH:mm", locale="en_GB")


def shown(session: Session, shop: Shop, flow: str, about: str, step: int = 0) -> list[Shown]:
    """Every message of that flow and step about a subject, whatever its state; the newest first."""
    rows = session.scalars(
        select(Message)
        .where(Message.shop_id == shop.id, Message.flow == flow, Message.about == about, Message.step == step)
        .order_by(func.coalesce(Message.accepted_at, Message.due_at).desc(), Message.id)
    ).all()
    names = _names(session, shop, {row.customer_id for row in rows if row.customer_id is not None})
    return [_shown(shop, row, names) for row in rows]


def _names(session: Session, shop: Shop, ids: set[int]) -> dict[int, str]:
    rows = session.scalars(select(Customer).where(Customer.shop_id == shop.id, Customer.id.in_(ids)))
    return {row.id: _name(shop, row) for row in rows}


def _name(shop: Shop, row: Customer) -> str:
    parts = (
        shop.keys.open(f"customer.{column}", row.id, sealed)
        for column, sealed in (("first_name", row.first_name), ("last_name", row.last_name))
    )
    return " ".join(part for part in parts if part) or "A customer without a name"


def _shown(shop: Shop, row: Message, names: dict[int, str]) -> Shown:
    why = sentence(row.reason, words(row.due_at, row.time_zone)) if row.reason else None
    opened = shop.keys.open
    return Shown(
        id=row.id, flow=row.flow, step=row.step, channel=row.channel, state=row.state,
        who=names.get(row.customer_id or 0, "A guest"), to=opened("message.to", row.id, row.to),
        subject=opened("message.subject", row.id, row.subject), text=opened("message.text", row.id, row.text),
        segments=row.segments, code=row.code, at=row.accepted_at or row.due_at, zone=row.time_zone, why=why,
    )  # fmt: skip
