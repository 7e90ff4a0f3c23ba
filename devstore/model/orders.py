"""Orders and their lines."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from devstore import shop
from devstore.database import Base, UtcTime
from devstore.model.people import Customer

if TYPE_CHECKING:
    from devstore.model.parcels import Parcel
    from devstore.model.returns import Refund, Return


class Order(Base):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)  # 1001 is "#1001"
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), index=True)
    email: Mapped[str | None]
    phone: Mapped[str | None]
    locale: Mapped[str]
    address: Mapped[dict[str, Any]] = mapped_column(JSON)
    token: Mapped[str]
    codes: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)  # [text, pence taken off, type] each
    discount_pence: Mapped[int] = mapped_column(default=0)
    postage_pence: Mapped[int]
    paid_pence: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcTime)
    cancel_reason: Mapped[str | None]
    customer: Mapped[Customer | None] = relationship(lazy="joined")
    lines: Mapped[list[Line]] = relationship(order_by="Line.id", lazy="selectin", back_populates="order")
    parcels: Mapped[list[Parcel]] = relationship(order_by="Parcel.id", lazy="selectin", back_populates="order")
    refunds: Mapped[list[Refund]] = relationship(order_by="Refund.id", lazy="selectin", back_populates="order")
    returns: Mapped[list[Return]] = relationship(order_by="Return.id", lazy="selectin", back_populates="order")

    @property
    def gid(self) -> str:
        return shop.gid("Order", self.id)

    @property
    def name(self) -> str:
        return f"#{self.number}"

    @property
    def code(self) -> str | None:
        """The first of its codes."""
        return str(self.codes[0][0]) if self.codes else None

    @property
    def subtotal_pence(self) -> int:
        return sum(line.total_pence for line in self.lines)

    @property
    def refunded_pence(self) -> int:
        return sum(refund.pence for refund in self.refunds)

    @property
    def current_pence(self) -> int:
        """What is still paid for."""
        return 0 if self.cancelled_at else self.paid_pence - self.refunded_pence

    @property
    def financial_status(self) -> str:
        if not self.refunded_pence:
            return "voided" if self.cancelled_at and not self.paid_pence else "paid"
        return "refunded" if self.refunded_pence >= self.paid_pence else "partially_refunded"

    @property
    def fulfillment_status(self) -> str | None:
        left = sum(line.unshipped for line in self.lines)
        if left == sum(line.quantity for line in self.lines):
            return None
        return "partial" if left else "fulfilled"

    @property
    def status_url(self) -> str:
        return f"https://{shop.DOMAIN}/{shop.ID}/orders/{self.token}/authenticate?key={self.token[:16]}"


class Line(Base):
    __tablename__ = "line"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    product_id: Mapped[int]
    variant_id: Mapped[int]
    title: Mapped[str]
    variant_title: Mapped[str]
    sku: Mapped[str]
    pence: Mapped[int]
    quantity: Mapped[int]
    shipped: Mapped[int] = mapped_column(default=0)
    refunded: Mapped[int] = mapped_column(default=0)
    discount_pence: Mapped[int] = mapped_column(default=0)
    order: Mapped[Order] = relationship(back_populates="lines")

    @property
    def total_pence(self) -> int:
        return self.pence * self.quantity - self.discount_pence

    @property
    def current_quantity(self) -> int:
        return self.quantity - self.refunded

    @property
    def unshipped(self) -> int:
        return max(0, self.quantity - self.shipped)
