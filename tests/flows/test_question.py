"""A shopper's question is passed on to few owners, while it has no answer, and to nobody too often."""

from __future__ import annotations

import pytest
from people import DELIVERED, at, days, line, order, parcel, person, plan, refund, sent, skipped, unshipped, usual

from plugin.events import DayBegan, Due, OrderPaid, OwnerAsked
from plugin.flows.flow import OpenQuestion
from plugin.flows.question import decide, flow

USUAL = usual("question")
NOW = at("2026-03-20 10:00")
ABOUT = "question:q1@7"
OPEN = OpenQuestion("q1", 101, NOW)
EVENT = OwnerAsked(7, "q1", NOW)


def asked(*orders, event=EVENT, **changes):
    about = {"now": NOW, "open_questions": (OPEN,), **changes}
    return decide(event, person(*(orders or (order(),)), **about), USUAL)


def test_it_goes_an_hour_after_the_question_was_published_and_is_useful_for_two_weeks():
    found = plan(asked())
    assert (found.at, found.until, found.about) == (NOW + days(1 / 24), NOW + days(14), ABOUT)
    assert flow.hours == (10, 19)


def test_once_it_is_due_the_times_are_the_same():
    later = NOW + days(2)
    assert plan(asked(event=Due(ABOUT, later), now=later)) == plan(asked())


def test_a_question_that_is_answered_or_hidden_meanwhile_is_not_passed_on():
    assert skipped(asked(event=Due(ABOUT, NOW), open_questions=())) == "question_closed"
    other = OpenQuestion("q2", 101, NOW)
    assert skipped(asked(event=Due(ABOUT, NOW), open_questions=(other,))) == "question_closed"


@pytest.mark.parametrize(
    "bought",
    [
        unshipped(), order(is_gift=True), order(cancelled_at=DELIVERED), order(paid_at=None),
        order(lines=(line(2),), parcels=(parcel(2),)), order(refunds=(refund(DELIVERED - days(1), (1, 1)),)),
        order(parcels=(parcel(delivered=NOW + days(1)),)),
    ],
)  # fmt: skip
def test_only_who_has_it_in_hand_is_asked(bought):
    assert skipped(asked(bought)) == "never_received"


def test_money_back_after_delivery_makes_nobody_know_less():
    assert plan(asked(order(refunds=(refund(DELIVERED + days(1), (1, 1)),))))


@pytest.mark.parametrize(("ago", "is_spared"), [(1, True), (29, True), (30, False)])
def test_nobody_gets_two_of_them_in_thirty_days(ago, is_spared):
    found = asked(sent=(sent("question", NOW - days(ago), about="question:q0@7"),))
    assert skipped(found) == "questioned_recently" if is_spared else plan(found)


def test_the_message_itself_is_no_other_one():
    assert plan(asked(event=Due(ABOUT, NOW), sent=(sent("question", NOW, about=ABOUT),)))


def test_an_open_case_postpones_it_day_by_day():
    later = NOW + days(3)
    found = plan(asked(event=Due(ABOUT, later), now=later, case_opened_at=NOW))
    assert (found.at, found.until, found.reason) == (later + days(1), NOW + days(14), "case_open")


@pytest.mark.parametrize("event", [OrderPaid(1, NOW), DayBegan(7, NOW.date(), NOW), Due("order:1", NOW)])
def test_nothing_else_starts_it(event):
    assert asked(event=event) == ()
