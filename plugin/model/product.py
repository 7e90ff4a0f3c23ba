"""A product as far as messages need it, and what it is bought together with."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, Float, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from plugin.db.types import Json, Word
from plugin.model.base import Tenant


class Product(Tenant):
    __tablename__ = "product"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seen_at: Mapped[datetime]
    title: Mapped[str] = mapped_column(Text)
    handle: Mapped[str | None] = mapped_column(Text)
    is_active: Mapped[bool]
    in_stock: Mapped[bool]
    product_type: Mapped[str | None] = mapped_column(Text)
    vendor: Mapped[str | None] = mapped_column(Text)
    tags: Mapped[list[str]] = mapped_column(Json)
    image_url: Mapped[str | None] = mapped_column(Text)
    price: Mapped[str | None] = mapped_column(Word)  # decimal text, shop currency
    gone_at: Mapped[datetime | None]


class BoughtTogether(Tenant):
    """`other_id` is often bought with `product_id`; learned from the orders before `learned_at`."""

    __tablename__ = "bought_together"

    product_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    other_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int]  # valid orders with both
    lift: Mapped[float] = mapped_column(Float)
    score: Mapped[float] = mapped_column(Float)
    learned_at: Mapped[datetime]


class ProductView(Tenant):
    """How often a product was looked at on a local day of the shop, as far as its web pixel told. Anybody can tell
    such a thing, so these are figures to look at and nothing is decided by them."""

    __tablename__ = "product_view"
    __table_args__ = (Index("ix_product_view_day", "shop_id", "day"),)

    product_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    views: Mapped[int]
