"""What visitors read and ask about a product."""

from __future__ import annotations

import re

import pytest
from questioned import JUMPER, Questioned
from ui_corpus import MARKUP
from world import World

from plugin.desk import question_moves as moves
from plugin.desk.product_questions import Pile
from plugin.question_pages import PER_PAGE
from ui.storefront.questions import PER_HOUR

PLACE = f"questions/{JUMPER}"


@pytest.fixture
def world(sqlite_database):
    with World(sqlite_database) as world:
        yield world


@pytest.fixture
def asking(world):
    return Questioned(world)


def reply(world, id, text):
    assert moves.answer(world.encore, world.shop, id, text, user_id="42")


def test_a_question_is_shown_under_the_reviews_once_it_is_published(world, asking, ask):
    told = ask(PLACE, method="POST", data={"text": "Does it\r\nrun small?", "name": " Jo  M. "})
    assert (told.status_code, "looks at your question" in told.text) == (200, True)
    (row,) = asking.listed(Pile.WAITING)
    assert (row.text, row.name, row.product) == ("Does it\nrun small?", "Jo M.", "Jumper")
    assert "run small" not in ask(f"reviews/{JUMPER}").text
    reply(world, asking.publish("Does it\nrun small?"), "It does.")
    for place in (f"reviews/{JUMPER}", PLACE):
        answer = ask(place)
        assert all(text in answer.text for text in ("run small?", "Jo M.", "It does.", "Answer of the shop"))
        assert answer.headers["Cache-Control"] == "public, max-age=1"
        assert "application/ld+json" not in answer.text
    asking.hide("Does it\nrun small?")
    assert "run small" not in ask(f"reviews/{JUMPER}").text


def test_reviews_leave_the_questions_out_where_the_page_has_a_place_of_its_own_for_them(asking, ask):
    asking.ask()
    asking.publish()
    assert "run small?" in ask(f"reviews/{JUMPER}").text
    assert "data-encore-part" not in ask(f"reviews/{JUMPER}", questions="0").text
    assert ask(f"reviews/{JUMPER}", questions="1").status_code == 401


def test_the_answer_of_an_owner_is_that_of_a_verified_buyer(world, asking, ask):
    asking.owner()
    asking.ask()
    asking.publish()
    world.spin(days=1)
    asking.answer(world.message(flow="question"), "A little.", "Ada L.")
    assert "A little." not in ask(PLACE).text
    asking.publish_answers()
    text = ask(PLACE).text
    assert "<bdi>Ada L.</bdi> · verified buyer" in text
    assert "A little." in text


@pytest.mark.parametrize(
    ("text", "name", "complaint"),
    [("  ", "Jo", "write your question"), ("x" * 501, "Jo", "shorten the question"), ("Why?", "J" * 61, "the name")],
)
def test_bad_input_is_said_and_what_was_typed_stays(asking, ask, text, name, complaint):
    answer = ask(PLACE, method="POST", data={"text": text, "name": name})
    assert answer.status_code == 422
    assert complaint in answer.text
    assert text.strip() in answer.text
    assert f'value="{name}"' in answer.text
    assert asking.listed(Pile.WAITING) == []


def test_the_same_question_sent_twice_is_one(asking, ask):
    for _ in range(2):
        assert ask(PLACE, method="POST", data={"text": "Why?"}).status_code == 200
    assert len(asking.listed(Pile.WAITING)) == 1


def test_rate_limits_of_asking(asking, ask):
    answers = [ask(PLACE, method="POST", data={"text": f"Why {number}?"}) for number in range(PER_HOUR + 1)]
    assert [one.status_code for one in answers] == [200] * PER_HOUR + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert f"Why {PER_HOUR}?" in answers[-1].text, "nothing typed is lost"
    assert len(asking.listed(Pile.WAITING)) == PER_HOUR


def test_a_report_reaches_the_desk_once_for_a_visitor(asking, ask):
    asking.ask()
    one = asking.find("Does it run small?")
    assert ask(f"question/{one.id}/report", method="POST").status_code == 404
    asking.publish()
    for _ in range(2):
        assert ask(f"question/{one.id}/report", method="POST").status_code == 200
    assert asking.find("Does it run small?").reports == 1


def test_a_page_of_questions_ends_where_the_next_begins(asking, ask):
    for number in range(PER_PAGE + 1):
        asking.ask(f"Number {number}?")
        asking.publish(f"Number {number}?")
    first = ask(PLACE).text
    (after,) = set(re.findall(r"after=([0-9a-f-]+)", first))
    second = ask(PLACE, after=after).text
    found = re.findall(r"Number \d", first + second)
    assert (len(found), len(set(found))) == (PER_PAGE + 1, PER_PAGE + 1)


def test_a_stored_script_stays_text(world, asking, ask):
    for text in MARKUP:
        asking.ask(text, text[:50])
    for row in asking.listed(Pile.WAITING):
        reply(world, asking.publish(row.text), row.text)
        text = ask(PLACE).text + ask(f"reviews/{JUMPER}").text
        assert not re.search(r"<(script|img|svg|iframe|b)[ >]", text)
        asking.hide(row.text)


def test_only_for_products_of_this_shop(world, asking, ask):
    assert ask(PLACE, method="POST", shop=world.other, data={"text": "Why?"}).status_code == 404
    assert "data-encore-part" not in ask(PLACE, shop=world.other).text
    assert ask(PLACE, method="POST", signed="0" * 64, data={"text": "Why?"}).status_code == 401
