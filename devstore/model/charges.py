"""What the app charges the shop."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from devstore import shop
from devstore.database import Base, UtcTime

_PERIOD = timedelta(days=30)


class Charge(Base):
    """A subscription. `status` is Shopify's word; `is_hosted` where the merchant chose it on Shopify's plan page,
    about which no webhooks are sent."""

    __tablename__ = "charge"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    name: Mapped[str]
    cents: Mapped[int]
    trial_days: Mapped[int]
    is_test: Mapped[bool]
    is_hosted: Mapped[bool]
    return_url: Mapped[str]
    status: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)

    @property
    def gid(self) -> str:
        return shop.gid("AppSubscription", self.id)

    @property
    def period_ends_at(self) -> datetime:
        return self.created_at + timedelta(days=self.trial_days) + _PERIOD
