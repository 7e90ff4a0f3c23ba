"""What was answered, as the staff see it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from plugin.cases import open_case
from plugin.model.case import Cause
from plugin.model.survey import SurveyAnswer
from plugin.projection import Work


def answered(world, *scores, comment="Slow delivery", name="Zephyrine", kind="nps", first=0):
    seal = world.shop.keys.seal
    for number, score in enumerate(scores, first):
        who = world.customer(name)
        id = f"{kind}{number}"
        with world.database.write(world.shop.id) as session:
            session.add(
                SurveyAnswer(
                    shop_id=world.shop.id, id=id, kind=kind, customer_id=who.id, message_id=f"m{number}",
                    score=score, comment=seal("survey_answer.comment", id, comment), answered_at=world.clock.now(),
                )
            )  # fmt: skip


def test_nobody_has_answered_at_first(staff):
    assert "Nobody has answered yet" in staff.get("/app/surveys").text


def test_the_figure_its_interval_and_the_words_are_there(staff):
    answered(staff.world, *[10, 9, 9, 2] * 3)
    page = staff.get("/app/surveys").text
    assert "+50" in page
    assert "delivery" in page
    assert "Zephyrine" in page


def test_an_answer_leads_to_those_who_gave_it(staff):
    answered(staff.world, 10, 2)
    page = staff.get("/app/surveys?answer=2").text.partition('id="people"')[2]
    assert page.count("Zephyrine") == 1


def test_a_viewer_sees_figures_and_nobody(staff):
    answered(staff.world, 10, 2, comment="Quatrefoil")
    staff.become("viewer")
    page = staff.get("/app/surveys").text
    assert "Promoters less detractors" in page
    assert "Zephyrine" not in page
    assert "uatrefoil" not in page


def test_four_answers_are_no_figure_yet(staff):
    answered(staff.world, 10, 9, 9, 2)
    page = staff.get("/app/surveys").text
    assert "Not known yet" in page
    assert "+50 to" not in page


def test_months_are_a_trend_once_two_have_a_figure(staff):
    answered(staff.world, *[10, 2] * 5)
    assert "<svg" not in staff.get("/app/surveys").text
    staff.world.clock.move_by(timedelta(days=62))
    answered(staff.world, *[10, 9] * 5, first=10)
    page = staff.get("/app/surveys").text
    assert page.count("<circle") == 2
    assert page.count("month=") == 3, "the month between them keeps its place"


@pytest.mark.parametrize(
    ("kind", "scores", "figure"),
    [("csat", [5, 4, 1] * 4, "67 %"), ("going", [3, 1] * 5, "50 %"), ("ces", [6, 7] * 15, "6.5")],
)
def test_every_question_has_its_figure(staff, kind, scores, figure):
    answered(staff.world, *scores, kind=kind)
    assert figure in staff.get(f"/app/surveys?kind={kind}").text


@pytest.mark.parametrize(
    ("wanted", "count"),
    [("answer=detractor", 1), ("answer=promoter", 2), ("topic=delivery", 3), ("month=1999-01", 0)],
)
def test_a_group_a_month_and_a_topic_lead_to_their_people(staff, wanted, count):
    answered(staff.world, 10, 9, 2)
    page = staff.get(f"/app/surveys?{wanted}").text.partition('id="people"')[2]
    assert page.count("Zephyrine") == count


def test_an_answer_leads_to_the_case_that_it_opened(staff):
    answered(staff.world, 2)
    with staff.world.database.write(staff.world.shop.id) as session:
        work = Work(session, staff.world.shop, staff.world.clock.now())
        id = open_case(
            work, customer_id=1, order_id=None, cause=Cause.LOW_SCORE, text="2/10", at=work.now, message_id="m0"
        )
    assert f"/app/cases/{id}" in staff.get("/app/surveys").text


def test_topics_lead_to_their_quotes(staff):
    answered(staff.world, 10, 2, comment="The sizing <i>runs</i> small")
    page = staff.get("/app/surveys/topics").text
    assert "<bdi>runs small</bdi>" not in page.partition("sizing")[0]
    quotes = staff.get("/app/surveys/topics?topic=sizing").text.partition('id="quotes"')[2]
    assert quotes.count("Zephyrine") == 2
    assert "The sizing &lt;i&gt;runs&lt;/i&gt; small" in quotes


def test_a_viewer_sees_no_topics(staff):
    answered(staff.world, 10, 2, comment="Quatrefoil pattern")
    staff.become("viewer")
    page = staff.get("/app/surveys/topics?topic=quatrefoil").text
    assert "uatrefoil" not in page.replace("topic=quatrefoil", "")
    assert "Zephyrine" not in page
