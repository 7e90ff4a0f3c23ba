"""What a buyer wrote about an item they received, and what the platform was last told about it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from plugin.db.types import Sealed, Word
from plugin.model.base import Tenant


class ReviewState(StrEnum):
    WAITING = "waiting"  # for the merchant to look at
    PUBLISHED = "published"
    HIDDEN = "hidden"  # for one of the listed reasons


class Review(Tenant):
    __tablename__ = "review"
    __table_args__ = (
        Index("ix_review_order", "shop_id", "order_id"),
        Index("ix_review_product", "shop_id", "product_id", "state", "written_at"),
        Index("ix_review_state", "shop_id", "state", "written_at"),
    )

    id: Mapped[str] = mapped_column(Word, primary_key=True)  # of order and line: a second writing edits the first
    order_id: Mapped[int]
    line_id: Mapped[int]
    product_id: Mapped[int]
    customer_id: Mapped[int | None]
    message_id: Mapped[str] = mapped_column(Word)
    stars: Mapped[int]
    title: Mapped[bytes | None] = mapped_column(Sealed)
    text: Mapped[bytes | None] = mapped_column(Sealed)
    name: Mapped[bytes | None] = mapped_column(Sealed)  # to be shown with it, as its writer chose; None: no name
    is_verified: Mapped[bool]
    state: Mapped[str] = mapped_column(Word)
    hidden_for: Mapped[str | None] = mapped_column(Word)
    written_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]


class ProductRating(Tenant):
    """A product whose published reviews have changed at some time. `due_at` None: the platform knows, or will not
    be told (`problem`). What it is told is counted from the reviews themselves."""

    __tablename__ = "product_rating"
    __table_args__ = (Index("ix_product_rating_due", "shop_id", "due_at"),)

    product_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(default=0)  # +1 with every change: one that comes while telling is told too
    due_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None] = mapped_column(Text)  # why it was not told; nothing personal
    told_at: Mapped[datetime | None]
