"""The review request and its reminder: everybody who received the goods is asked alike."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import (
    DELIVERED,
    PAID,
    SHIPPED,
    days,
    line,
    order,
    parcel,
    person,
    plan,
    refund,
    sent,
    skipped,
    unshipped,
    usual,
)  # fmt: skip

from plugin.events import Due, Line, OrderDelivered, OrderPaid
from plugin.flows.flow import Order, Profile, Return, Sent
from plugin.flows.review_request import decide, flow

EVENT = OrderDelivered(1, DELIVERED)
USUAL = usual("review_request")


def asked(one: Order, **changes):
    return decide(EVENT, person(one, **changes), USUAL)


def test_it_goes_a_week_after_delivery_and_is_useful_for_30_days():
    found = plan(asked(order()))
    assert (found.at, found.until) == (DELIVERED + days(7), DELIVERED + days(37))
    assert (found.line_ids, found.reason) == ((1,), None)
    assert flow.hours == (10, 19)


@pytest.mark.parametrize(("abroad", "wait"), [(False, 14), (True, 21)])
def test_without_a_delivery_it_goes_two_or_three_weeks_after_shipping(abroad, wait):
    found = plan(asked(order(is_international=abroad, parcels=(parcel(delivered=None),))))
    assert found.at == SHIPPED + days(wait)


def test_the_last_parcel_counts():
    parcels = (parcel(1), parcel(2, id=2, delivered=DELIVERED + days(9)))
    assert plan(asked(order(lines=(line(1), line(2)), parcels=parcels))).at == DELIVERED + days(16)


def test_over_the_counter_it_goes_the_day_after():
    assert plan(asked(unshipped(source="pos"))).at == PAID + days(1)


def test_what_needs_no_parcel_is_there_when_it_is_paid():
    assert plan(asked(order(parcels=(), lines=(line(needs_shipping=False),)))).at == PAID + days(7)


def test_there_is_no_opinion_before_everything_has_been_shipped():
    assert asked(unshipped()) == ()
    assert asked(order(is_shipped=False)) == ()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"is_gift": True}, "gift"),
        ({"cancelled_at": DELIVERED}, "order_cancelled"),
        ({"is_test": True}, "test_order"),
        ({"lines": (line(product_id=None), line(2, is_gift_card=True))}, "nothing_to_review"),
        ({"refunds": (refund(SHIPPED, (1, 1)),)}, "never_received"),
        ({"refunds": (refund(SHIPPED, minor=2500),)}, "never_received"),
        ({"refunds": (refund(SHIPPED, minor=1000), refund(SHIPPED, minor=1500))}, "never_received"),
        ({"lines": (line(current_quantity=0),)}, "never_received"),
    ],
)
def test_nobody_is_asked_about_what_they_never_had(changes, reason):
    found = asked(order(**changes))
    assert (skipped(found, 0), skipped(found, 1)) == (reason, reason)


def test_a_refund_before_the_fallback_day_counts_as_never_received():
    unscanned = order(parcels=(parcel(delivered=None),))
    early = replace(unscanned, refunds=(refund(SHIPPED + days(13), (1, 1)),))
    late = replace(unscanned, refunds=(refund(SHIPPED + days(15), (1, 1)),))
    assert skipped(asked(early)) == "never_received"
    assert plan(asked(late)).at == SHIPPED + days(45)


def test_an_order_refunded_before_it_was_shipped_was_never_received():
    assert skipped(asked(unshipped(refunds=(refund(PAID, (1, 1)),)))) == "never_received"


def test_a_partly_refunded_line_was_received():
    one = order(lines=(line(quantity=2, current_quantity=1),), refunds=(refund(SHIPPED, (1, 1), minor=1000),))
    assert plan(asked(one)).at == DELIVERED + days(7)


def test_only_received_items_are_asked_about_and_at_most_five():
    lines = tuple(line(number) for number in range(1, 9))
    one = order(lines=lines, parcels=(parcel(*range(1, 9)),), refunds=(refund(SHIPPED, (2, 1), minor=1),))
    assert plan(asked(one)).line_ids == (1, 3, 4, 5, 6)


@pytest.mark.parametrize(
    ("changes", "wait", "reason"),
    [
        ({"refunds": (refund(DELIVERED + days(2), (1, 1), minor=2500),)}, 32, "refund"),
        ({"returns": (Return(DELIVERED + days(3), is_open=True),)}, 33, "return"),
        ({"returns": (Return(DELIVERED + days(3), is_open=False),)}, 7, None),
        ({"refunds": (refund(SHIPPED, minor=100),)}, 7, None),
        ({"parcels": (parcel(failed_at=DELIVERED - days(1)),)}, 7, None),
        ({"parcels": (parcel(failed_at=DELIVERED + days(1)),)}, 31, "parcel_problem"),
        ({"parcels": (parcel(delivered=None, failed_at=DELIVERED),)}, 30, "parcel_problem"),
    ],
)
def test_trouble_postpones_by_30_days_at_most_and_never_cancels(changes, wait, reason):
    found = plan(asked(order(**changes)))
    assert (found.at, found.reason) == (DELIVERED + days(wait), reason)
    assert found.until == found.at + days(30)


def test_the_longest_trouble_counts():
    one = order(
        refunds=(refund(DELIVERED + days(1), minor=100),), returns=(Return(DELIVERED + days(2), is_open=True),)
    )
    assert (plan(asked(one)).at, plan(asked(one)).reason) == (DELIVERED + days(32), "return")


def test_what_is_reviewed_is_not_asked_about_again():
    two = order(lines=(line(1), line(2)), parcels=(parcel(1, 2),))
    assert plan(asked(two, reviewed=frozenset({(1, 1)}))).line_ids == (2,)
    done = asked(two, reviewed=frozenset({(1, 1), (1, 2)}))
    assert (skipped(done, 0), skipped(done, 1)) == ("reviewed", "reviewed")
    assert plan(asked(two, reviewed=frozenset({(9, 1), (9, 2)}))).line_ids == (1, 2)


def test_a_product_asked_about_within_the_year_is_left_out():
    two = order(lines=(line(1), line(2)), parcels=(parcel(1, 2),))
    assert plan(asked(two, asked_products=frozenset({101}))).line_ids == (2,)
    assert skipped(asked(two, asked_products=frozenset({101, 102}))) == "asked_recently"


def test_the_reminder_is_planned_a_week_behind_the_request():
    found = plan(asked(order()), 1)
    assert (found.at, found.until) == (DELIVERED + days(14), DELIVERED + days(44))


def test_the_reminder_follows_the_instant_the_request_was_sent():
    went = DELIVERED + days(9)
    found = plan(asked(order(), sent=(sent("review_request", went),)), 1)
    assert (found.at, found.until) == (went + days(7), went + days(37))


def test_another_orders_request_does_not_move_the_reminder():
    other = sent("review_request", DELIVERED + days(9), about="order:2")
    assert plan(asked(order(), sent=(other,)), 1).at == DELIVERED + days(14)


def test_a_reminder_never_overtakes_a_request_that_still_waits():
    waiting = person(order(), now=DELIVERED + days(15))
    found = plan(decide(Due("order:1", waiting.now), waiting, USUAL), 1)
    assert (found.at, found.until) == (DELIVERED + days(22), DELIVERED + days(44))


def test_a_reminder_of_a_request_that_never_went_ends():
    late = person(order(), now=DELIVERED + days(37))
    assert skipped(decide(Due("order:1", late.now), late, USUAL), 1) == "sequel_not_needed"


def test_trouble_holds_the_reminder_too():
    one = order(returns=(Return(DELIVERED + days(12), is_open=True),))
    found = plan(asked(one, sent=(sent("review_request", DELIVERED + days(7)),)), 1)
    assert (found.at, found.reason) == (DELIVERED + days(42), "return")


def test_review_ask_is_rating_blind():
    seen = {field.name for kind in (Profile, Order, Line, Sent, Return) for field in fields(kind)}
    assert not [name for name in seen if any(word in name for word in ("rating", "star", "score", "nps"))]
    two = order(lines=(line(1), line(2)), parcels=(parcel(1, 2),))
    elsewhere = frozenset({(2, 1), (3, 2)})  # whatever they thought of other things
    assert asked(two) == asked(two, reviewed=elsewhere)


instants = st.integers(0, 60).map(lambda count: PAID + days(count))
refunds = st.lists(st.builds(lambda when, pieces: refund(when, (1, pieces), minor=1), instants, st.integers(1, 2)))
troubles = st.lists(st.builds(Return, instants, st.booleans()), max_size=3)


@given(refunds, troubles, st.none() | instants, st.sampled_from([EVENT, OrderPaid(1, PAID), Due("order:1", PAID)]))
def test_the_answer_depends_on_the_state_alone_and_leaves_time(some_refunds, some_returns, delivered, event):
    one = order(
        lines=(line(quantity=2, current_quantity=2),),
        parcels=(parcel(delivered=delivered),),
        refunds=tuple(some_refunds),
        returns=tuple(some_returns),
    )
    shuffled = replace(one, refunds=one.refunds[::-1], returns=one.returns[::-1])
    decisions = asked(one)
    assert decisions == decide(event, person(shuffled), USUAL)
    there = delivered or SHIPPED + timedelta(days=7)
    for found in decisions:
        assert getattr(found, "reason", None) == "never_received" or there + days(7) <= found.at < found.until
