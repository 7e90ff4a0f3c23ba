"""What was ever told (events), and its way to the app (deliveries: the webhook queue)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from devstore.database import Base, UtcTime


class Event(Base):
    """One topic of one happening; several topics of one happening share `event_id`. `body` is frozen here."""

    __tablename__ = "event"
    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    event_id: Mapped[str]
    webhook_id: Mapped[str]
    body: Mapped[bytes]


class Delivery(Base):
    """One webhook on its way. It waits while `next_at` is set; `done_at` says that it was taken; with neither it
    was given up."""

    __tablename__ = "delivery"
    __table_args__ = (Index("delivery_due", "next_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    event_row: Mapped[int] = mapped_column(ForeignKey("event.id"))
    webhook_id: Mapped[str]
    uri: Mapped[str]
    name: Mapped[str | None]
    body: Mapped[bytes]
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None] = mapped_column(UtcTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcTime)
    answer: Mapped[str | None]  # "200", "500", "no answer in 5 s" …
    event: Mapped[Event] = relationship(lazy="joined")

    @property
    def state(self) -> str:
        if self.done_at is not None:
            return "taken"
        if self.next_at is None:
            return "given up"
        return "tried again later" if self.attempts else "waiting"
