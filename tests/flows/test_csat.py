"""How was it handled: asked once about each case that the customer knows of, and never in a circle."""

from __future__ import annotations

from datetime import timedelta

import pytest
from people import at, days, person, plan, sent, skipped, usual

from plugin.events import CaseClosed, DayBegan, Due
from plugin.flows.csat import decide, flow
from plugin.flows.flow import Case

OPENED, CLOSED = at("2026-03-10 10:00"), at("2026-03-12 15:00")
EVENT = CaseClosed("c1", 7, CLOSED)
USUAL = usual("csat")


def asked(event=EVENT, opened=OPENED, closed=CLOSED, is_known=True, **changes):
    return decide(event, person(cases=(Case("c1", opened, closed, is_known),), **changes), USUAL)


@pytest.mark.parametrize("event", [EVENT, Due("case:c1", CLOSED + days(1))])
def test_it_goes_a_day_after_the_closing_and_is_useful_for_a_week(event):
    found = plan(asked(event))
    assert (found.at, found.until, found.about) == (CLOSED + days(1), CLOSED + days(8), "case:c1")
    assert flow.hours == (10, 19)


def test_a_case_that_is_open_again_is_not_asked_about():
    assert skipped(asked(Due("case:c1", CLOSED + days(1)), closed=None)) == "case_reopened"


def test_cases_from_before_the_switch_are_history_even_when_they_are_closed_after_it():
    assert skipped(asked(flow_on_since=OPENED + timedelta(seconds=1))) == "history"
    assert plan(asked(flow_on_since=OPENED))


def test_who_does_not_know_of_the_case_is_not_asked():
    assert skipped(asked(is_known=False)) == "unaware_of_case"


@pytest.mark.parametrize(("ago", "is_asked"), [(8, False), (29, False), (30, True)])
def test_an_unhappy_answer_does_not_ask_in_a_circle(ago, is_asked):
    before = sent("csat", CLOSED + days(1) - days(ago), about="case:c0")
    found = asked(sent=(before,))
    if is_asked:
        assert plan(found).at == CLOSED + days(1)
    else:
        assert skipped(found) == "asked_lately"


def test_another_question_within_the_week_goes_first():
    found = plan(asked(sent=(sent("nps", CLOSED),)))
    assert (found.at, found.reason) == (CLOSED + days(7), "surveyed_this_week")


def test_nothing_else_asks():
    assert skipped(decide(EVENT, person(), USUAL)) == "case_gone"
    assert asked(Due("order:1", CLOSED)) == ()
    assert asked(DayBegan(7, CLOSED.date(), CLOSED)) == ()
