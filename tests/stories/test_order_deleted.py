"""An order that the shop deletes counts no more, and the next news about it is still understood."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from world import World

from plugin.db.session import Database
from plugin.model.order import Order


def test_a_deleted_order_is_cancelled_at_that_moment_and_can_be_told_of_again(database: Database) -> None:
    with World(database) as world:
        order = world.order("jumper", paid="2026-02-01 10:00")
        world.webhook("orders/delete", {"id": order.id})
        with world.encore.database.read(world.shop.id) as session:
            cancelled_at = session.scalar(select(Order.cancelled_at).where(Order.shop_id == world.shop.id))
        assert isinstance(cancelled_at, datetime)
        world.delivered(order)
        world.spin(days=30)
        assert world.outbox(flow="review_request", state="accepted") == []
        assert world.audit() == []
