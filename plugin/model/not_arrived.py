"""Orders whose buyer told us that they have not arrived."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from plugin.model.base import Tenant


class NotArrived(Tenant):
    """The newest word about an order. What a carrier says later does not take it back."""

    __tablename__ = "not_arrived"

    order_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    told_at: Mapped[datetime]
