"""An answer in a case: one message for each, soon, and nothing that was not answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from people import at, days, person, plan, skipped, usual

from plugin.events import CaseAnswered, CaseClosed, Channel, DayBegan, Due, Purpose
from plugin.flows.case_reply import decide, flow
from plugin.flows.flow import Case, about_answer, about_case, answer_in, case_in

OPENED, ANSWERED = at("2026-03-10 10:00"), at("2026-03-10 23:00")
EVENT = CaseAnswered("c1", 2, 7, ANSWERED)
USUAL = usual("case_reply")


def answered(event=EVENT, answers=((2, ANSWERED),), settings=USUAL, closed=None):
    case = Case("c1", OPENED, closed, is_known=True, answers=answers)
    return decide(event, person(cases=(case,)), settings)


@pytest.mark.parametrize("event", [EVENT, Due("case:c1.2", ANSWERED + days(1))])
def test_it_leaves_a_minute_to_take_it_back_and_goes_by_night_too(event):
    found = plan(answered(event))
    assert (found.at, found.about) == (ANSWERED + timedelta(minutes=1), "case:c1.2")
    assert found.until == found.at + days(7)
    assert flow.hours is None


def test_it_can_go_at_once():
    assert plan(answered(settings=replace(USUAL, delay=timedelta(0)))).at == ANSWERED


def test_it_goes_although_the_case_is_closed():
    assert plan(answered(closed=ANSWERED))


def test_an_answer_that_is_gone_is_not_sent():
    assert skipped(answered(answers=())) == "answer_gone"
    assert skipped(decide(EVENT, person(), USUAL)) == "answer_gone"


def test_it_is_service_and_never_a_text_message():
    assert flow.purpose is Purpose.SERVICE
    assert flow.channels((Channel.SMS, Channel.EMAIL)) == (Channel.EMAIL,)


def test_nothing_else_starts_it():
    for event in (CaseClosed("c1", 7, ANSWERED), Due("case:c1", ANSWERED), DayBegan(7, ANSWERED.date(), ANSWERED)):
        assert answered(event) == ()


def test_an_answer_is_told_apart_from_its_case():
    assert answer_in(about_answer("c1", 2)) == ("c1", 2)
    assert case_in(about_answer("c1", 2)) == case_in(about_case("c1")) == "c1"
    assert [answer_in(about) for about in ("case:c1", "case:", "case:.2", "order:1.2", "", "case:c1.x")] == [None] * 6
