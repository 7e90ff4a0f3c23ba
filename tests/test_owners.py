"""A published question is passed on to few owners, and what they answer is shown once it was looked at."""

from __future__ import annotations

import pytest
from questioned import Questioned
from world import World

from plugin.cases import open_case
from plugin.desk.person_rights import erase_person
from plugin.desk.product_questions import Pile
from plugin.desk.question_moves import answer
from plugin.held import held_about
from plugin.model.case import Cause
from plugin.owners import MOST
from plugin.product_questions import bring_questions
from plugin.projection.work import Work

ON = ("question",)
MONDAY = "2026-02-02 12:00"


@pytest.fixture
def world(sqlite_database):
    with World(sqlite_database, at=MONDAY, flows_on=ON) as made:
        yield made


@pytest.fixture
def asking(world):
    return Questioned(world)


def test_the_whole_way_on_both_databases(database):
    with World(database, at=MONDAY, flows_on=ON) as world:
        asking = Questioned(world)
        ada = asking.owner()
        asking.ask()
        assert world.outbox() == []
        asking.publish()
        world.spin(hours=2)
        message = world.message(flow="question")
        assert (message.customer_id, message.state) == (ada.id, "accepted")
        letter = world.letters()[0].payload
        assert b"Does it run small?" in letter
        assert b"/s/answer/" in letter
        asking.answer(message, "It does, a bit.", "Ada L.")
        (row,) = asking.listed(Pile.ANSWERED)
        assert [(one.text, one.name, one.state) for one in row.answers] == [("It does, a bit.", "Ada L.", "waiting")]
        asking.publish_answers()
        assert asking.find("Does it run small?").answers[0].state == "published"
        assert world.audit() == []
        assert world.seen_by_other() == {}


def test_an_answer_told_twice_is_one_and_an_edited_one_waits_again(world, asking):
    asking.owner()
    asking.ask()
    asking.publish()
    world.spin(hours=2)
    message = world.message(flow="question")
    for _ in range(2):
        asking.answer(message, "Yes.")
        asking.publish_answers()
    world.spin(hours=1)
    asking.answer(message, "Yes.")
    (one,) = asking.find("Does it run small?").answers
    assert one.state == "published"
    asking.answer(message, "No, sorry.")
    (one,) = asking.find("Does it run small?").answers
    assert (one.text, one.state) == ("No, sorry.", "waiting")


def test_at_most_five_are_asked_the_newest_buyers_first(world, asking):
    owners = []
    for number in range(MOST + 2):
        owners.append(asking.owner(f"Owner{number}").id)
        world.spin(minutes=1)
    asking.ask()
    asking.publish()
    assert asking.asked() == set(owners[-MOST:])


def test_who_may_not_be_written_to_or_has_trouble_or_asks_is_not_chosen(world, asking):
    asking.owner("Gone", consent="unsubscribed")
    asker, troubled, fine = (asking.owner(name) for name in ("Asker", "Troubled", "Fine"))
    world.order("jumper", by=world.customer("Waiting"))
    world.delivered(world.order("mug", by=world.customer("Other")))
    with world.database.write(world.shop.id) as session:
        work = Work(session, world.shop, world.clock.now())
        open_case(
            work, customer_id=troubled.id, order_id=None, cause=Cause.PROBLEM_TOLD, text="Torn",
            at=world.clock.now(), once="torn",
        )  # fmt: skip
    asking.ask(customer_id=asker.id)
    asking.publish()
    assert asking.asked() == {fine.id}


def test_nobody_is_chosen_twice_in_thirty_days(world, asking):
    ada = asking.owner()
    for text in ("Is it warm?", "Is it soft?"):
        asking.ask(text)
        asking.publish(text)
    world.spin(hours=3)
    assert [one.customer_id for one in world.outbox(flow="question")] == [ada.id]


def test_hidden_and_shown_again_it_is_passed_on_once(world, asking):
    asking.owner()
    asking.ask()
    asking.publish()
    asking.hide()
    world.spin(hours=3)
    asking.owner("Bea")
    asking.publish()
    world.spin(hours=3)
    assert world.states(flow="question") == [("question", "cancelled", "question_closed")]


def test_what_the_shop_has_answered_is_passed_on_to_nobody(world, asking):
    asking.owner()
    asking.ask()
    assert answer(world.encore, world.shop, asking.find("Does it run small?").id, "It does not.", user_id="42")
    asking.publish()
    assert asking.asked() == set()
    assert not answer(world.encore, world.shop, "none", "It does not.", user_id="42")


def test_a_flow_that_is_off_asks_nobody(world, asking):
    asking.owner()
    world.encore.shops.change(world.shop.id, flows_on_since={})
    world.shop = world.encore.shops.by_id(world.shop.id)
    asking.ask()
    asking.publish()
    assert asking.asked() == set()


def test_a_question_about_what_the_shop_does_not_have_is_none(world, asking):
    world.shop, there = world.other, world.shop
    assert not asking.ask()
    world.shop = there
    assert asking.ask()


def test_a_request_for_data_names_what_was_asked_and_answered_and_an_erasure_forgets_it(world, asking):
    ada = asking.owner()
    asking.ask("Is it warm?")
    asking.publish("Is it warm?")
    world.spin(hours=2)
    asking.answer(world.message(flow="question"), "Very warm.", "Ada L.")
    asking.ask("Is it soft?", "Ada L.", ada.id)
    with world.database.write(world.shop.id) as session:
        held = held_about(Work(session, world.shop, world.clock.now()), [ada.id], [])["questions"]
    assert [one["kind"] for one in held] == ["asked", "answered", "was_asked"]
    assert [one.get("text") for one in held] == ["Is it soft?", "Very warm.", None]
    assert erase_person(world.encore, world.shop, ada.id, user_id="42")
    left = [row.text for pile in Pile for row in asking.listed(pile)]
    assert set(left) == {"Is it warm?"}
    assert asking.find("Is it warm?").answers == []
    assert asking.asked() == set()


def test_what_a_merged_customer_was_asked_and_said_is_the_kept_ones(world, asking):
    ada = asking.owner()
    bea = world.customer("Bea")
    asking.ask()
    asking.publish()
    with world.database.write(world.shop.id) as session:
        bring_questions(Work(session, world.shop, world.clock.now()), bea.id, ada.id)
    assert asking.asked() == {bea.id}
