"""The first queue: everything that came in, verified, raw and encrypted, unique per delivery."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from plugin.db.types import Sealed, Word
from plugin.model.base import Base, SerialId


class InboxState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    NO_EFFECT = "no_effect"  # a topic that nothing reads yet
    REJECTED = "rejected"  # signed, but not what its topic promises, or not this shop's


class InboxItem(Base):
    __tablename__ = "inbox_item"
    __table_args__ = (
        UniqueConstraint("shop_id", "topic", "delivery_key"),
        Index("ix_inbox_item_waiting", "shop_id", "wake_at", "id"),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    shop_id: Mapped[int] = mapped_column(ForeignKey("shop.id", ondelete="CASCADE"))
    source: Mapped[str] = mapped_column(Word)  # platform, provider, shopper
    topic: Mapped[str] = mapped_column(Text)
    delivery_key: Mapped[str] = mapped_column(Text)
    event_id: Mapped[str | None] = mapped_column(Text)
    triggered_at: Mapped[datetime]
    received_at: Mapped[datetime]
    body: Mapped[bytes | None] = mapped_column(Sealed)
    body_hash: Mapped[str] = mapped_column(Word)
    state: Mapped[str] = mapped_column(Word)
    reason: Mapped[str | None] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(default=0)
    wake_at: Mapped[datetime | None]  # when to look at it; None: nothing to do
    lease_token: Mapped[str | None] = mapped_column(Word)
    done_at: Mapped[datetime | None]
