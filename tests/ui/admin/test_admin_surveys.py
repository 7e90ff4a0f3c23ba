"""What was answered, as the staff see it."""

from __future__ import annotations

from plugin.model.survey import SurveyAnswer


def answered(world, *scores, comment="Slow delivery", name="Zephyrine"):
    seal = world.shop.keys.seal
    for number, score in enumerate(scores):
        who = world.customer(name)
        id = f"a{number}"
        with world.database.write(world.shop.id) as session:
            session.add(
                SurveyAnswer(
                    shop_id=world.shop.id, id=id, kind="nps", customer_id=who.id, message_id=f"m{number}",
                    score=score, comment=seal("survey_answer.comment", id, comment), answered_at=world.clock.now(),
                )
            )  # fmt: skip


def test_nobody_has_answered_at_first(staff):
    assert "Nobody has answered yet" in staff.get("/app/surveys").text


def test_the_figure_its_interval_and_the_words_are_there(staff):
    answered(staff.world, 10, 9, 9, 2)
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
