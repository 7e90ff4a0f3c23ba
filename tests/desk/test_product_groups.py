"""Products of a group share their reviews: the list, the stars and what the platform is told say the same."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select
from world import World

from plugin.audit import findings
from plugin.desk.access import Choice, listed
from plugin.desk.product_groups import MOST, CannotGroup, dissolve, groups, make, products_titled
from plugin.model.product import Product
from plugin.model.review import ProductRating, Review
from plugin.model.staff import Deed
from plugin.published import hidden_count, rating_changed, rating_of_all, ratings
from plugin.review_pages import Order, Wanted, page_of

STAFF = "42"
RED, BLUE, MUG = 901, 902, 903
TITLES = {RED: "Jumper, red", BLUE: "Jumper, blue", MUG: "Mug"}


class Shelf:
    def __init__(self, world: World) -> None:
        self.world, self.shop, self.count = world, world.shop, 0
        with world.database.write(self.shop.id) as session:
            for id, title in TITLES.items():
                session.add(Product(
                    shop_id=self.shop.id, id=id, seen_at=world.clock.now(), title=title, handle=str(id),
                    is_active=True, in_stock=True, tags=[],
                ))  # fmt: skip

    def review(self, product_id: int, stars: int, **more: Any) -> None:
        self.count += 1
        self.world.clock.move_by(timedelta(minutes=1))
        id, now = f"{self.count:04x}", self.world.clock.now()
        usual = {"is_verified": True, "state": "published", "written_at": now}
        with self.world.database.write(self.shop.id) as session:
            session.add(Review(
                shop_id=self.shop.id, id=id, product_id=product_id, stars=stars, **{**usual, **more},
            ))  # fmt: skip
            rating_changed(session, self.shop.id, [product_id], now)

    def group(self, *product_ids: int, name: str = "Jumpers") -> None:
        make(self.world.encore, self.shop, name, product_ids, user_id=STAFF)

    def groups(self) -> list[tuple[str, list[str]]]:
        with self.world.database.read(self.shop.id) as session:
            return [(one.name, [member.title for member in one.members]) for one in groups(session, self.shop)]

    def dissolve(self) -> None:
        with self.world.database.read(self.shop.id) as session:
            (one,) = groups(session, self.shop)
        assert dissolve(self.world.encore, self.shop, one.id, user_id=STAFF)

    def rating(self, product_id: int) -> tuple[str, int]:
        with self.world.database.read(self.shop.id) as session:
            found = ratings(session, self.shop.id, [product_id])[product_id]
        return (str(found.average), found.count) if found.count else ("", 0)

    def told(self) -> dict[int, int]:
        """How many reviews of each product the platform knows of."""
        self.world.inline.wake("tell")
        return {id: one.count for id, one in self.world.platform.ratings(self.shop.id).items()}


@pytest.fixture
def world(database):
    with World(database, flows_on=()) as made:
        yield made


@pytest.fixture
def shelf(world):
    return Shelf(world)


def test_a_group_is_rated_as_one_and_each_alone_again_after_it(shelf):
    shelf.review(RED, 5)
    shelf.review(BLUE, 2)
    shelf.review(MUG, 1)
    shelf.group(RED, BLUE)
    assert (shelf.rating(RED), shelf.rating(BLUE), shelf.rating(MUG)) == (("3.5", 2), ("3.5", 2), ("1.0", 1))
    shelf.review(BLUE, 2)
    assert shelf.rating(RED) == ("3.0", 3)
    shelf.dissolve()
    assert (shelf.rating(RED), shelf.rating(BLUE)) == (("5.0", 1), ("2.0", 2))


def test_the_shop_as_a_whole_counts_each_review_once(world, shelf):
    for product_id in (RED, BLUE, MUG):
        shelf.review(product_id, 4)
    shelf.group(RED, BLUE)
    with world.database.read(world.shop.id) as session:
        assert rating_of_all(session, world.shop.id).count == 3


def test_the_platform_is_told_of_every_product_of_the_group(shelf):
    shelf.review(RED, 5)
    assert shelf.told() == {RED: 1}
    shelf.group(RED, BLUE)
    assert shelf.told() == {RED: 1, BLUE: 1}
    shelf.review(BLUE, 5)
    assert shelf.told() == {RED: 2, BLUE: 2}
    shelf.dissolve()
    assert shelf.told() == {RED: 1, BLUE: 1}


def test_what_is_hidden_is_counted_for_the_group(world, shelf):
    shelf.review(RED, 1, state="hidden")
    shelf.group(RED, BLUE)
    with world.database.read(world.shop.id) as session:
        assert [hidden_count(session, world.shop.id, one) for one in (RED, BLUE, MUG)] == [1, 1, 0]


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("stars", [None, 4])
def test_page_by_page_every_review_of_the_group_comes_once_and_in_order(world, shelf, order, stars):
    for number in range(13):
        shelf.review((RED, BLUE, MUG)[number % 3], 1 + number % 5, helpful=number % 4)
    shelf.group(RED, BLUE)
    seen, after = [], ""
    with world.database.read(world.shop.id) as session:
        while after is not None:
            page = page_of(session, world.shop, Wanted(BLUE, stars, order=order), after, per_page=2)
            assert len(page.rows) <= 2
            seen, after = [*seen, *page.rows], page.after
        mine = select(Review.id).where(Review.shop_id == world.shop.id, Review.product_id.in_([RED, BLUE]))
        there = session.scalars(mine if stars is None else mine.where(Review.stars == stars)).all()
    assert sorted(one.id for one in seen) == sorted(there)
    assert {one.product for one in seen} <= {TITLES[RED], TITLES[BLUE]}
    by = {
        Order.NEWEST: lambda one: (one.written_at,), Order.HELPFUL: lambda one: (one.helpful, one.written_at),
        Order.HIGHEST: lambda one: (one.stars, one.written_at),
        Order.LOWEST: lambda one: (-one.stars, one.written_at),
    }[order]  # fmt: skip
    assert all(by(first) > by(second) for first, second in pairwise(seen))


def test_a_product_is_in_one_group_at_most(shelf):
    shelf.group(RED, BLUE)
    for ids in ((RED, MUG), (MUG,), (), (MUG, 999), range(1000, 1001 + MOST)):
        with pytest.raises(CannotGroup):
            shelf.group(*ids)
    assert shelf.groups() == [("Jumpers", [TITLES[BLUE], TITLES[RED]])]


def test_products_are_found_by_a_part_of_their_title_unless_they_are_grouped(world, shelf):
    def found(text):
        with world.database.read(world.shop.id) as session:
            return [one.title for one in products_titled(session, world.shop, text)]

    assert found("jump") == [TITLES[BLUE], TITLES[RED]]
    assert found("%") == []
    shelf.group(RED, BLUE)
    assert (found("jump"), found("mug")) == ([], [TITLES[MUG]])


def test_making_and_dissolving_is_logged_and_another_shop_sees_nothing(world, shelf):
    shelf.review(RED, 5)
    shelf.group(RED, BLUE)
    with world.database.read(world.other.id) as session:
        assert groups(session, world.other) == []
        assert ratings(session, world.other.id, [BLUE])[BLUE].count == 0
    assert not dissolve(world.encore, world.other, "nothing", user_id=STAFF)
    shelf.dissolve()
    with world.database.read(world.shop.id) as session:
        deeds = [(row.deed, row.what) for row in listed(session, world.shop, Choice()).rows]
        assert list(findings(session, world.shop.id, world.clock.now())) == []
        versions = session.scalars(select(ProductRating.version).where(ProductRating.shop_id == world.shop.id)).all()
    assert deeds == [(Deed.CHANGED, "product_groups")] * 2
    assert sorted(versions) == [2, 3]
