"""What waits to be worked on for one shop: deliveries that came in, and messages that are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plugin.model.inbox import InboxItem, InboxState
from plugin.model.message import OPEN, Message
from plugin.shops import Shop


@dataclass(frozen=True, slots=True)
class Queue:
    """`name` is "inbox" or "outbox". `oldest_at`: since when the first has waited; None: nothing waits."""

    name: str
    waiting: int
    oldest_at: datetime | None

    def age(self, now: datetime) -> timedelta:
        return max(timedelta(0), now - self.oldest_at) if self.oldest_at is not None else timedelta(0)


def queues(session: Session, shop: Shop, now: datetime) -> list[Queue]:
    """What could be worked on now: deliveries not looked at, messages whose time has come."""
    inbox = session.execute(
        select(func.count(), func.min(InboxItem.received_at)).where(
            InboxItem.shop_id == shop.id, InboxItem.state == InboxState.WAITING.value, InboxItem.wake_at <= now
        )
    ).one()
    due = session.execute(
        select(func.count(), func.min(Message.wake_at)).where(
            Message.shop_id == shop.id, Message.state.in_([state.value for state in OPEN]), Message.wake_at <= now
        )
    ).one()
    return [Queue("inbox", *inbox), Queue("outbox", *due)]
