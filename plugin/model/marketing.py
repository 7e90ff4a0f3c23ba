"""Which days' figures the shop's own marketing reports are still to show."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from plugin.db.types import Word
from plugin.model.base import Tenant


class MarketingDay(Tenant):
    """What a flow sent on a local day of the shop. The figures are counted when they are told, never kept."""

    __tablename__ = "marketing_day"
    __table_args__ = (Index("ix_marketing_day_due", "shop_id", "due_at"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    flow: Mapped[str] = mapped_column(Word, primary_key=True)
    due_at: Mapped[datetime | None]  # None: told, or there was nothing to tell
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None] = mapped_column(Text)
