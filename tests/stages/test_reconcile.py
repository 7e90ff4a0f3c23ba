"""The hourly comparison with each shop's own records, against a platform that says what the test tells it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from world import World

from plugin.inbox import StoreBusy
from plugin.model.inbox import InboxItem
from plugin.model.product import Product
from plugin.model.shop import Heartbeat
from plugin.model.watermark import Watermark
from plugin.platform.recording import RecordingPlatform
from plugin.platform.seam import Change, Changes
from plugin.platform.token_trouble import NeedsMerchant
from plugin.platform.trouble import Throttled
from plugin.runtime.scheduler import AWAY, start_clock
from plugin.stages.reconcile import EVERY, OVERLAP, drain


class Shelves(RecordingPlatform):
    """Knows products, so many to a page; `trouble` is raised once, by the page of that number."""

    def __init__(self, page: int = 2) -> None:
        super().__init__()
        self._page = page
        self.products: dict[int, dict[int, datetime]] = {}
        self.asked: list[tuple[int, datetime]] = []
        self.trouble: dict[tuple[int, int], Exception] = {}

    def changes(self, shop_id: int, kind: str, since: datetime, cursor: str | None) -> Changes:
        if kind != "products":
            return Changes()
        start = int(cursor or 0)
        if (trouble := self.trouble.pop((shop_id, start // self._page), None)) is not None:
            raise trouble
        self.asked.append((shop_id, since))
        found = sorted((at, id) for id, at in self.products.get(shop_id, {}).items() if at >= since)
        page, is_last = found[start : start + self._page], start + self._page >= len(found)
        return Changes(
            tuple(_change(id, at) for at, id in page), len(page), page[-1][0] if page else None,
            None if is_last else str(start + self._page),
        )  # fmt: skip


def _change(id: int, at: datetime) -> Change:
    body = {"id": id, "title": f"Pot {id}", "status": "active", "updated_at": at.isoformat(), "variants": []}
    return Change("products/update", f"{id}@{at.isoformat()}", at, json.dumps(body).encode())


@pytest.fixture
def shelves() -> Shelves:
    return Shelves()


@pytest.fixture
def world(database, shelves):
    with World(database, platform=shelves) as made:
        made.not_spun = ("prune",)
        yield made


def stock(world: World, shelves: Shelves, count: int, shop=None) -> None:
    """Products that changed one after the other in the last minutes."""
    where, now = shop or world.shop, world.clock.now()
    shelves.products[where.id] = {n: now - timedelta(minutes=count - n) for n in range(1, count + 1)}


def mark(world: World, shop=None) -> Watermark:
    where = shop or world.shop
    with world.encore.database.read(where.id) as session:
        return session.get_one(Watermark, (where.id, "products"))


def known(world: World, shop=None) -> list[int]:
    return sorted(_rows(world, Product, Product.id, shop))


def entered(world: World) -> list[str]:
    return _rows(world, InboxItem, InboxItem.delivery_key)


def _rows(world: World, table: Any, column: Any, shop=None) -> list[Any]:
    where = shop or world.shop
    with world.encore.database.read(where.id) as session:
        return list(session.scalars(select(column).where(table.shop_id == where.id)))


def test_what_never_came_is_here_afterwards_and_counted(world, shelves):
    stock(world, shelves, 5)
    world.spin()
    assert known(world) == [1, 2, 3, 4, 5]
    assert (mark(world).looked, mark(world).missing, mark(world).trouble) == (5, 5, None)


def test_an_hour_later_only_what_changed_since_is_asked_for_and_enters(world, shelves):
    stock(world, shelves, 3)
    world.spin()
    began = world.clock.now()
    world.clock.move_by(EVERY)
    shelves.products[world.shop.id][2] = world.clock.now()
    world.spin()
    assert (world.shop.id, began - OVERLAP) in shelves.asked
    assert (mark(world).missing, mark(world).missing_total) == (1, 4)
    assert len(entered(world)) == 4


def test_nothing_is_asked_before_the_hour_is_over(world, shelves):
    world.spin()
    asked = len(shelves.asked)
    world.clock.move_by(EVERY - timedelta(seconds=1))
    world.spin()
    assert len(shelves.asked) == asked


def test_once_a_day_the_whole_day_is_looked_at_again(world, shelves):
    world.spin()
    world.clock.move_by(timedelta(days=1))
    world.spin()
    assert min(since for _, since in shelves.asked[-2:]) == world.clock.now() - timedelta(days=2)


def test_a_throttled_shop_goes_on_where_it_was(world, shelves):
    stock(world, shelves, 6)
    began = world.clock.now()
    shelves.trouble[world.shop.id, 2] = Throttled("pots needs a pause", timedelta(seconds=7))
    world.spin()
    waiting = mark(world)
    assert (waiting.wake_at, waiting.trouble) == (began + timedelta(seconds=7), "pots needs a pause")
    assert waiting.read_until == shelves.products[world.shop.id][4]
    assert known(world) == [1, 2, 3, 4]
    world.clock.move_by(timedelta(seconds=7))
    world.spin()
    assert known(world) == [1, 2, 3, 4, 5, 6]
    assert (mark(world).read_until, mark(world).missing, mark(world).trouble) == (began, 6, None)


def test_one_shop_that_only_its_merchant_can_help_does_not_stop_the_next(world, shelves):
    for shop in (world.shop, world.other):
        stock(world, shelves, 2, shop)
        shelves.trouble[shop.id, 0] = NeedsMerchant("its tokens are dead")
    del shelves.trouble[world.other.id, 0]
    world.spin()
    assert (known(world), known(world, world.other)) == ([], [1, 2])
    assert (mark(world).trouble, mark(world).wake_at) == ("its tokens are dead", world.clock.now() + EVERY)
    world.clock.move_by(EVERY)
    world.spin()
    assert known(world) == [1, 2]


def test_the_mark_stays_where_it_was_until_the_inbox_has_stored_the_page(world, shelves, monkeypatch):
    stock(world, shelves, 2)
    before = world.encore.shops.by_id(world.shop.id).installed_at

    def full(_incoming: object) -> None:
        raise StoreBusy("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(world.encore.inbox, "put", full)
        drain(world.encore, 100)
    assert (mark(world).read_until, mark(world).missing) == (before, 0)
    world.clock.move_by(EVERY)
    world.spin()
    assert known(world) == [1, 2]


def test_a_drain_stops_at_its_budget_and_the_next_goes_on(world, shelves):
    stock(world, shelves, 6)
    assert drain(world.encore, 2) == 2
    assert mark(world).wake_at <= world.clock.now()
    world.spin()
    assert known(world) == [1, 2, 3, 4, 5, 6]


def test_a_shop_without_a_token_is_not_asked(world, shelves):
    world.encore.shops.change(world.shop.id, token=None)
    world.spin()
    assert {shop_id for shop_id, _ in shelves.asked} == {world.other.id}


@pytest.mark.parametrize(("away", "is_due"), [(AWAY + timedelta(seconds=1), True), (timedelta(minutes=1), False)])
def test_after_a_gap_every_shop_is_compared_at_once(world, away, is_due):
    world.spin()
    with world.encore.database.write_registry() as session:
        session.add(Heartbeat(part="clock", at=world.clock.now()))
    world.clock.move_by(away)
    start_clock(world.encore, lambda _stage: None).shutdown()
    assert (mark(world).wake_at <= world.clock.now()) is is_due


def test_times_are_utc(world, shelves):
    stock(world, shelves, 1)
    world.spin()
    assert mark(world).read_until.tzinfo is UTC
