"""Thousands of messages due in one second: all go, none twice, service before feedback before promotional, and
shops take turns."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from delivering import only
from webhook_bodies import Order
from world import World

from plugin import ledger
from plugin.channels.recording import RecordingTransport
from plugin.clock import SpunClock
from plugin.runtime.executors import InlineExecutor
from plugin.shops import Shop

EMAIL = {"flows": {name: {"channels": ["email"]} for name in ("thank_you", "review_request", "vip_code")}}


class Turns(RecordingTransport):
    """Remembers whose letters came in which order: a letter's key begins with its shop."""

    def __init__(self) -> None:
        super().__init__("email", SpunClock())

    @property
    def shops(self) -> list[str]:
        return [letter.key.partition(".")[0] for letter in self.letters]


def plan_more(world: World, shop: Shop, count: int) -> None:
    """`count` thank-yous that are due now, for thirty buyers."""
    now, buyers = world.clock.now(), [world.order(by=world.customer(shop=shop), shop=shop) for _ in range(30)]
    rows = [_row(shop, number, buyers[number % 30], now) for number in range(count - len(buyers))]
    with world.database.write(shop.id) as session:
        ledger._insert(session, rows, now)


def _row(shop: Shop, number: int, order: Order, now: datetime) -> dict[str, Any]:
    return {
        "shop_id": shop.id, "id": f"{number:032x}", "flow": "thank_you", "step": 0, "channel": "email",
        "purpose": "service", "rank": 0, "customer_id": order.customer.id, "about": order.about,
        "plan_key": f"more:{number}", "dedupe_key": f"more:{number}", "state": "planned", "version": 0,
        "planned_at": now, "due_at": now, "useful_until": now + timedelta(hours=20), "wake_at": now,
        "time_zone": "UTC", "attempts": 0, "absent": 0, "product_ids": [], "line_ids": [], "trace": [],
    }  # fmt: skip


@pytest.mark.parametrize("count", [300, pytest.param(5000, marks=pytest.mark.slow)])
def test_backlog_of_5000_due_in_one_second(database, count) -> None:
    transport = Turns()
    with World(database, email=transport, flows_on=("thank_you",), settings=only("email")) as world:
        plan_more(world, world.shop, count - count // 6)
        plan_more(world, world.other, count // 6)
        began = time.perf_counter()
        InlineExecutor(world.encore).run_due()
        seconds = time.perf_counter() - began
        shops = transport.shops
        assert len(shops) == len({letter.key for letter in transport.letters}) == count
        assert {m.state for shop in (world.shop, world.other) for m in world.outbox(shop)} == {"accepted"}
        last_of_small = max(place for place, shop in enumerate(shops) if shop == world.other.public_id)
        assert last_of_small < 2 * (count // 6) + 100, "the small shop waited for the big one's flood"
        assert world.audit() == []
        print(f"{count} messages in {seconds:.1f} s, {count / seconds:.0f} a second")


def test_service_goes_before_feedback_before_promotion(sqlite_database) -> None:
    """After downtime: one hour in which something of every kind is due, worked off in a single drain."""
    flows = ("thank_you", "review_request", "vip_code")
    with World(sqlite_database, flows_on=flows, settings=EMAIL) as world:
        for_code = world.order(by=world.customer())
        world.delivered(for_code)
        world.spin(days=14)
        for_review = world.order(by=world.customer())
        world.delivered(for_review)
        world.spin(days=6, hours=22)
        before = len(world.letters())
        world.clock.move_by(timedelta(hours=6))
        world.order(by=world.customer())
        world.inline.run_due()
        by_id = {message.id: message for message in world.outbox()}
        ranks = [by_id[letter.message_id].rank for letter in world.letters()[before:]]
        assert ranks == sorted(ranks)
        assert set(ranks) == {0, 1, 2}


def test_oldest_goes_first(sqlite_database) -> None:
    with World(sqlite_database, flows_on=("thank_you",), settings=only("email")) as world:
        for _ in range(5):
            world.order(by=world.customer())
            world.clock.move_by(timedelta(minutes=1))
        world.inline.run_due()
        due = {message.id: message.due_at for message in world.outbox()}
        times = [due[letter.message_id] for letter in world.letters()]
        assert times == sorted(times)
        assert len(times) == 5
