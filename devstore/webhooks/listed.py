"""The deliveries as a page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from devstore.model.events import Delivery


@dataclass(frozen=True, slots=True)
class Listed:
    """`state` is waiting, tried again later, taken or given up."""

    id: int
    topic: str
    happened_at: datetime
    state: str
    attempts: int
    answer: str | None
    next_at: datetime | None
    done_at: datetime | None
    webhook_id: str


def latest(session: Session, limit: int = 100) -> list[Listed]:
    """The newest first."""
    rows = session.scalars(select(Delivery).order_by(Delivery.id.desc()).limit(limit))
    return [
        Listed(
            row.id, row.event.topic, row.event.at, row.state, row.attempts, row.answer, row.next_at, row.done_at,
            row.webhook_id,
        )
        for row in rows
    ]  # fmt: skip


def send_again(session: Session, delivery_id: int, now: datetime) -> None:
    """Due once more, from the first attempt."""
    row = session.get_one(Delivery, delivery_id)
    row.attempts, row.next_at, row.done_at = 0, now, None
