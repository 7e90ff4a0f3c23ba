"""Reviews that nobody looks at in time publish themselves: all ratings alike. What needs a person waits for one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from told_reviews import Reviewed
from world import World

from plugin.audit import findings
from plugin.config import PUBLISH_AFTER, duration
from plugin.desk.access import Choice, listed
from plugin.desk.publishing import drain
from plugin.desk.reviews import Why
from plugin.model.review import Review, ReviewState
from plugin.model.staff import ENCORE, Deed
from plugin.published import ratings
from plugin.visitors import report

A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(database):
    with World(database, flows_on=("review_request",)) as made:
        yield made


@pytest.fixture
def reviewed(world):
    return Reviewed(world)


def publish_after(world, span):
    world.encore.shops.change(world.shop.id, settings={"reviews": {"publish_after": span}})


def as_if_written_now(world, **more):
    with world.database.write(world.shop.id) as session:
        mine = update(Review).where(Review.shop_id == world.shop.id)
        session.execute(mine.values(written_at=world.clock.now(), **more))


def states(world):
    """What became of each review, by its stars."""
    with world.database.read(world.shop.id) as session:
        rows = session.execute(select(Review.stars, Review.state).where(Review.shop_id == world.shop.id))
        return dict(iter(rows))


def deeds(world):
    with world.database.read(world.shop.id) as session:
        assert list(findings(session, world.shop.id, world.clock.now())) == []
        return [(row.user_id, row.deed) for row in listed(session, world.shop, Choice()).rows]


@pytest.mark.parametrize("span", PUBLISH_AFTER)
def test_publishing_by_itself_is_rating_blind(world, reviewed, span):
    """Sibling of test_review_ask_is_rating_blind: the moment is the same for one star and for five."""
    for stars in range(1, 6):
        product = reviewed.write("jumper", stars)
    as_if_written_now(world)
    assert drain(world.encore, 100) == 1  # the newest is looked through; nothing publishes itself yet
    publish_after(world, span)
    world.clock.move_by(duration(span) - A_MINUTE)
    assert drain(world.encore, 100) == 0
    assert set(states(world).values()) == {"waiting"}
    world.clock.move_by(A_MINUTE)
    assert drain(world.encore, 100) == 5
    assert states(world) == dict.fromkeys(range(1, 6), "published")
    assert (drain(world.encore, 100), deeds(world)) == (0, [(ENCORE, Deed.PUBLISHED)])
    with world.database.read(world.shop.id) as session:
        assert ratings(session, world.shop.id, [product])[product].by_stars == dict.fromkeys(range(5, 0, -1), 1)
    assert "tell" in world.woken


def test_it_is_off_until_somebody_chooses_a_time(world, reviewed):
    reviewed.write("jumper", 5)
    world.clock.move_by(timedelta(days=400))
    drain(world.encore, 100)
    assert states(world) == {5: "waiting"}


def test_an_edited_review_waits_anew(world, reviewed):
    reviewed.write("jumper", 5, text="first words")
    publish_after(world, "1d")
    world.clock.move_by(timedelta(hours=20))
    reviewed.edit("first words", 2)
    world.clock.move_by(timedelta(hours=20))
    drain(world.encore, 100)
    assert states(world) == {2: "waiting"}
    world.clock.move_by(timedelta(hours=4))
    drain(world.encore, 100)
    assert states(world) == {2: "published"}


def test_what_is_hidden_or_withdrawn_stays_so(world, reviewed):
    for stars, text in ((1, "hidden"), (2, "withdrawn"), (3, "waits")):
        reviewed.write("jumper", stars, text=text)
    reviewed.hide("hidden", Why.INSULT)
    one = reviewed.find("withdrawn")
    with world.database.write(world.shop.id) as session:
        mine = update(Review).where(Review.shop_id == world.shop.id, Review.id == one.id)
        session.execute(mine.values(state=ReviewState.WITHDRAWN.value))
    publish_after(world, "0d")
    drain(world.encore, 100)
    assert states(world) == {1: "hidden", 2: "withdrawn", 3: "published"}


def test_what_was_reported_or_hints_at_spam_or_came_unpublished_waits_for_a_person(world, reviewed):
    reviewed.write("jumper", 1, text="reported and then edited")
    reviewed.publish()
    one = reviewed.find("reported and then edited")
    assert report(world.database, world.shop, one.id, "somebody", world.clock.now())
    reviewed.edit("reported and then edited", 2)
    reviewed.write("jumper", 3, text="cheaper at https://example.com")
    reviewed.write("jumper", 4, text="unpublished elsewhere")
    reviewed.write("jumper", 5, text="like any other")
    with world.database.write(world.shop.id) as session:
        mine = update(Review).where(Review.shop_id == world.shop.id, Review.stars == 4)
        session.execute(mine.values(import_id="run", source="judgeme-reviews"))
    publish_after(world, "1d")
    waiting = {row.stars: row.publishes_at for row in reviewed.listed(ReviewState.WAITING)}
    assert [stars for stars, at in waiting.items() if at is None] == [5, 4, 3, 2]  # the world's shop is as it was
    reviewed.world.shop = world.encore.shops.by_id(world.shop.id)
    waiting = {row.stars: row.publishes_at for row in reviewed.listed(ReviewState.WAITING)}
    assert waiting == {5: world.clock.now() + timedelta(days=1), 4: None, 3: None, 2: None}
    world.clock.move_by(timedelta(days=30))
    drain(world.encore, 100)
    assert states(world) == {2: "waiting", 3: "waiting", 4: "waiting", 5: "published"}


def test_the_other_shop_keeps_its_own_time(world, reviewed):
    reviewed.write("jumper", 5)
    world.encore.shops.change(world.other.id, settings={"reviews": {"publish_after": "0d"}})
    drain(world.encore, 100)
    assert states(world) == {5: "waiting"}
