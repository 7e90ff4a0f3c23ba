"""The page where questions and their answers are looked at: published, hidden for a listed reason, answered."""

from __future__ import annotations

import re

import pytest
from questioned import Questioned
from ui_corpus import MARKUP

from plugin.desk.access import Choice, listed
from plugin.desk.product_questions import Pile

PILES = [*Pile, "nonsense"]


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


@pytest.fixture
def asking(world):
    return Questioned(world)


@pytest.fixture
def answered(world, asking):
    """A published question, and an owner's answer that waits."""
    asking.owner()
    asking.ask()
    asking.publish()
    world.spin(days=1)
    asking.answer(world.message(flow="question"), "A little.", "Ada L.")
    return asking


def deeds(world):
    with world.database.read(world.shop.id) as session:
        return [row.deed.value for row in listed(session, world.shop, Choice()).rows]


def test_a_question_is_published_hidden_for_a_reason_and_shown_again(staff, world, asking):
    asking.ask(name="Jo")
    one = asking.find("Does it run small?")
    page = staff.get("/app/questions").text
    assert all(text in page for text in ("Does it run small?", "shown as “Jo”", "Jumper"))
    at = f"/app/questions/{one.id}"
    assert staff.post(f"{at}/publish", {"seen": one.seen}).status_code == 200
    assert staff.post(f"{at}/publish", {"seen": one.seen}).status_code == 409
    seen = asking.find("Does it run small?").seen
    assert staff.post(f"{at}/hide", {"seen": seen, "why": "dislike"}).status_code == 422
    assert staff.post(f"{at}/hide", {"seen": seen, "why": "insult"}).status_code == 200
    hidden = asking.find("Does it run small?")
    assert (hidden.state, hidden.hidden_for) == ("hidden", "insult")
    assert "Insults or threatens somebody" in staff.get("/app/questions?pile=hidden").text
    assert staff.post(f"{at}/publish", {"seen": hidden.seen}).status_code == 200
    assert deeds(world).count("published_question") == 2
    assert deeds(world).count("hid_question") == 1
    assert world.audit() == []


def test_the_answer_of_an_owner_waits_to_be_looked_at(staff, world, answered):
    page = staff.get("/app/questions?pile=answered").text
    assert all(text in page for text in ("A little.", "shown as “Ada L.”", "1 owner asked"))
    (one,) = answered.find("Does it run small?").answers
    at = f"/app/questions/answers/{one.id}"
    assert staff.post(f"{at}/publish", {"seen": one.seen, "pile": "answered"}).status_code == 200
    (one,) = answered.find("Does it run small?").answers
    assert one.state == "published"
    assert staff.post(f"{at}/hide", {"seen": one.seen, "why": "private"}).status_code == 200
    (one,) = answered.find("Does it run small?").answers
    assert (one.state, one.hidden_for) == ("hidden", "private")


def test_the_shop_answers_changes_its_answer_and_takes_it_back(staff, world, asking):
    asking.ask()
    at = f"/app/questions/{asking.find('Does it run small?').id}/answer"
    for text in ("It does.", "It does not.", " "):
        assert staff.post(at, {"text": text}).status_code == 200
        assert asking.find("Does it run small?").own == text.strip()
    refused = staff.post(at, {"text": "x" * 2001})
    assert (refused.status_code, "x" * 2001 in refused.text) == (422, True)
    assert staff.post("/app/questions/none/answer", {"text": "x"}).status_code == 404
    assert deeds(world).count("answered_question") == 3


def test_who_may_not_see_people_does_not_see_what_they_wrote(staff, answered):
    staff.become("viewer")
    page = staff.get("/app/questions?pile=answered")
    assert (page.status_code, "Jumper" in page.text) == (200, True)
    for secret in ("run small", "A little", "Ada L", "<textarea", 'method="post"'):
        assert secret not in page.text.partition("<table")[2], secret
    assert 'href="/app/questions"' in staff.get("/app/").text


def test_what_visitors_write_stays_text(staff, asking):
    for text in MARKUP:
        asking.ask(text, text[:50])
    page = staff.get("/app/questions").text.partition("<table")[2].partition("</table")[0]
    assert not re.search(r"<(script|img|svg|iframe)", page)


@pytest.mark.parametrize("pile", PILES)
def test_an_empty_page_says_what_to_do(staff, pile):
    answer = staff.get(f"/app/questions?pile={pile}")
    assert (answer.status_code, "<h3>" in answer.text) == (200, True)
