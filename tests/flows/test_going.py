"""How is it going: asked once, early enough to help, about a first order."""

from __future__ import annotations

from datetime import timedelta

from people import DELIVERED, PAID, SHIPPED, days, order, person, plan, refund, sent, skipped, unshipped, usual

from plugin.events import Due, OrderDelivered
from plugin.flows.going import decide, flow

EVENT = OrderDelivered(1, DELIVERED)
USUAL = usual("going")


def asked(one=None, *others, event=EVENT, **changes):
    return decide(event, person(one or order(), *others, **changes), USUAL)


def test_it_goes_three_days_after_delivery_and_is_useful_for_a_week():
    found = plan(asked())
    assert (found.at, found.until, found.reason) == (DELIVERED + days(3), DELIVERED + days(10), None)
    assert flow.hours == (10, 19)


def test_only_the_first_order_is_asked_about():
    earlier = order(9, created_at=PAID - days(30), paid_at=PAID - days(30))
    assert skipped(asked(order(), earlier)) == "not_first_order"
    assert plan(asked(order(), order(9, paid_at=PAID + days(1))))


def test_another_question_within_the_week_goes_first():
    found = plan(asked(sent=(sent("csat", DELIVERED, about="case:a"),), event=Due("order:1", DELIVERED)))
    assert (found.at, found.reason) == (DELIVERED + days(7), "surveyed_this_week")


def test_its_own_message_is_not_in_its_way():
    assert plan(asked(sent=(sent("going", DELIVERED + days(3)),))).reason is None


def test_trouble_postpones():
    back = DELIVERED + days(2)
    found = plan(asked(order(refunds=(refund(back, minor=100),))))
    assert (found.at, found.reason) == (back + days(30), "refund")
    assert plan(asked(case_opened_at=DELIVERED)).reason == "case_open"


def test_who_cannot_know_is_not_asked():
    assert skipped(asked(order(is_gift=True))) == "gift"
    assert skipped(asked(order(refunds=(refund(SHIPPED, (1, 1)),)))) == "never_received"
    assert skipped(asked(order(cancelled_at=SHIPPED))) == "order_cancelled"
    assert asked(unshipped()) == ()


def test_orders_from_before_the_switch_are_history():
    assert skipped(asked(flow_on_since=DELIVERED + timedelta(days=1))) == "history"
