"""A shop spends on codes what it has set aside for the month; what is too much waits, and nothing else does."""

from __future__ import annotations

import threading

import pytest
from world import World

from plugin.spending import room_for_codes, spending


@pytest.fixture
def world(database):
    """A code of 20 % of an order of £30 is worth £6: there is money for one, not for two."""
    settings = {
        "flows": {"thank_you": {"channels": ["email"]}, "vip_code": {"channels": ["email"]}},
        "discounts": {"per_month": 10},
    }
    with World(database, at="2026-03-02 08:00", flows_on=("thank_you", "vip_code"), settings=settings) as made:
        yield made


def _shop(world):
    return world.encore.shops.by_id(world.shop.id)


def _spent(world):
    with world.database.read(world.shop.id) as session:
        found = spending(session, _shop(world), world.clock.now())
    return found.used, found.usable, found.left


def _buyers(world, *names):
    """They ordered at the same moment, so that their codes are due together."""
    return [
        world.delivered(world.order("jumper", by=world.customer(name), paid="2026-03-02 09:00")) for name in names
    ]


def _states(world):
    return sorted((one.state, one.reason) for one in world.outbox(flow="vip_code", step=0))


def test_codes_that_are_due_together_do_not_spend_the_same_money_twice(world):
    _buyers(world, "Ada", "Bob")
    world.spin(days=22)
    assert _states(world) == [("accepted", None), ("held", "discount_budget")]
    assert [one.state for one in world.outbox(flow="thank_you")] == ["accepted", "accepted"]
    assert len(world.codes()) == 1
    assert _spent(world) == (0, 600, 400)
    assert world.audit() == []


def test_the_next_month_has_its_own_money(world):
    _buyers(world, "Ada", "Bob")
    world.spin(to="2026-03-31 18:30")
    assert ("held", "discount_budget") in _states(world)
    world.spin(to="2026-03-31 22:59")  # London is on summer time: it is a minute to midnight there
    assert _spent(world) == (0, 600, 400)
    world.spin(minutes=1)
    assert _spent(world) == (0, 0, 1000)
    world.spin(to="2026-04-01 10:00")
    assert _states(world) == [("accepted", None)] * 2
    assert _spent(world) == (0, 600, 400), "the code of March counts in March"


def test_a_larger_budget_lets_go_within_the_hour(world):
    _buyers(world, "Ada", "Bob")
    world.spin(days=23)
    world.encore.shops.change(world.shop.id, settings={"discounts": {"per_month": 12}})
    world.spin(hours=1, minutes=1)
    assert _states(world) == [("accepted", None)] * 2


def test_no_budget_is_no_limit(world):
    world.encore.shops.change(world.shop.id, settings={"discounts": {"per_month": 0}})
    _buyers(world, "Ada", "Bob")
    world.spin(days=22)
    assert _states(world) == [("accepted", None)] * 2
    assert _spent(world) == (0, 1200, None)


def test_what_was_used_counts_with_what_it_took_off_and_what_ended_with_nothing(world):
    earned = _buyers(world, "Ada", "Bob")
    world.spin(days=22)
    (code,) = world.codes()
    owner = next(one.customer for one in earned if one.customer.id == code.customer_id)
    order = world.order("mug", by=owner, paid=None)
    used = {"discount_codes": [{"code": code.code, "amount": "2.50"}], "financial_status": "paid"}
    world.webhook("orders/paid", {**order.body(world.clock.now()), **used})
    assert _spent(world) == (250, 0, 750)
    world.spin(days=1)
    assert _states(world) == [("accepted", None)] * 2
    assert _spent(world) == (250, 600, 150)


def test_a_code_that_ended_gives_its_money_back(world):
    earned = _buyers(world, "Ada", "Bob")
    world.spin(days=22)
    (code,) = world.codes()
    world.refund(next(one for one in earned if one.customer.id == code.customer_id))
    world.spin(hours=23)
    assert ("accepted", None) in _states(world)
    assert len([one for one in world.codes() if one.void_at is None]) == 1
    assert _spent(world) == (0, 600, 400)


def test_a_message_that_waits_in_vain_ends_with_that_reason(world):
    world.encore.shops.change(world.shop.id, settings={"discounts": {"per_month": 1}})
    _buyers(world, "Ada")
    world.spin(days=60)
    assert _states(world) == [("expired", "discount_budget")]
    assert world.codes() == []


def test_two_workers_share_one_purse(world):
    """Whoever comes second waits for the first, and sees what is left then."""
    _buyers(world, "Ada")
    shop, first_in, seen = _shop(world), threading.Event(), []

    def second() -> None:
        first_in.wait(10)
        with world.database.write(shop.id) as session:
            seen.append(room_for_codes(session, shop, world.clock.now()).left)

    other = threading.Thread(target=second)
    other.start()
    with world.database.write(shop.id) as session:
        assert room_for_codes(session, shop, world.clock.now()).left == 1000
        first_in.set()
        other.join(0.5)
        assert seen == []
    other.join(10)
    assert seen == [1000]
