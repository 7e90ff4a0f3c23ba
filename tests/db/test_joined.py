"""Joined transactions, and the shops that a process remembers for a moment."""

from __future__ import annotations

from datetime import UTC, datetime
from time import monotonic

import pytest
from sqlalchemy import select

from plugin.config import ShopSettings
from plugin.errors import NoShopContext
from plugin.model.product import Product
from plugin.projection import Work
from plugin.shops import Shops

AT = datetime(2026, 3, 1, 10, tzinfo=UTC)


@pytest.fixture
def shops(database, ring):
    made = Shops(database, ring, ShopSettings())
    made.add("one.myshopify.com", now=AT)
    return made


def put(session, shop, id: int) -> None:
    row = {
        "shop_id": shop.id, "id": id, "seen_at": AT, "title": "Mug", "is_active": True, "in_stock": True, "tags": [],
    }  # fmt: skip
    Work(session, shop, AT).insert(Product, [row])


def put_and_fail(database, shop, id: int) -> None:
    with database.write(shop.id) as session:
        put(session, shop, id)
        raise ZeroDivisionError


def ids(database, shop) -> list[int]:
    with database.read(shop.id) as session:
        return list(session.scalars(select(Product.id).where(Product.shop_id == shop.id).order_by(Product.id)))


def test_a_part_that_fails_is_undone_alone(database, shops):
    shop = shops.all()[0]
    with database.joined():
        with database.write(shop.id) as session:
            put(session, shop, 1)
        with pytest.raises(ZeroDivisionError):
            put_and_fail(database, shop, 2)
        with database.write(shop.id) as session:
            put(session, shop, 3)
        assert ids(database, shop) == [1, 3]
    assert ids(database, shop) == [1, 3]


def test_what_was_joined_is_gone_where_the_whole_fails(database, shops):
    shop = shops.all()[0]
    with pytest.raises(ZeroDivisionError), database.joined():
        put_and_fail(database, shop, 1)
    assert ids(database, shop) == []


def test_a_joined_registry_session_still_has_no_shop(database, shops):
    with database.joined(), database.read_registry() as session, pytest.raises(NoShopContext):
        session.scalars(select(Product.id))


def test_a_change_in_this_process_is_seen_at_once(database, shops):
    shop = shops.all()[0]
    assert shop.paused_at is None
    shops.change(shop.id, paused_at=AT)
    assert shops.all()[0].paused_at == AT
    shops.add("two.myshopify.com", now=AT)
    assert len(shops.all()) == 2


def test_a_change_of_another_process_is_seen_within_a_second(database, shops, ring, monkeypatch):
    other = Shops(database, ring, ShopSettings())
    shop = shops.all()[0]
    other.change(shop.id, paused_at=AT)
    database.shop_changes -= 1  # as if another process had committed it
    now = monotonic() + 1.0
    monkeypatch.setattr("plugin.shops.monotonic", lambda: now)
    assert shops.all()[0].paused_at == AT
