import re

import msgspec
import pytest
from ui_corpus import MARKUP

from plugin.model.survey import SurveyAnswer


def facts(world):
    return [(topic, msgspec.json.decode(body)) for topic, body in world.told()]


def answered(world, **values):
    with world.here.database.write(world.shop.id) as session:
        row = {"id": "s1", "kind": "nps", "message_id": "m-mail", "answered_at": world.here.clock.now(), **values}
        session.add(SurveyAnswer(shop_id=world.shop.id, **row))


@pytest.mark.parametrize("tapped", [str(score) for score in range(11)])
def test_scanner_get_changes_nothing(world, tapped):
    """What is tapped in a mail is chosen on the page, and nothing more."""
    before = world.rows()
    page = world.browser.get(world.link("survey") + f"?a={tapped}").text
    world.browser.head(world.link("survey") + f"?a={tapped}")
    assert f'value="{tapped}" checked' in page
    assert page.count(" checked") == 1
    assert world.rows() == before
    assert world.told() == []


def test_an_answer_counts_once_it_is_sent(world):
    answer = world.browser.post(world.link("survey") + "?a=3", data={"answer": "9", "comment": "Fine\r\nindeed"})
    assert answer.status_code == 200
    said = {"message_id": "m-mail", "kind": "nps", "answer": "9", "comment": "Fine\nindeed"}
    assert facts(world) == [("shopper/survey", said)]


def test_every_score_gets_the_same_thanks(world):
    pages = {world.browser.post(world.link("survey"), data={"answer": str(one)}).text for one in range(11)}
    assert len({page.partition("<main>")[2].partition('<a href="')[0] for page in pages}) == 1


def test_an_earlier_answer_is_filled_in_and_a_tap_beats_it(world):
    seal = world.shop.keys.seal
    answered(world, score=4, comment=seal("survey_answer.comment", "s1", "Late & cold"))
    page = world.browser.get(world.link("survey")).text
    assert 'value="4" checked' in page
    assert "Late &amp; cold" in page
    assert 'value="7" checked' in world.browser.get(world.link("survey") + "?a=7").text


@pytest.mark.parametrize("answer", ["", "11", "-1", "seven", "7 "])
def test_what_is_no_answer_is_asked_for_again_with_what_was_typed(world, answer):
    page = world.browser.post(world.link("survey"), data={"answer": answer, "comment": "My words"})
    assert page.status_code == 422
    assert "My words" in page.text
    assert "Please choose one of the answers." in page.text
    assert world.told() == []


def test_a_comment_that_is_too_long_is_kept_and_complained_about(world):
    page = world.browser.post(world.link("survey"), data={"answer": "9", "comment": "x" * 2001})
    assert page.status_code == 422
    assert "2,000" in page.text
    assert world.told() == []


@pytest.mark.parametrize(("kind", "choice"), [("values", "quality"), ("source", "friend"), ("going", "1")])
def test_other_questions_have_pages_of_their_own(world, kind, choice):
    page = world.browser.post(world.link("survey") + f"?q={kind}", data={"answer": choice})
    assert page.status_code == 200
    assert facts(world)[0][1]["kind"] == kind
    assert world.browser.get(world.link("survey") + "?q=none").status_code == 404


@pytest.mark.parametrize("markup", MARKUP)
def test_what_was_written_is_never_markup(world, markup):
    page = world.browser.post(world.link("survey"), data={"answer": "", "comment": markup}).text
    assert markup not in page or "<" not in markup


def test_an_hour_takes_twenty_answers_of_one_link(world):
    for _ in range(20):
        assert world.browser.post(world.link("survey"), data={"answer": "9"}).status_code == 200
    again = world.browser.post(world.link("survey"), data={"answer": "9", "comment": "Kept"})
    assert again.status_code == 429
    assert "Kept" in again.text


def following(world, kind="nps", answer="9"):
    page = world.browser.post(world.link("survey") + f"?q={kind}", data={"answer": answer}).text
    return re.findall(r"\?q=(\w+)", page.partition("One more question")[2].partition("Change your answer")[0])[:1]


def test_one_more_question_is_offered_and_only_what_is_not_known_yet(world):
    assert following(world) == ["values"]
    customer_id = 7
    answered(world, kind="values", choice="price", customer_id=customer_id, message_id="m-other")
    assert following(world) == ["source"]
    answered(world, id="s2", kind="source", choice="friend", customer_id=customer_id, message_id="m-other")
    assert following(world) == []


def test_after_the_question_about_a_case_comes_the_one_about_effort(world):
    assert following(world, "csat", "1") == following(world, "csat", "5") == ["ces"]
    assert following(world, "ces", "7") == ["values"]
