"""Discount codes and where they were used."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from devstore import shop
from devstore.database import Base, UtcTime


class Discount(Base):
    """`percent` or `amount_pence` is set. `ends_at` is the first instant at which it no longer works. No
    `customer_ids`: everybody may use it."""

    __tablename__ = "discount"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    code: Mapped[str]
    folded: Mapped[str] = mapped_column(unique=True)  # codes are the same whatever their case
    title: Mapped[str]
    percent: Mapped[float | None]
    amount_pence: Mapped[int | None]
    starts_at: Mapped[datetime] = mapped_column(UtcTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcTime)
    usage_limit: Mapped[int | None]
    once_per_customer: Mapped[bool] = mapped_column(default=False)
    minimum_pence: Mapped[int | None]
    combines: Mapped[bool] = mapped_column(default=False)  # with other codes of an order
    customer_ids: Mapped[list[int]] = mapped_column(JSON)
    tags: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    uses: Mapped[list[Use]] = relationship(order_by="Use.id", lazy="selectin", cascade="all, delete-orphan")

    @property
    def gid(self) -> str:
        return shop.gid("DiscountCodeNode", self.id)

    def status(self, now: datetime) -> str:
        if self.ends_at is not None and now >= self.ends_at:
            return "EXPIRED"
        return "SCHEDULED" if now < self.starts_at else "ACTIVE"

    def taken_off(self, pence: int) -> int:
        """How much of `pence` it takes off."""
        if self.percent is not None:
            return round(pence * self.percent)
        return min(pence, self.amount_pence or 0)


class Use(Base):
    """A code used in an order; `who` is the customer's id, or their address or number where they have none."""

    __tablename__ = "code_use"
    id: Mapped[int] = mapped_column(primary_key=True)
    discount_id: Mapped[int] = mapped_column(ForeignKey("discount.id"), index=True)
    order_id: Mapped[int] = mapped_column(BigInteger)
    who: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcTime)
