"""How long reviews wait for a look and for an answer: the median of what people did, not of what publishes itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from told_reviews import STAFF, Reviewed
from world import World

from plugin.desk.publishing import drain
from plugin.desk.review_answers import answer
from plugin.desk.review_speed import DAYS, Waited, speed
from plugin.desk.reviews import Why
from plugin.model.review import Review

NONE = Waited(None, 0)
TWO_HOURS = Waited(timedelta(hours=2), 1)


@pytest.fixture
def world(database):
    with World(database, flows_on=("review_request",)) as made:
        yield made


@pytest.fixture
def reviewed(world):
    return Reviewed(world)


def found(world):
    with world.database.read(world.shop.id) as session:
        return speed(session, world.shop, world.clock.now())


def said(world, reviewed, text, answered, *, is_public=True):
    one = reviewed.find(text)
    assert answer(world.encore, world.shop, one.id, answered, is_public=is_public, user_id=STAFF)


def test_nothing_is_said_before_somebody_looked(world, reviewed):
    reviewed.write("jumper", 5, text="one")
    assert (found(world).look, found(world).answer) == (NONE, NONE)


def test_publishing_and_hiding_are_looks_and_the_median_is_of_both(world, reviewed):
    for hours in (1, 5, 3):
        reviewed.write("jumper", 5, text=f"after {hours}")
        world.clock.move_by(timedelta(hours=hours))
        if hours == 5:
            reviewed.hide("after 5", Why.INSULT)
        else:
            reviewed.publish()
    assert found(world).look == Waited(timedelta(hours=3), 3)


def test_the_first_look_counts_whatever_comes_later(world, reviewed):
    reviewed.write("jumper", 5, text="one")
    world.clock.move_by(timedelta(hours=2))
    reviewed.publish()
    world.clock.move_by(timedelta(hours=9))
    reviewed.hide("one", Why.INSULT)
    reviewed.show("one")
    assert found(world).look == TWO_HOURS


def test_what_publishes_itself_was_looked_at_by_nobody(world, reviewed):
    reviewed.write("jumper", 5, text="one")
    world.encore.shops.change(world.shop.id, settings={"reviews": {"publish_after": "0d"}})
    drain(world.encore, 100)
    assert reviewed.find("one").state == "published"
    assert found(world).look == NONE


def test_an_answer_counts_once_it_is_public_and_a_better_wording_makes_it_no_later(world, reviewed):
    reviewed.write("jumper", 1, text="one")
    world.clock.move_by(timedelta(hours=1))
    said(world, reviewed, "one", "Call them.", is_public=False)
    assert found(world).answer == NONE
    world.clock.move_by(timedelta(hours=1))
    said(world, reviewed, "one", "We are sorry.")
    assert found(world).answer == TWO_HOURS
    world.clock.move_by(timedelta(hours=1))
    said(world, reviewed, "one", "We are very sorry.")
    assert found(world).answer == TWO_HOURS
    said(world, reviewed, "one", "")
    assert found(world).answer == NONE


def test_only_what_was_written_here_and_lately_counts(world, reviewed):
    reviewed.write("jumper", 5, text="one")
    reviewed.publish()
    with world.database.write(world.shop.id) as session:
        session.execute(update(Review).where(Review.shop_id == world.shop.id).values(source="judgeme-reviews"))
    assert found(world).look == NONE
    with world.database.write(world.shop.id) as session:
        session.execute(update(Review).where(Review.shop_id == world.shop.id).values(source="encore"))
    assert found(world).look.count == 1
    world.clock.move_by(timedelta(days=DAYS + 1))
    assert found(world).look == NONE
    with world.database.read(world.shop.id) as session:
        assert session.scalar(select(Review.looked_at).where(Review.shop_id == world.shop.id)) is not None
