"""Customers with their place, and what they said about marketing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from devstore import shop
from devstore.database import Base, UtcTime


class Customer(Base):
    """`email_state` and `sms_state` are Shopify's words in lower case: not_subscribed, pending, subscribed,
    unsubscribed, redacted, invalid."""

    __tablename__ = "customer"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    email: Mapped[str | None] = mapped_column(unique=True)
    phone: Mapped[str | None] = mapped_column(unique=True)
    locale: Mapped[str]
    address: Mapped[dict[str, Any]] = mapped_column(JSON)  # as `bodies.addresses` writes it, without the names
    tags: Mapped[str] = mapped_column(default="")
    email_state: Mapped[str] = mapped_column(default="not_subscribed")
    email_level: Mapped[str | None]
    email_updated_at: Mapped[datetime | None] = mapped_column(UtcTime)
    sms_state: Mapped[str] = mapped_column(default="not_subscribed")
    sms_level: Mapped[str | None]
    sms_updated_at: Mapped[datetime | None] = mapped_column(UtcTime)
    sms_from: Mapped[str] = mapped_column(default="shopify")
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)

    @property
    def gid(self) -> str:
        return shop.gid("Customer", self.id)

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.first_name, self.last_name) if part)

    @property
    def shown_name(self) -> str:
        """Their name, or whatever else tells them apart."""
        return self.name or self.email or self.phone or "somebody without a name"
