"""What people wrote about an item they received or about the shop, the pictures they added, and what the platform was
last told about it."""

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
    WITHDRAWN = "withdrawn"  # by who wrote it


class ReviewOf(StrEnum):
    ITEM = "item"
    SHOP = "shop"


class Review(Tenant):
    __tablename__ = "review"
    __table_args__ = (
        Index("ix_review_order", "shop_id", "order_id"),
        Index("ix_review_product", "shop_id", "product_id", "state", "written_at", "id"),
        Index("ix_review_stars", "shop_id", "product_id", "state", "stars", "written_at", "id"),
        Index("ix_review_helpful", "shop_id", "product_id", "state", "helpful", "written_at", "id"),
        Index("ix_review_state", "shop_id", "state", "written_at", "id"),
        Index("ix_review_of", "shop_id", "of", "state", "stars"),
        Index("ix_review_import", "shop_id", "import_id"),
        Index("ix_review_email", "shop_id", "email_hash"),
        Index("ix_review_handle", "shop_id", "product_handle"),
        Index("ix_review_text", "shop_id", "text_hash"),
    )

    id: Mapped[str] = mapped_column(Word, primary_key=True)  # of order and line: a second writing edits the first
    of: Mapped[str] = mapped_column(Word, default=ReviewOf.ITEM.value)
    order_id: Mapped[int | None]  # None: imported; then there is no line and no message either
    line_id: Mapped[int | None]  # None: of the shop
    product_id: Mapped[int | None]  # None: of the shop, or of a product that is not known here
    product_handle: Mapped[str | None] = mapped_column(Text)  # as an import names it
    customer_id: Mapped[int | None]
    message_id: Mapped[str | None] = mapped_column(Word)
    stars: Mapped[int]
    title: Mapped[bytes | None] = mapped_column(Sealed)
    text: Mapped[bytes | None] = mapped_column(Sealed)
    name: Mapped[bytes | None] = mapped_column(Sealed)  # to be shown with it, as its writer chose; None: no name
    email: Mapped[bytes | None] = mapped_column(Sealed)  # as an import names it
    email_hash: Mapped[str | None] = mapped_column(Word)
    video: Mapped[str | None] = mapped_column(Text)  # an https address
    may_reuse: Mapped[bool] = mapped_column(default=False)  # its writer agreed to words and pictures being used again
    incentive: Mapped[str | None] = mapped_column(Text)  # what was promised for it, alike for every rating
    is_verified: Mapped[bool]
    source: Mapped[str] = mapped_column(Word, default="encore")  # or the kind of the import
    import_id: Mapped[str | None] = mapped_column(Word)
    rest: Mapped[bytes | None] = mapped_column(Sealed)  # JSON: columns of the import that an export gives back
    state: Mapped[str] = mapped_column(Word)
    hidden_for: Mapped[str | None] = mapped_column(Word)
    is_featured: Mapped[bool] = mapped_column(default=False)
    reply: Mapped[bytes | None] = mapped_column(Sealed)  # the merchant's
    reply_is_public: Mapped[bool] = mapped_column(default=True)
    replied_at: Mapped[datetime | None]
    helpful: Mapped[int] = mapped_column(default=0)  # votes
    text_hash: Mapped[str | None] = mapped_column(Word)  # None: not looked through yet; "": too short to compare
    hints: Mapped[str | None] = mapped_column(Text)  # names of plugin.hints, a space between two; None: nothing
    written_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]  # when a person first published or hid it


class ReviewPhoto(Tenant):
    """A picture of a review, as we encoded it. `content` None: its address is known, but it is not fetched yet."""

    __tablename__ = "review_photo"
    __table_args__ = (
        Index("ix_review_photo_review", "shop_id", "review_id", "position"),
        Index("ix_review_photo_width", "shop_id", "width", "id"),  # 0: to be fetched, or not to be had
    )

    id: Mapped[str] = mapped_column(Word, primary_key=True)  # random: it stands in an address
    review_id: Mapped[str] = mapped_column(Word)
    position: Mapped[int]
    address: Mapped[str | None] = mapped_column(Text)  # where an import says it is
    content: Mapped[bytes | None] = mapped_column(Sealed)  # image/webp, the longer side at most 1,600 pixels
    small: Mapped[bytes | None] = mapped_column(Sealed)  # image/webp, at most 320
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None] = mapped_column(Text)  # why it could not be fetched
    added_at: Mapped[datetime]


class ReviewVote(Tenant):
    """Somebody found a review helpful."""

    __tablename__ = "review_vote"

    review_id: Mapped[str] = mapped_column(Word, primary_key=True)
    voter_hash: Mapped[str] = mapped_column(Word, primary_key=True)
    at: Mapped[datetime]


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
