"""Who was erased stays away, whichever door what the platform still has of them comes through: the import of the
past, which knows nothing of webhooks, and the comparison that fetches what no webhook told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from exported_store import SHOP_NUMBER, ExportingPlatform, small_store
from sealed_columns import everything_readable
from sqlalchemy import select
from world import World

from plugin.model.customer import Customer
from plugin.model.inbox import InboxItem
from plugin.model.order import Order
from plugin.platform.seam import Change, Changes
from plugin.stages.history import drain as take_in_history
from plugin.stages.reconcile import EVERY
from plugin.stages.reconcile import drain as compare

GONE, GONE_ORDERS = 11, {102, 105}  # as in small_store
CANARIES = ("ada11@shopper.example", "447400100011")


class Remembering(ExportingPlatform):
    """Exports a small store, and says of customers that they changed."""

    def __init__(self) -> None:
        super().__init__(small_store())
        self.customers: list[dict[str, Any]] = []

    def changes(self, _shop_id: int, kind: str, since: Any, cursor: str | None) -> Changes:
        if kind != "customers" or not self.customers:
            return Changes()
        found = tuple(
            Change("customers/update", f"{body['id']}@{body['updated_at']}", since, json.dumps(body).encode())
            for body in self.customers
        )
        return Changes(found, len(found), since)


@pytest.fixture
def world(database) -> Iterator[World]:
    with World(database, platform=Remembering()) as made:
        made.encore.shops.change(made.other.id, token=None)  # only one shop is connected
        yield made


def test_the_past_of_a_shop_brings_nobody_back_who_was_erased(world: World) -> None:
    _erase(world)
    for _ in range(60):
        take_in_history(world.encore, 100)
        world.clock.move_by(timedelta(minutes=1))
    assert sorted(row.id for row in _rows(world, Customer)) == [12, 13]
    orders = {row.id: row for row in _rows(world, Order)}
    assert sorted(orders) == list(range(101, 108))
    assert {id for id, row in orders.items() if row.customer_id is None} == GONE_ORDERS
    assert {orders[id].total for id in GONE_ORDERS} == {6000}  # the figures stay
    assert _canaries(world) == set()


def test_an_erasure_after_the_import_leaves_nothing_of_it(world: World) -> None:
    for _ in range(60):
        take_in_history(world.encore, 100)
        world.clock.move_by(timedelta(minutes=1))
    assert _canaries(world) == set(CANARIES)
    _erase(world)
    assert sorted(row.id for row in _rows(world, Customer)) == [12, 13]
    assert _canaries(world) == set()


def test_the_hourly_comparison_brings_nobody_back_who_was_erased(world: World) -> None:
    _erase(world)
    world.clock.move_by(EVERY)
    now = world.clock.now()
    world.platform.customers = [
        {
            "id": id, "email": f"ada{id}@shopper.example", "first_name": "Ada", "last_name": "Quill",
            "phone": f"+4474001{id:05}", "created_at": "2025-01-01T10:00:00Z", "updated_at": now.isoformat(),
        }
        for id in (GONE, 12)
    ]  # fmt: skip
    compare(world.encore, 100)
    world.inline.wake("inbox")
    assert [row.id for row in _rows(world, Customer)] == [12]
    assert [row.delivery_key.split("@")[0] for row in _rows(world, InboxItem) if "/" in row.delivery_key] == [
        "reconcile/12"
    ]
    assert _canaries(world) == set()


def _erase(world: World) -> None:
    who = {"id": GONE, "email": "ada11@shopper.example", "phone": "+447400100011"}
    world.webhook(
        "customers/redact",
        {"shop_id": SHOP_NUMBER, "shop_domain": world.shop.domain, "customer": who, "orders_to_redact": []},
    )


def _rows(world: World, table: Any) -> list[Any]:
    with world.encore.database.read(world.shop.id) as session:
        return list(session.scalars(select(table).where(table.shop_id == world.shop.id)))


def _canaries(world: World) -> set[str]:
    read = "\n".join(everything_readable(world.encore, world.shop))
    return {one for one in CANARIES if one in read}
