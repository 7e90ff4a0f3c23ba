"""Parcels with their scans."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import JSON, BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from devstore.database import Base, UtcTime

if TYPE_CHECKING:
    from devstore.model.orders import Order


class Parcel(Base):
    """A fulfilment. `shipment_status` is the last scan: None, in_transit, out_for_delivery, delivered …"""

    __tablename__ = "parcel"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    position: Mapped[int]
    status: Mapped[str] = mapped_column(default="success")
    shipment_status: Mapped[str | None]
    company: Mapped[str]
    tracking_number: Mapped[str]
    contents: Mapped[dict[str, int]] = mapped_column(JSON)  # line id → pieces
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    in_transit_at: Mapped[datetime | None] = mapped_column(UtcTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcTime)
    order: Mapped[Order] = relationship(back_populates="parcels")
    scans: Mapped[list[Scan]] = relationship(order_by="Scan.id", lazy="selectin")

    @property
    def name(self) -> str:
        return f"{self.order.name}.{self.position}"

    @property
    def tracking_url(self) -> str:
        return f"https://www.royalmail.com/track-your-item#/tracking-results/{self.tracking_number}"


class Scan(Base):
    """A fulfilment event."""

    __tablename__ = "scan"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"), index=True)
    status: Mapped[str]
    happened_at: Mapped[datetime] = mapped_column(UtcTime)
