"""An order and what belongs to it. Times are the platform's; money is minor units of the named currency."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from plugin.db.types import Json, Sealed, Word
from plugin.model.base import Tenant


class Order(Tenant):
    __tablename__ = "orders"
    __table_args__ = (
        Index("ix_orders_customer", "shop_id", "customer_id", "created_at"),
        Index("ix_orders_name", "shop_id", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    customer_id: Mapped[int | None]
    name: Mapped[str] = mapped_column(Word)
    seen_at: Mapped[datetime]  # platform's updated_at of the newest view
    view_hash: Mapped[str] = mapped_column(Word)  # of the newest view: the same view again changes nothing
    created_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    paid_at_is_sure: Mapped[bool] = mapped_column(default=False)
    cancelled_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    is_test: Mapped[bool]
    is_gift: Mapped[bool]
    source: Mapped[str] = mapped_column(Text)
    currency: Mapped[str] = mapped_column(Word)
    total: Mapped[int]  # what the buyer owed when ordering
    total_seen_at: Mapped[datetime]  # of the view it was read from; the oldest view counts
    lines_hash: Mapped[str] = mapped_column(Word)
    presentment_currency: Mapped[str] = mapped_column(Word)
    presentment_total: Mapped[int]
    financial_status: Mapped[str | None] = mapped_column(Word)
    fulfilment_status: Mapped[str | None] = mapped_column(Word)
    email: Mapped[bytes | None] = mapped_column(Sealed)
    email_hash: Mapped[str | None] = mapped_column(Word)
    phone: Mapped[bytes | None] = mapped_column(Sealed)
    phone_hash: Mapped[str | None] = mapped_column(Word)
    locale: Mapped[str | None] = mapped_column(Word)
    country: Mapped[str | None] = mapped_column(Word)
    province: Mapped[str | None] = mapped_column(Word)
    city: Mapped[str | None] = mapped_column(Text)
    postcode: Mapped[str | None] = mapped_column(Word)
    status_url: Mapped[bytes | None] = mapped_column(Sealed)  # opens the order without a login
    codes: Mapped[list[str]] = mapped_column(Json)


class OrderLine(Tenant):
    __tablename__ = "order_line"
    __table_args__ = (Index("ix_order_line_product", "shop_id", "product_id"),)

    order_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int]
    product_id: Mapped[int | None]
    variant_id: Mapped[int | None]
    title: Mapped[str] = mapped_column(Text)
    variant_title: Mapped[str | None] = mapped_column(Text)
    quantity: Mapped[int]
    current_quantity: Mapped[int]
    price: Mapped[int]
    is_gift_card: Mapped[bool]
    needs_shipping: Mapped[bool]


class OrderEdit(Tenant):
    """An edit whose full view may not have arrived yet."""

    __tablename__ = "order_edit"

    order_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    changes: Mapped[list[list[int]]] = mapped_column(Json)


class Refund(Tenant):
    __tablename__ = "refund"
    __table_args__ = (Index("ix_refund_order", "shop_id", "order_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    order_id: Mapped[int]
    at: Mapped[datetime]
    amount: Mapped[int]
    currency: Mapped[str] = mapped_column(Word)
    lines: Mapped[list[list[int]]] = mapped_column(Json)  # [line id, quantity]


class Return(Tenant):
    __tablename__ = "order_return"
    __table_args__ = (Index("ix_order_return_order", "shop_id", "order_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    order_id: Mapped[int]
    requested_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(Word)


class Parcel(Tenant):
    """A fulfilment. Scans may arrive before it does; then `shipped_at` is None."""

    __tablename__ = "parcel"
    __table_args__ = (Index("ix_parcel_order", "shop_id", "order_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    order_id: Mapped[int]
    shipped_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    status: Mapped[str | None] = mapped_column(Word)
    shipment_status: Mapped[str | None] = mapped_column(Word)
    carrier: Mapped[str | None] = mapped_column(Text)
    tracking_number: Mapped[str | None] = mapped_column(Text)
    tracking_url: Mapped[str | None] = mapped_column(Text)
    country: Mapped[str | None] = mapped_column(Word)
    line_ids: Mapped[list[int]] = mapped_column(Json)
    scans: Mapped[dict[str, Any]] = mapped_column(Json)  # scan id -> [status, RFC 3339]
    delivered_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
