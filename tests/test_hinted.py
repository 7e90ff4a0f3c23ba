"""Reviews are looked through once, also those of an import and those that were here before; what was written twice by
two people is found by a hash that says nothing to who has not the shop's key."""

from __future__ import annotations

from datetime import timedelta

import pytest
from house import House
from sqlalchemy import select, update
from told_reviews import Reviewed
from world import World

from plugin.desk.publishing import drain
from plugin.desk.review_list import Choice, listed
from plugin.hinted import TOO_SHORT
from plugin.hints import Hint
from plugin.model.review import Review, ReviewState

PRAISE = "The best jumper that I have ever had, really"


@pytest.fixture
def world(database):
    with World(database, flows_on=("review_request",)) as made:
        yield made


@pytest.fixture
def reviewed(world):
    return Reviewed(world)


def hints(world):
    """Of each review that has any, by its stars."""
    drain(world.encore, 1_000)
    with world.database.read(world.shop.id) as session:
        found = [row for state in ReviewState for row in listed(session, world.shop, Choice(state)).rows]
    return {row.stars: row.hints for row in found if row.hints}


def rows(world, shop=None):
    where = shop or world.shop
    with world.database.read(where.id) as session:
        return list(session.scalars(select(Review).where(Review.shop_id == where.id).order_by(Review.stars)))


def change(world, stars, **values):
    with world.database.write(world.shop.id) as session:
        mine = update(Review).where(Review.shop_id == world.shop.id, Review.stars == stars)
        session.execute(mine.values(**values))


def test_the_same_words_of_two_people_are_a_hint_about_both(world, reviewed):
    reviewed.write("jumper", 5, text=PRAISE)
    reviewed.write("scarf", 4, text=PRAISE.upper() + "!")
    reviewed.write("scarf", 3, text="Quite another thing to say about it")
    assert hints(world) == {5: (Hint.TWIN,), 4: (Hint.CAPITALS, Hint.TWIN)}
    assert [(row.stars, row.state) for row in rows(world)] == [(3, "waiting"), (4, "waiting"), (5, "waiting")]


def test_short_words_are_the_same_by_chance(world, reviewed):
    for stars in (4, 5):
        reviewed.write("jumper", stars, text="Very good" if stars == 5 else "very good!")
    assert hints(world) == {}
    assert {row.text_hash for row in rows(world)} == {TOO_SHORT}


def test_who_says_the_same_twice_is_no_copy(world, reviewed):
    reviewed.write("jumper", 5, text=PRAISE)
    reviewed.write("scarf", 4, text=PRAISE + ".")
    change(world, 5, customer_id=7)
    change(world, 4, customer_id=7)
    assert hints(world) == {}


def test_the_hint_goes_when_the_words_do(world, reviewed):
    reviewed.write("jumper", 5, text=PRAISE)
    reviewed.write("scarf", 4, text=PRAISE + ".")
    drain(world.encore, 1_000)
    with world.database.write(world.shop.id) as session:
        one = session.scalar(select(Review).where(Review.shop_id == world.shop.id, Review.stars == 4))
        one.text, one.text_hash = world.shop.keys.seal("review.text", one.id, "Now in words of my own"), None
    assert hints(world) == {}


def test_an_edited_review_is_looked_through_again(world, reviewed):
    reviewed.write("jumper", 5, text="cheaper at https://example.com")
    assert hints(world) == {5: (Hint.LINK,)}
    (before,) = rows(world)
    world.clock.move_by(timedelta(hours=1))
    reviewed.edit("cheaper at https://example.com", 2)
    assert rows(world)[0].text_hash is None
    assert (hints(world), rows(world)[0].text_hash) == ({2: (Hint.LINK,)}, before.text_hash)


def test_many_products_of_one_person_in_an_hour_are_a_hint_about_each(world, reviewed):
    for place in range(6):
        reviewed.write(f"thing {place}", 1 + place % 5)
    assert hints(world) == {}
    with world.database.write(world.shop.id) as session:
        mine = update(Review).where(Review.shop_id == world.shop.id)
        session.execute(mine.values(customer_id=7, written_at=world.clock.now()))
    change(world, 3, text_hash=None)
    assert hints(world) == dict.fromkeys(range(1, 6), (Hint.CROWD,))


def test_an_import_is_looked_through_as_well_and_changes_nothing_else(database):
    with World(database) as world:
        house = House(world)
        head = (
            "title,body,rating,review_date,reviewer_name,reviewer_email,product_id,product_handle,reply,picture_urls"
        )
        lines = [
            f',"{PRAISE}",{stars},2025-01-0{stars},N{stars},n{stars}@shopper.example,901,jumper,,' for stars in (4, 5)
        ]
        house.take_in("\n".join([head, *lines]).encode(), "judgeme-reviews")
        before = [(row.state, row.stars) for row in rows(world)]
        assert hints(world) == {4: (Hint.TWIN,), 5: (Hint.TWIN,)}
        assert [(row.state, row.stars) for row in rows(world)] == before
        house.undo()
        assert rows(world) == []


def test_two_shops_hash_the_same_words_differently(world):
    for shop in (world.shop, world.other):
        id = f"old-{shop.id}"
        with world.database.write(shop.id) as session:
            session.add(Review(
                shop_id=shop.id, id=id, stars=5, text=shop.keys.seal("review.text", id, PRAISE), is_verified=True,
                state="published", written_at=world.clock.now(),
            ))  # fmt: skip
    drain(world.encore, 1_000)
    (mine,), (theirs,) = rows(world), rows(world, world.other)
    assert mine.text_hash
    assert theirs.text_hash
    assert mine.text_hash != theirs.text_hash
    assert hints(world) == {}
