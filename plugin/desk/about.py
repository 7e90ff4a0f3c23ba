"""What messages are about: orders by their numbers, as a merchant knows them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.model.order import Order
from plugin.shops import Shop


def order_names(session: Session, shop: Shop, ids: Collection[int | None]) -> dict[int, str]:
    """Order id -> number ("#1001"); ids that are gone are left out."""
    wanted = set(ids) - {None}
    if not wanted:
        return {}
    rows = session.execute(select(Order.id, Order.name).where(Order.shop_id == shop.id, Order.id.in_(wanted)))
    return {row.id: row.name for row in rows}
