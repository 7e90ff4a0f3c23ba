"""How likely are you to recommend us: asked of everybody who received the goods, not too often, not in trouble."""

from __future__ import annotations

from datetime import timedelta

import pytest
from people import DELIVERED, SHIPPED, days, order, parcel, person, plan, refund, sent, skipped, unshipped, usual

from plugin.events import Due, OrderDelivered
from plugin.flows.nps import decide, flow

EVENT = OrderDelivered(1, DELIVERED)
USUAL = usual("nps")


def asked(one=None, event=EVENT, **changes):
    return decide(event, person(one or order(), **changes), USUAL)


def test_it_goes_ten_days_after_delivery_and_is_useful_for_two_weeks():
    found = plan(asked())
    assert (found.at, found.until, found.reason) == (DELIVERED + days(10), DELIVERED + days(24), None)
    assert flow.hours == (10, 19)


@pytest.mark.parametrize(("abroad", "transit"), [(False, 7), (True, 14)])
def test_without_a_delivery_the_usual_transit_counts(abroad, transit):
    found = plan(asked(order(is_international=abroad, parcels=(parcel(delivered=None),))))
    assert found.at == SHIPPED + days(transit + 10)


@pytest.mark.parametrize(("ago", "wait"), [(0, 21), (3, 21), (7, 21), (7.1, 10)])
def test_a_review_asked_in_the_week_before_moves_it_to_three_weeks(ago, wait):
    before = sent("review_request", DELIVERED + days(10) - days(ago))
    for event in (EVENT, Due("order:1", DELIVERED + days(10))):
        assert plan(asked(event=event, sent=(before,))).at == DELIVERED + days(wait)


@pytest.mark.parametrize(("ago", "is_asked"), [(1, False), (89, False), (90, True), (200, True)])
def test_nobody_is_asked_twice_within_90_days(ago, is_asked):
    before = sent("nps", DELIVERED + days(10) - days(ago), about="order:9")
    found = asked(sent=(before,))
    if is_asked:
        assert plan(found).at == DELIVERED + days(10)
    else:
        assert skipped(found) == "surveyed_recently"


def test_an_order_that_was_asked_about_is_not_in_its_own_way():
    assert plan(asked(sent=(sent("nps", DELIVERED + days(10)),)))


def test_an_open_case_postpones_by_30_days_at_most():
    opened = DELIVERED + days(9)
    found = plan(asked(case_opened_at=opened))
    assert (found.at, found.reason) == (opened + days(30), "case_open")


def test_a_refund_after_delivery_postpones():
    back = DELIVERED + days(2)
    found = plan(asked(order(refunds=(refund(back, minor=100),))))
    assert (found.at, found.reason) == (back + days(30), "refund")


def test_what_never_arrived_is_not_asked_about():
    assert skipped(asked(order(refunds=(refund(SHIPPED, (1, 1)),)))) == "never_received"
    assert skipped(asked(order(cancelled_at=SHIPPED))) == "order_cancelled"
    assert asked(unshipped()) == ()


def test_orders_from_before_the_switch_are_history():
    assert skipped(asked(flow_on_since=DELIVERED + timedelta(days=1))) == "history"
