"""What comes back: refunds and returns."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import JSON, BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from devstore.database import Base, UtcTime

if TYPE_CHECKING:
    from devstore.model.orders import Order


class Refund(Base):
    __tablename__ = "refund"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    pence: Mapped[int]
    note: Mapped[str | None]
    contents: Mapped[dict[str, int]] = mapped_column(JSON)  # line id → pieces; empty: money only
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    order: Mapped[Order] = relationship(back_populates="refunds")


class Return(Base):
    """A return the customer asked for; `status` requested, open (approved), declined or canceled."""

    __tablename__ = "return"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    status: Mapped[str]
    contents: Mapped[dict[str, int]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    order: Mapped[Order] = relationship(back_populates="returns")
