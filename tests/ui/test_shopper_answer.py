"""The page on which an owner answers a question."""

from __future__ import annotations

import msgspec
import pytest
from ui_corpus import MARKUP

from plugin.model.message import Message
from plugin.model.product_question import ProductAnswer, ProductQuestion
from ui.shopper.answer import PER_HOUR

TEXT = "Does it pour\nwell?"


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


@pytest.fixture(autouse=True)
def passed_on(world):
    """The message passes a question about the kettle on."""
    keys, at = world.shop.keys, world.here.clock.now()
    with world.here.database.write(world.shop.id) as session:
        session.add(
            ProductQuestion(
                shop_id=world.shop.id, id="q1", product_id=901, asked_at=at, state="published",
                text=keys.seal("product_question.text", "q1", TEXT),
            )
        )  # fmt: skip
    world.change(Message, "m-mail", flow="question", about="question:q1@7")


def link(world):
    return world.link("answer")


def told(world):
    return [(topic, msgspec.json.decode(body)) for topic, body in world.told()]


def test_a_scanners_get_changes_nothing(world):
    before = world.rows()
    world.browser.head(link(world))
    page = world.browser.get(link(world)).text
    assert TEXT in page
    assert world.rows() == before


def test_an_answer_is_told_with_the_name_to_show(world):
    answer = world.browser.post(link(world), data={"text": " It does,\r\nvery. ", "name": " Ada  L. "})
    assert answer.status_code == 200
    said = {"message_id": "m-mail", "text": "It does,\nvery.", "name": "Ada L."}
    assert told(world) == [("shopper/question-answer", said)]


def test_what_was_answered_is_there_to_be_edited(world):
    keys = world.shop.keys
    id = keys.name("product_answer", "m-mail", 12).hex()
    with world.here.database.write(world.shop.id) as session:
        session.add(
            ProductAnswer(
                shop_id=world.shop.id, id=id, question_id="q1", customer_id=7, state="waiting",
                written_at=world.here.clock.now(), text=keys.seal("product_answer.text", id, "Well & good"),
                name=keys.seal("product_answer.name", id, "Ada"),
            )
        )  # fmt: skip
    page = world.browser.get(link(world)).text
    assert "Well &amp; good</textarea>" in page
    assert 'value="Ada"' in page


@pytest.mark.parametrize(("text", "name"), [(" ", "Ada"), ("x" * 2001, "Ada"), ("Yes", "A" * 61)])
def test_bad_input_is_said_and_what_was_typed_stays(world, text, name):
    answer = world.browser.post(link(world), data={"text": text, "name": name})
    assert answer.status_code == 422
    assert "Not yet right:" in answer.text
    assert text.strip() in answer.text
    assert name in answer.text
    assert told(world) == []


def test_a_question_that_is_shown_no_more_needs_no_answer(world):
    world.change(ProductQuestion, "q1", state="hidden")
    assert "does not show this question any more" in world.browser.get(link(world)).text
    answer = world.browser.post(link(world), data={"text": "It does."})
    assert (answer.status_code, "It does." in answer.text) == (410, True)
    assert told(world) == []


def test_a_message_about_something_else_passes_nothing_on(world):
    world.change(Message, "m-mail", about="order:300")
    assert world.browser.get(link(world)).status_code == 404


def test_rate_limits_of_answering(world):
    answers = [world.browser.post(link(world), data={"text": f"No {n}"}) for n in range(PER_HOUR + 1)]
    assert [one.status_code for one in answers] == [200] * PER_HOUR + [429]
    assert f"No {PER_HOUR}" in answers[-1].text


@pytest.mark.parametrize("text", MARKUP)
def test_a_stored_script_stays_text(world, text):
    world.change(ProductQuestion, "q1", text=world.shop.keys.seal("product_question.text", "q1", text))
    page = world.browser.post(link(world), data={"text": text, "name": "x" * 61}).text
    assert "<script" not in page
    assert "<img" not in page
