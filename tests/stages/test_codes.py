"""Codes end when they should, once, with a reason, whatever the platform and the process do in between."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from world import World

from plugin import ledger
from plugin.flows.flow import Plan
from plugin.model.message import Message, State
from plugin.platform.recording import RecordingPlatform
from plugin.platform.seam import CodeEnd, PlatformDown
from plugin.stages import codes
from plugin.stages.codes import SCHEDULE
from plugin.stages.outbox.codes import issue_codes
from plugin.stages.outbox.rows import read
from plugin.stages.outbox.settle import dossiers_of


class Crash(BaseException):
    """The process dies here."""


class Troubled(RecordingPlatform):
    """Remembers what it was asked to end, and fails as often as `troubles` says, after having done it."""

    def __init__(self) -> None:
        super().__init__()
        self.ends: list[CodeEnd] = []
        self.troubles: list[BaseException] = []

    def void(self, end: CodeEnd) -> None:
        self.ends.append(end)
        super().void(end)
        if self.troubles:
            raise self.troubles.pop(0)


@pytest.fixture
def platform():
    return Troubled()


@pytest.fixture
def world(database, platform):
    settings = {"flows": {"vip_code": {"channels": ["email"]}}}
    with World(database, platform=platform, flows_on=("vip_code",), settings=settings) as made:
        yield made


def _sent(world):
    """An order whose code has been sent and can be used."""
    order = world.delivered(world.order("jumper"))
    world.spin(days=25)
    assert world.message(step=0).state == "accepted"
    return order


def _code(world):
    (code,) = world.codes()
    return code


def _use(world, code, **changed):
    """The customer orders with the code, as typed."""
    who = world.customer("Bea")
    order = world.order("mug", by=who, paid=None)
    used = {"discount_codes": [{"code": code, "amount": "6.00", "type": "percentage"}], "financial_status": "paid"}
    world.webhook("orders/paid", {**order.body(world.clock.now()), **used, **changed})
    return order


def test_a_full_refund_of_the_order_that_earned_it_ends_a_code(world, platform):
    order = _sent(world)
    assert len(platform.codes(world.shop.id)) == 1
    world.refund(order)
    world.spin()
    code = _code(world)
    assert (code.end_reason, code.void_at) == ("refunded", world.clock.now())
    assert platform.codes(world.shop.id) == []
    assert platform.redeem(world.shop.id, code.code, code.customer_id, world.clock.now()) == "this code is not valid"
    assert [end.was_sent for end in platform.ends] == [True], "what was sent stays to be seen in the shop"


def test_a_cancellation_of_that_order_ends_it_too_and_the_reminder_does_not_go(world):
    order = _sent(world)
    world.cancel(order)
    world.spin(days=20)
    assert _code(world).end_reason == "cancelled"
    assert world.message(step=1).state == "cancelled"


def test_a_refund_in_part_ends_nothing(world):
    world.refund(_sent(world), 500)
    world.spin()
    assert (_code(world).end_reason, _code(world).void_at) == (None, None)


def test_a_code_that_was_used_stays_used_when_its_order_is_refunded(world, platform):
    order = _sent(world)
    _use(world, _code(world).code)
    world.refund(order)
    world.spin()
    assert (_code(world).end_reason, _code(world).void_at) == (None, None)
    assert platform.ends == []


def test_an_order_uses_a_code_however_it_is_typed_and_no_refund_or_edit_gives_it_back(world):
    _sent(world)
    other = _use(world, _code(world).code.lower())
    assert (_code(world).used_by_order, _code(world).taken_off) == (other.id, 600)
    world.refund(other)
    world.webhook("orders/updated", {**other.body(world.clock.now()), "discount_codes": []})
    assert (_code(world).used_by_order, _code(world).taken_off) == (other.id, 600)


@pytest.mark.parametrize("amounts", [("6.00", "9.00"), ("9.00", "6.00")])
def test_of_several_views_the_one_that_took_off_most_counts_in_any_order(world, amounts):
    _sent(world)
    text = _code(world).code
    order = world.order("mug", by=world.customer("Bea"), paid=None)
    for amount in amounts:
        used = {"discount_codes": [{"code": text, "amount": amount}], "financial_status": "paid"}
        world.webhook("orders/updated", {**order.body(world.clock.now()), **used, "note": amount})
        world.spin(minutes=1)
    assert _code(world).taken_off == 900


def test_an_amount_that_cannot_be_read_loses_no_order(world):
    _sent(world)
    order = _use(world, _code(world).code, discount_codes=[{"code": _code(world).code, "amount": "a lot"}])
    assert (_code(world).used_by_order, _code(world).taken_off) == (order.id, None)


def test_a_code_of_a_message_that_was_never_sent_leaves_the_shop(world, platform):
    world.delivered(world.order("jumper"))
    world.spin(days=20)
    code = _unsent(world)
    world.spin()
    assert _code(world).end_reason == "not_sent"
    assert platform.codes(world.shop.id) == []
    assert [end.was_sent for end in platform.ends] == [False]
    assert platform.redeem(world.shop.id, code, 1, world.clock.now()) == "this code is not valid"


def _unsent(world):
    """A code that was issued, and whose message then ended before anything left."""
    message, now = world.message(step=0), world.clock.now()
    shop = world.encore.shops.by_id(world.shop.id)
    with world.database.read(shop.id) as session:
        (row,) = read(session, [message.id])
        dossier = dossiers_of(session, shop, [row], now)[row.who]
    wanted = (row, world.encore.flows["vip_code"], Plan(now, now, row.about), dossier)
    made = issue_codes(world.encore, shop, [wanted], now)
    world.encore.shops.change(shop.id, flows_on_since={})
    with world.database.write(shop.id) as session:
        ledger.move(session, shop, [ledger.drop(row, State.CANCELLED, "flow_off")], now)
    return made[message.id].code


def test_erasure_ends_the_code_and_then_forgets_whose_it_was(world, platform):
    order = _sent(world)
    text = _code(world).code
    body = {"customer": {"id": order.customer.id, "email": order.customer.email}, "orders_to_redact": [order.id]}
    world.webhook("customers/redact", {"shop_domain": world.shop.domain, "shop_id": 548_380_009, **body})
    world.spin()
    assert platform.codes(world.shop.id) == []
    assert (_code(world).end_reason, _code(world).customer_id) == ("erased", 0)
    assert text not in _code(world).code


def test_a_platform_that_is_down_is_asked_again_later_and_later(world, platform):
    order = _sent(world)
    platform.troubles = [PlatformDown("no answer")] * 3
    world.refund(order)
    for tries, wait in enumerate(SCHEDULE[:3], 1):
        world.spin()
        code = _code(world)
        assert (code.end_tries, code.end_at, code.void_at) == (tries, world.clock.now() + wait, None)
        world.clock.move_to(code.end_at)
    world.spin()
    assert (_code(world).void_at, _code(world).end_at) == (world.clock.now(), None)
    assert len(platform.ends) == 4


def test_a_crash_between_the_call_and_its_note_costs_one_more_call(world, platform):
    order = _sent(world)
    platform.troubles = [Crash()]
    world.refund(order)
    with pytest.raises(Crash):
        codes.drain(world.encore, 10)
    assert _code(world).void_at is None
    assert codes.drain(world.encore, 10) == 0, "somebody may still be at it"
    world.spin(minutes=5)
    assert codes.drain(world.encore, 10) == 0
    assert (_code(world).end_reason, _code(world).void_at is not None) == ("refunded", True)
    assert len(platform.ends) == 2


def test_what_is_ended_is_not_ended_twice(world, platform):
    order = _sent(world)
    for _ in range(2):
        world.refund(order, 0)
        world.refund(order)
        world.spin()
    assert len(platform.ends) == 1


def test_a_code_that_is_used_before_the_platform_is_told_is_used(world, platform):
    order = _sent(world)
    world.refund(order)
    _use(world, _code(world).code)
    world.spin()
    assert platform.ends == []
    assert _code(world).used_at is not None


def test_a_code_whose_row_came_after_its_message_had_ended_is_found(world, platform):
    """The one gap between two transactions: the message is cancelled before the row of its code is written."""
    _sent(world)
    with world.database.write(world.shop.id) as session:
        session.execute(update(Message).where(Message.shop_id == world.shop.id).values(state="cancelled"))
    codes.drain(world.encore, 10)
    assert _code(world).end_reason == "not_sent"
    assert "code" not in world.seen_by_other()
