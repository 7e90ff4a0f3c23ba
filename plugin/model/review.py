"""What a buyer wrote about an item they received."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from plugin.db.types import Sealed, Word
from plugin.model.base import Tenant


class Review(Tenant):
    __tablename__ = "review"
    __table_args__ = (Index("ix_review_order", "shop_id", "order_id"),)

    id: Mapped[str] = mapped_column(Word, primary_key=True)  # of order and line: a second writing edits the first
    order_id: Mapped[int]
    line_id: Mapped[int]
    product_id: Mapped[int]
    customer_id: Mapped[int | None]
    message_id: Mapped[str] = mapped_column(Word)
    stars: Mapped[int]
    title: Mapped[bytes | None] = mapped_column(Sealed)
    text: Mapped[bytes | None] = mapped_column(Sealed)
    is_verified: Mapped[bool]
    state: Mapped[str] = mapped_column(Word)  # waiting: for the merchant to look at
    written_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
