"""The cross-sell: after arrival, only what is sure, and only if nothing was bought since."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from people import DELIVERED, PAID, SHIPPED, days, order, parcel, person, plan, refund, skipped, unshipped, usual

from plugin.events import Due, OrderDelivered
from plugin.flows.cross_sell import decide
from plugin.flows.flow import Order, Suggestion

EVENT = OrderDelivered(1, DELIVERED)
USUAL = usual("cross_sell")
DUE_AT = DELIVERED + days(14)


def suggestion(product_id: int = 900, **changes) -> Suggestion:
    usual_one = Suggestion(
        product_id=product_id, title="Scarf", url="https://shop.example/scarf", image_url=None, price=None,
        because="Thing 1", because_id=101, count=5, lift=1.2, score=1.0,
    )  # fmt: skip
    return replace(usual_one, **changes)


def asked(*orders: Order, event=EVENT, **changes):
    return decide(event, person(*orders, **{"suggestions": (suggestion(),)} | changes), USUAL)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, DUE_AT),
        ({"parcels": (parcel(delivered=None),)}, SHIPPED + days(21)),
        ({"parcels": (parcel(delivered=None),), "is_international": True}, SHIPPED + days(28)),
        ({"parcels": (), "source": "pos", "is_shipped": False}, PAID + days(14)),
    ],
)
def test_it_goes_two_weeks_after_arrival_and_is_useful_for_two(changes, expected):
    found = plan(asked(order(**changes)))
    assert (found.at, found.until) == (expected, expected + days(14))


def test_there_is_no_opinion_before_the_order_is_paid_and_shipped():
    assert asked(unshipped()) == ()
    assert asked(order(paid_at=None)) == ()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"cancelled_at": SHIPPED}, "order_cancelled"),
        ({"refunds": (refund(DELIVERED, minor=2500),)}, "refunded"),
    ],
)
def test_an_order_that_came_to_nothing_sells_nothing(changes, reason):
    assert skipped(asked(order(**changes))) == reason


def test_who_bought_since_is_left_alone():
    assert skipped(asked(order(), unshipped(2, paid_at=PAID + days(3)))) == "ordered_again"
    assert plan(asked(unshipped(2, paid_at=PAID - days(3)), order())).at == DUE_AT
    assert plan(asked(order(), unshipped(2, paid_at=PAID + days(3), cancelled_at=PAID + days(4)))).at == DUE_AT


def test_too_little_is_a_reason_only_when_it_is_due():
    due = Due("order:1", DUE_AT)
    assert plan(asked(order(), suggestions=())).suggestions == ()
    assert skipped(asked(order(), event=due, suggestions=(), now=DUE_AT)) == "low_confidence"
    assert plan(asked(order(), event=due, now=DUE_AT)).suggestions == (suggestion(),)


def test_a_message_that_was_postponed_is_not_given_up_early():
    early = DUE_AT - days(1)
    assert plan(asked(order(), event=Due("order:1", early), suggestions=(), now=early)).at == DUE_AT


@pytest.mark.parametrize("changes", [{"count": 4}, {"lift": 1.19}, {"product_id": 101}])
def test_what_is_not_sure_or_already_owned_is_not_shown(changes):
    assert plan(asked(order(), suggestions=(suggestion(**changes),))).suggestions == ()


def test_what_another_order_had_is_owned_too():
    older = unshipped(2, paid_at=PAID - days(9), lines=(replace(order().lines[0], product_id=900),))
    assert plan(asked(older, order())).suggestions == ()


scores = st.lists(st.floats(0, 100), max_size=9)


@given(scores, st.data())
def test_at_most_four_are_shown_best_first_whatever_the_sequence(some_scores, data):
    pool = [suggestion(900 + number, score=score) for number, score in enumerate(some_scores)]
    found = plan(asked(order(), suggestions=tuple(pool))).suggestions
    assert found == plan(asked(order(), suggestions=tuple(data.draw(st.permutations(pool))))).suggestions
    assert [one.score for one in found] == sorted(some_scores, reverse=True)[:4]
