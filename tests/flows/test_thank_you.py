"""The thank-you: for whom, when, and when not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import PAID, days, order, person, plan, skipped, unshipped, usual

from plugin.config import FlowSettings
from plugin.events import DayBegan, Due, OrderCancelled, OrderPaid
from plugin.flows.thank_you import decide, flow

PAYMENT = OrderPaid(1, PAID)
USUAL = usual("thank_you")


def test_it_goes_at_the_payment_and_is_useful_for_a_day():
    found = plan(decide(PAYMENT, person(unshipped()), USUAL))
    assert (found.at, found.until, found.about) == (PAID, PAID + timedelta(hours=24), "order:1")


def test_a_buyer_without_an_account_is_thanked_on_every_channel():
    guest = person(unshipped(customer_id=None), customer_id=None)
    assert plan(decide(PAYMENT, guest, USUAL)).at == PAID
    assert flow.guests
    assert flow.each_channel


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"cancelled_at": PAID}, "order_cancelled"),
        ({"paid_at": None}, "not_paid"),
        ({"is_test": True}, "test_order"),
    ],
)
@pytest.mark.parametrize("event", [PAYMENT, OrderCancelled(1, PAID), Due("order:1", PAID)])
def test_the_state_of_the_order_decides_and_not_the_event(event, changes, reason):
    assert skipped(decide(event, person(unshipped(**changes)), USUAL)) == reason


def test_orders_from_before_the_flow_was_on_are_history():
    late = person(order(), flow_on_since=PAID + timedelta(seconds=1))
    assert skipped(decide(PAYMENT, late, USUAL)) == "history"
    just = person(order(), flow_on_since=PAID)
    assert plan(decide(PAYMENT, just, USUAL)).at == PAID


def test_an_order_that_was_deleted_ends_its_message():
    assert skipped(decide(Due("order:1", PAID), person(), USUAL)) == "order_gone"


def test_every_order_is_thanked_for():
    both = person(unshipped(1), unshipped(2, paid_at=PAID + days(3)))
    assert plan(decide(OrderPaid(2, PAID), both, USUAL)).at == PAID + days(3)


def test_other_events_are_none_of_its_business():
    assert decide(DayBegan(7, PAID.date(), PAID), person(order()), USUAL) == ()


@given(st.timedeltas(timedelta(0), timedelta(days=3)))
def test_any_delay_gives_a_plan_with_time_left_or_says_it_is_stale(delay):
    (found,) = decide(PAYMENT, person(unshipped()), FlowSettings(delay=delay))
    if delay >= timedelta(hours=24):
        assert found.reason == "stale"
    else:
        assert PAID <= found.at < found.until
