"""What Shopify Flow is still to be told, so that the merchant's workflows start."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from plugin.db.types import Json, Word
from plugin.model.base import Tenant


class FlowTrigger(Tenant):
    """A row until Flow has taken it, or for a day; then it goes."""

    __tablename__ = "flow_trigger"
    __table_args__ = (
        Index("ix_flow_trigger_due", "shop_id", "due_at"),
        Index("ix_flow_trigger_customer", "shop_id", "customer_id"),
    )

    id: Mapped[str] = mapped_column(Word, primary_key=True)  # of the trigger and what it tells: twice is once
    handle: Mapped[str] = mapped_column(Word)
    customer_id: Mapped[int]
    payload: Mapped[dict[str, Any]] = mapped_column(Json)  # numbers and codes; no name, address or text of a person
    at: Mapped[datetime]  # when it happened
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None] = mapped_column(Text)
