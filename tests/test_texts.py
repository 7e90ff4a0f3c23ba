"""Which words a message leaves with: the customer's language, and the shop's own text where it has one."""

from __future__ import annotations

import email
import email.policy
from typing import Any

import pytest
from world import World

from plugin.model.text import MessageText
from plugin.texts import TextKey


@pytest.fixture
def world(database):
    with World(database) as made:
        yield made


def write(world: World, number: int, subject: str | None, key: TextKey, shop: Any = None) -> None:
    where = shop or world.shop
    with world.database.write(where.id) as session:
        session.add(
            MessageText(
                shop_id=where.id, **key._asdict(), number=number, subject=subject, body=subject and "Hello!",
                created_at=world.clock.now(),
            )
        )  # fmt: skip


THANKS = TextKey("thank_you", 0, "en")


def subjects(world: World) -> list[str]:
    world.spin(minutes=5)
    found = (email.message_from_bytes(one.payload, policy=email.policy.default) for one in world.letters())
    return [str(one["Subject"]) for one in found]


@pytest.mark.parametrize(
    ("locale", "subject"),
    [
        ("de-AT", "Vielen Dank für Ihren Einkauf, Ada!"),
        ("fr", "Merci pour votre commande, Ada !"),
        ("es-MX", "¡Gracias por tu compra, Ada!"),
        ("pl", "Thank you for your purchase, Ada!"),
    ],
)
def test_a_customer_is_written_to_in_their_own_language(world, locale, subject):
    world.order("jumper", by=world.customer("Ada", locale=locale))
    assert subjects(world) == [subject]


def test_the_shops_language_is_taken_where_the_customers_is_not_written_here(world):
    world.encore.shops.change(world.shop.id, locale="de")
    world.order("jumper", by=world.customer("Ada", locale="pl"))
    assert subjects(world) == ["Vielen Dank für Ihren Einkauf, Ada!"]


def test_the_newest_own_text_goes_and_only_in_its_language(world):
    write(world, 1, "First", THANKS)
    world.order("jumper")
    assert subjects(world) == ["First"]
    write(world, 2, "Second", THANKS)
    world.order("jumper")
    world.order("jumper", by=world.customer("Eva", locale="de"))
    assert subjects(world) == ["First", "Second", "Vielen Dank für Ihren Einkauf, Eva!"]


def test_a_text_taken_back_is_the_shipped_one_again(world):
    write(world, 1, "First", THANKS)
    write(world, 2, None, THANKS)
    world.order("jumper", by=world.customer("Ada"))
    assert subjects(world) == ["Thank you for your purchase, Ada!"]


def test_another_shops_text_is_none_of_ours(world):
    write(world, 1, "Theirs", THANKS, world.other)
    world.order("jumper", by=world.customer("Ada"))
    assert subjects(world) == ["Thank you for your purchase, Ada!"]


def test_a_version_is_parsed_once(world):
    write(world, 1, "First", THANKS)
    once, twice = world.encore.texts.own(world.shop), world.encore.texts.own(world.shop)
    assert once[THANKS] is twice[THANKS]


def test_a_text_that_no_longer_parses_gives_way_to_the_shipped_one(world):
    write(world, 1, "Hi {{ gone.variable }}", THANKS)
    world.order("jumper", by=world.customer("Ada"))
    assert subjects(world) == ["Thank you for your purchase, Ada!"]
