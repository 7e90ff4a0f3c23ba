"""The store's past over the wire: Encore is installed, exports, and knows everybody, having written to nobody."""

from __future__ import annotations

import time

from sqlalchemy import func, select

from plugin.demo.build import visit
from plugin.demo.check import playing
from plugin.desk.arriving import arriving
from plugin.model.customer import Customer
from plugin.model.history import HistoryExport
from plugin.model.message import Message
from plugin.model.order import Order, OrderLine
from plugin.model.product import Product
from plugin.stages.history import drain

PATIENCE_S = 60


def test_an_installed_shop_has_the_past_of_its_store(tmp_path):
    with playing(tmp_path) as play:
        visit(play.world, play.store.install())
        encore, shop = play.world.encore, play.world.shop
        finished = time.monotonic() + PATIENCE_S
        while not is_in(encore, shop):
            assert time.monotonic() < finished, steps(encore, shop)
            drain(encore, 100)
            time.sleep(0.5)
        assert count(encore, shop, Customer) == len(play.store.get("customers"))
        assert count(encore, shop, Product) == len(play.store.get("products"))
        _, taken, refused, things, _ = steps(encore, shop)["orders"]
        assert (taken, refused) == (things, 0)
        assert count(encore, shop, Order) == things > 100
        for shown in play.store.get("orders"):
            assert lines(encore, shop, shown["id"]) == len(shown["lines"])
        assert count(encore, shop, Message) == 0


def lines(encore, shop, order_id) -> int:
    with encore.database.read(shop.id) as session:
        mine = (OrderLine.shop_id == shop.id, OrderLine.order_id == order_id)
        return session.scalar(select(func.count()).select_from(OrderLine).where(*mine))


def is_in(encore, shop) -> bool:
    with encore.database.read(shop.id) as session:
        return bool(steps(encore, shop)) and not arriving(session, shop)


def steps(encore, shop) -> dict:
    with encore.database.read(shop.id) as session:
        rows = session.scalars(select(HistoryExport).where(HistoryExport.shop_id == shop.id))
        return {row.id: (row.step, row.taken, row.refused, row.things, row.reason) for row in rows}


def count(encore, shop, table) -> int:
    with encore.database.read(shop.id) as session:
        return session.scalar(select(func.count()).select_from(table).where(table.shop_id == shop.id))
