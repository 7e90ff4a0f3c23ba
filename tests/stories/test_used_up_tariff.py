"""A shop sends what its tariff includes; beyond it promotion waits and everything else goes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from world import World

from plugin.db.session import Database
from plugin.subscription import Standing, Subscription, kept
from plugin.tariffs import GROWTH, TARIFFS, Tariff
from plugin.usage import usage


@pytest.fixture
def world(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Its tariff includes one promotional message a month."""
    small = Tariff("free", "Encore Free", per_month=1)
    monkeypatch.setitem(TARIFFS, "free", small)
    with World(
        database, at="2026-03-02 08:00", billing="hosted", flows_on=("thank_you", "vip_code"),
        settings={"flows": {"thank_you": {"channels": ["email"]}, "vip_code": {"channels": ["email"]}}},
    ) as world:  # fmt: skip
        for shop in (world.shop, world.other):
            world.encore.shops.change(shop.id, subscription=kept(Subscription(tariff=small)))
        yield world


def _two_buyers(world: World) -> None:
    for name, paid in (("Ada", "2026-03-02 09:00"), ("Bob", "2026-03-03 09:00")):
        world.delivered(world.order("jumper", by=world.customer(name), paid=paid))


def test_promotion_beyond_the_tariff_waits_and_thanks_go_as_ever(world: World):
    _two_buyers(world)
    world.spin(days=24)
    assert [one.state for one in world.outbox(flow="thank_you")] == ["accepted", "accepted"]
    assert world.states(flow="vip_code", step=0)[-1] == ("vip_code", "held", "allowance")
    with world.database.read(world.shop.id) as session:
        found = usage(session, world.encore.shops.by_id(world.shop.id), world.clock.now())
    assert (found.sent, found.most, found.is_over) == (1, 1, True)
    assert world.audit() == []


def test_a_larger_tariff_lets_go_within_the_hour_what_waited(world: World):
    _two_buyers(world)
    world.spin(days=24)
    world.encore.shops.change(world.shop.id, subscription=kept(Subscription(GROWTH, Standing.ACTIVE, "gid")))
    world.spin(hours=1, minutes=1)
    assert [one.state for one in world.outbox(flow="vip_code", step=0)] == ["accepted", "accepted"]


def test_the_next_month_lets_it_go_too(world: World):
    _two_buyers(world)
    world.spin(to="2026-04-01 09:00")
    assert [one.state for one in world.outbox(flow="vip_code", step=0)] == ["accepted", "accepted"]


def test_without_billing_nothing_is_counted_against_anybody(world: World):
    assert world.encore.shops.by_id(world.shop.id).per_month == 1
    world.encore.shops._is_billed = False
    assert world.encore.shops.by_id(world.shop.id).per_month is None
