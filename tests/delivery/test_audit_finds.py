"""`encore audit` finds what somebody did to the ledger behind its back."""

from __future__ import annotations

import pytest
from delivering import only
from sqlalchemy import delete, insert, select, update
from world import World

from plugin.ledger import digest
from plugin.model.message import Message, Transition


@pytest.fixture
def world(database):
    with World(database, flows_on=("thank_you",), settings=only("email")) as made:
        made.order()
        made.spin()
        made.order(by=made.customer(email="not an address"))
        made.spin()
        assert made.audit() == []
        yield made


def change(world: World, statement) -> None:
    with world.database.write(world.shop.id) as session:
        session.execute(statement)


def sent(world: World) -> Message:
    return world.message(state="accepted")


MESSAGE = (Message.shop_id, Message.id)


@pytest.mark.parametrize(
    ("column", "value"),
    [("state", "failed"), ("reason", "budget"), ("version", 9), ("chain", "0" * 32), ("accepted_at", None)],
)
def test_an_edited_row_is_found(world, column, value) -> None:
    id = sent(world).id
    change(world, update(Message).where(Message.shop_id == world.shop.id, Message.id == id).values({column: value}))
    assert any(id in one for one in world.audit())


def mine(world: World, version: int):
    return (
        Transition.shop_id == world.shop.id,
        Transition.message_id == sent(world).id,
        Transition.version == version,
    )


@pytest.mark.parametrize(("column", "value"), [("to_state", "held"), ("reason", "budget"), ("from_state", "retry")])
def test_an_edited_transition_is_found(world, column, value) -> None:
    change(world, update(Transition).where(*mine(world, 1)).values({column: value}))
    assert any(sent(world).id in one for one in world.audit())


@pytest.mark.parametrize("version", [0, 1, 2])
def test_a_removed_transition_is_found(world, version) -> None:
    change(world, delete(Transition).where(*mine(world, version)))
    assert any(sent(world).id in one for one in world.audit())


def test_a_doubled_acceptance_is_found_even_with_a_chain_that_fits(world) -> None:
    message = sent(world)
    now = world.clock.now()
    values = (message.version + 1, "accepted", "accepted", None, now.isoformat())
    row = {
        "shop_id": world.shop.id, "message_id": message.id, "version": message.version + 1, "from_state": "accepted",
        "to_state": "accepted", "reason": None, "at": now, "chain": digest(message.chain, values),
    }  # fmt: skip
    change(world, insert(Transition).values(row))
    found = world.audit()
    assert any("accepted 2 times" in one for one in found)
    assert any("not a move the ledger knows" in one for one in found)


def test_an_end_without_a_reason_and_a_message_that_never_ends_are_found(world) -> None:
    dropped = world.message(state="suppressed")
    with world.database.read(world.shop.id) as session:
        assert session.scalar(
            select(Message.reason).where(Message.shop_id == world.shop.id, Message.id == dropped.id)
        )
    world.pause()
    world.order()
    world.clock.move_to(world.clock.now().replace(day=25))
    assert any("a day after it was of any use" in one for one in world.audit())
