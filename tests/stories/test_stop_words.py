"""STOP ends the texts of a shop, in the words people use; START and a fresh opt-in begin them again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from facts_world import NOW, World
from own_history import PEOPLE, customer, order, sms_consent, text

ADA = PEOPLE[0]
DAY = timedelta(days=1)


@pytest.fixture
def world(sqlite_database) -> World:
    made = World(sqlite_database)
    made.tell("customers/create", customer(ADA, NOW - DAY, NOW - DAY))
    made.tell("customers_marketing_consent/update", sms_consent(ADA, "subscribed", NOW - DAY))
    return made


def _answers(world: World, words: str, sender: str = ADA.phone) -> None:
    world.clock.move_by(timedelta(minutes=1))
    said = {"type": "sms", "from": sender, "text": words, "at": text(world.clock.now()), "shop": world.shop.public_id}
    world.tell("receipts/http", [said], source="provider")


def _texts(world: World, number: int, who=ADA) -> set[tuple[str, str | None]]:
    """State and reason of the text that thanks for a new order."""
    world.clock.move_by(timedelta(minutes=1))
    view = order(number, who, world.clock.now(), [1])
    world.tell("orders/create", view)
    world.work()
    return {(row["state"], row["reason"]) for row in world.ledger(about=f"order:{view['id']}", channel="sms")}


@pytest.mark.parametrize(
    "words",
    ["STOP", "stop", " Stop. ", "STOP!", "Stop all", "UNSUBSCRIBE", "cancel", "End", "quit", "OPT-OUT", "opt out",
     "ARRET", "arrêt", "Arrêter", "BAJA", "parar", "STOPP", "abmelden", "Afmelden", "cancella"],
)  # fmt: skip
def test_stop_words(world: World, words: str) -> None:
    assert _texts(world, 1) == {("accepted", None)}
    _answers(world, words)
    assert _texts(world, 2) == {("suppressed", "unsubscribed")}


@pytest.mark.parametrize("words", ["When will it stop raining?", "Thanks!", "", "stopping by tomorrow"])
def test_other_words_stop_nothing(world: World, words: str) -> None:
    _answers(world, words)
    assert _texts(world, 1) == {("accepted", None)}


def test_start_begins_them_again(world: World) -> None:
    _answers(world, "STOP")
    _answers(world, "start")
    assert _texts(world, 1) == {("accepted", None)}


def test_a_fresh_opt_in_begins_them_again_and_an_old_one_does_not(world: World) -> None:
    _answers(world, "STOP")
    world.tell("customers_marketing_consent/update", sms_consent(ADA, "subscribed", NOW))
    assert _texts(world, 1) == {("suppressed", "unsubscribed")}
    world.clock.move_by(DAY)
    world.tell("customers_marketing_consent/update", sms_consent(ADA, "subscribed", world.clock.now()))
    assert _texts(world, 2) == {("accepted", None)}


def test_stop_holds_for_everybody_at_the_number(world: World) -> None:
    sister = replace(PEOPLE[1], phone=ADA.phone)
    world.tell("customers_marketing_consent/update", sms_consent(sister, "subscribed", NOW - DAY))
    _answers(world, "STOP")
    assert _texts(world, 1, sister) == {("suppressed", "unsubscribed")}


def test_stop_leaves_the_mail_alone(world: World) -> None:
    _answers(world, "STOP")
    _texts(world, 1)
    assert [letter.to for letter in world.email.letters] == [ADA.email]


def test_a_provider_that_was_told_stop_and_then_start_may_be_used_again(world: World) -> None:
    """Some providers report the opt-out on the next message instead of handing the reply on."""
    _texts(world, 1)
    message = world.ledger(channel="sms", state="accepted")[0]
    key = f"{world.shop.public_id}.{message['id']}"
    world.tell("receipts/http", [{"id": "r1", "key": key, "event": "opted_out"}], source="provider")
    assert _texts(world, 2) == {("suppressed", "opted_out")}
    _answers(world, "START")
    assert _texts(world, 3) == {("accepted", None)}
