"""The VIP code: which order brings one, when, and its reminder."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import (
    DELIVERED,
    PAID,
    SHIPPED,
    days,
    order,
    parcel,
    person,
    plan,
    refund,
    sent,
    skipped,
    unshipped,
    usual,
)

from plugin.events import Due, OrderDelivered, OrderPaid
from plugin.flows.flow import Order
from plugin.flows.vip_code import decide

EVENT = OrderDelivered(1, DELIVERED)
USUAL = usual("vip_code")
WENT = PAID + days(22)
CODE = sent("vip_code", WENT, code="VIPCUSTOMER-7K2F9QXM", code_ends_at=WENT + days(14))


def asked(*orders: Order, event=EVENT, settings=USUAL, **changes):
    return decide(event, person(*orders, **changes), settings)


def test_it_goes_three_weeks_after_the_first_payment_and_is_useful_for_two():
    found = plan(asked(order()))
    assert (found.at, found.until, found.about) == (PAID + days(21), PAID + days(35), "order:1")
    assert (found.code_starts_at, found.code_ends_at) == (None, None)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"parcels": (parcel(delivered=PAID + days(20)),)}, PAID + days(27)),
        ({"parcels": (parcel(delivered=None, shipped_at=PAID + days(10)),)}, PAID + days(24)),
        (
            {"parcels": (parcel(delivered=None, shipped_at=PAID + days(10)),), "is_international": True},
            PAID + days(31),
        ),
        ({"parcels": (parcel(), parcel(id=2, delivered=PAID + days(30)))}, PAID + days(37)),
        ({"parcels": (), "source": "pos", "is_shipped": False}, PAID + days(21)),
    ],
)
def test_it_waits_a_week_after_the_last_parcel_arrived(changes, expected):
    assert plan(asked(order(**changes))).at == expected


def test_there_is_no_opinion_before_the_order_is_paid_and_shipped():
    assert asked(unshipped()) == ()
    assert asked(order(paid_at=None)) == ()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"cancelled_at": SHIPPED}, "order_cancelled"),
        ({"refunds": (refund(DELIVERED, minor=2500),)}, "refunded"),
        ({"refunds": (refund(DELIVERED, (1, 1), minor=2000),)}, "refunded"),
    ],
)
def test_an_order_that_came_to_nothing_brings_no_code(changes, reason):
    found = asked(order(**changes))
    assert (skipped(found, 0), skipped(found, 1)) == (reason, reason)


def test_a_refund_in_part_changes_nothing():
    assert plan(asked(order(refunds=(refund(DELIVERED, minor=2499),)))).at == PAID + days(21)


def test_who_ordered_again_needs_no_code():
    second = unshipped(2, paid_at=PAID + days(5))
    found = asked(order(), second)
    assert (skipped(found, 0), skipped(found, 1)) == ("ordered_again", "sequel_not_needed")
    assert skipped(
        asked(order(), replace(second, is_shipped=True, parcels=(parcel(),)), event=OrderPaid(2, PAID))
    ) == ("not_first_order")


@pytest.mark.parametrize("changes", [{"cancelled_at": SHIPPED}, {"paid_at": None}, {"is_test": True}])
def test_an_order_that_does_not_stand_neither_ends_nor_replaces_the_first(changes):
    other = {"paid_at": PAID + days(5)} | changes
    assert plan(asked(order(), unshipped(2, **other))).at == PAID + days(21)
    earlier = {"paid_at": PAID - days(5)} | changes
    assert plan(asked(unshipped(2, **earlier), order())).at == PAID + days(21)


@pytest.mark.parametrize(("gap", "is_given"), [(179, False), (180, True), (400, True)])
def test_a_later_order_brings_another_code_180_days_after_the_last(gap, is_given):
    later = order(2, paid_at=WENT + days(gap), parcels=(parcel(delivered=WENT + days(gap + 3)),))
    found = asked(order(), later, event=OrderDelivered(2, PAID), sent=(CODE,), now=WENT + days(gap))
    if is_given:
        assert plan(found).at == later.paid_at + days(21)
    else:
        assert skipped(found) == "vip_recently"


def test_the_reminder_goes_three_days_before_the_code_ends():
    found = plan(asked(order(), sent=(CODE,), now=WENT + days(11)), 1)
    assert (found.at, found.until, found.about) == (WENT + days(11), WENT + days(14), "order:1")


def test_the_reminder_is_planned_with_the_code():
    found = plan(asked(order()), 1)
    assert (found.at, found.until) == (PAID + days(32), PAID + days(49))


def test_a_reminder_never_overtakes_a_code_that_still_waits():
    now = PAID + days(32)
    assert plan(asked(order(), event=Due("order:1", now), now=now), 1).at == now + days(11)


def test_a_reminder_of_a_code_that_never_went_ends():
    now = PAID + days(35)
    assert skipped(asked(order(), event=Due("order:1", now), now=now), 1) == "sequel_not_needed"


@pytest.mark.parametrize("changes", [{"code_is_used": True}, {"code": None}, {"code_ends_at": WENT + days(3)}])
def test_a_code_that_is_used_missing_or_short_needs_no_reminder(changes):
    assert skipped(asked(order(), sent=(replace(CODE, **changes),)), 1) == "sequel_not_needed"


def test_no_reminder_after_a_further_order():
    again = unshipped(2, paid_at=WENT + days(2))
    assert skipped(asked(order(), again, sent=(CODE,)), 1) == "sequel_not_needed"


def test_a_code_that_ends_within_three_days_is_planned_without_a_reminder():
    assert skipped(asked(order(), settings=replace(USUAL, valid=days(3))), 1) == "sequel_not_needed"


gaps = st.lists(st.integers(0, 500), min_size=1, max_size=6, unique=True)


@given(gaps, st.data())
def test_at_most_one_order_has_a_plan_whatever_the_sequence(some_days, data):
    orders = [order(number, paid_at=PAID + days(gap)) for number, gap in enumerate(some_days, 1)]
    shuffled = data.draw(st.permutations(orders))
    planned = []
    for one in orders:
        event = OrderDelivered(one.id, DELIVERED)
        found = asked(*orders, event=event)
        assert found == asked(*shuffled, event=event)
        if not hasattr(found[0], "reason") or found[0].reason is None:
            planned.append(one)
            assert one.paid_at + timedelta(days=21) <= plan(found).at < plan(found).until
            assert plan(found).at < plan(found, 1).at < plan(found, 1).until
    assert len(planned) == (1 if len(orders) == 1 else 0)
