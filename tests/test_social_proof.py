"""A suggested product carries its true rating, once enough have reviewed it, and one review that may be quoted."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import update
from world import World

from plugin.desk.preview import preview
from plugin.desk.publishing import drain
from plugin.desk.samples import goods
from plugin.model.message import State
from plugin.model.product import Product
from plugin.model.review import Review
from plugin.published import rating_changed
from plugin.social_proof import LEAST, LONGEST, SHORTEST, proofs

SCARF = 90_010  # the second product that the world makes
PRAISE = "It goes with everything I have, and it never itches."


class Shelf:
    """Reviews of the scarf, as they stand after being looked through."""

    def __init__(self, world: World) -> None:
        self.world, self.count = world, 0

    def review(self, stars: int, text: str = PRAISE, **more: Any) -> None:
        shop, now = self.world.shop, self.world.clock.now()
        self.count += 1
        id = f"r{self.count}"
        usual = {"is_verified": True, "may_reuse": True, "state": "published", "written_at": now}
        with self.world.database.write(shop.id) as session:
            session.add(Review(
                shop_id=shop.id, id=id, product_id=SCARF, stars=stars, text=shop.keys.seal("review.text", id, text),
                **{**usual, **more},
            ))  # fmt: skip
            rating_changed(session, shop.id, [SCARF], now)
        drain(self.world.encore, 100)

    def found(self) -> Any:
        with self.world.database.read(self.world.shop.id) as session:
            return proofs(session, self.world.shop, [SCARF]).get(SCARF)


@pytest.fixture
def world(database):
    with World(database, flows_on=("cross_sell",)) as made:
        yield made


@pytest.fixture
def shelf(world):
    return Shelf(world)


def test_fewer_than_three_reviews_prove_nothing(shelf):
    for stars in [5] * (LEAST - 1):
        shelf.review(stars)
    assert shelf.found() is None
    shelf.review(1)
    assert shelf.found().rating.average == Decimal("3.7")


def test_the_average_is_of_all_reviews_also_where_a_good_one_is_quoted(shelf):
    for stars in (1, 1, 2):
        shelf.review(stars, text=f"{stars} stars, and that is already kind of me to say")
    assert shelf.found().quote == ""
    shelf.review(5)
    assert (shelf.found().rating.average, shelf.found().rating.count) == (Decimal("2.3"), 4)
    assert shelf.found().quote == PRAISE


@pytest.mark.parametrize("more", [
    {"may_reuse": False}, {"state": "waiting"}, {"state": "hidden"}, {"stars": 3}, {"incentive": "a draw"},
    {"text": "x" * (SHORTEST - 1)}, {"text": "word " * LONGEST}, {"text": PRAISE + " Cheaper at https://example.com"},
    {"is_verified": False},
])  # fmt: skip
def test_nobody_is_quoted_without_permission_or_with_a_condition(shelf, more):
    for stars in (3, 3, 3):
        shelf.review(stars, text="It is a scarf and does what a scarf does", may_reuse=False)
    shelf.review(**{"stars": 5, **more})
    assert shelf.found().quote == ""


def test_what_two_people_wrote_alike_is_not_quoted(shelf):
    for order_id in (1, 2, 3):
        shelf.review(5, order_id=order_id)
    assert (shelf.found().rating.count, shelf.found().quote) == (3, "")


def test_the_most_helpful_is_quoted_then_the_newest(shelf):
    texts = [f"Number {number}: it goes with everything I have" for number in range(3)]
    for text in texts:
        shelf.review(5, text=text)
        shelf.world.clock.move_by(timedelta(minutes=1))
    assert shelf.found().quote == texts[2]
    with shelf.world.database.write(shelf.world.shop.id) as session:
        mine = update(Review).where(Review.shop_id == shelf.world.shop.id, Review.id == "r1")
        session.execute(mine.values(helpful=2))
    assert shelf.found().quote == texts[0]


@pytest.fixture
def bought(world, shelf):
    """Ada has a jumper; who bought one often came back for a scarf, which is well reviewed."""
    for _ in range(6):
        world.order("jumper", "scarf")
        world.order("kettle")
    with world.database.write(world.shop.id) as session:
        for id, title in ((90_000, "jumper"), (SCARF, "scarf")):
            session.add(Product(
                shop_id=world.shop.id, id=id, seen_at=world.clock.now(), title=title, handle=title, is_active=True,
                in_stock=True, tags=[],
            ))  # fmt: skip
    for stars, text in ((5, PRAISE), (5, "Fine"), (4, "Nice")):
        shelf.review(stars, text=text)
    world.spin(days=8)  # what goes together is learned once a week
    ada = world.customer("Ada")
    order = world.order("jumper", by=ada)
    return SimpleNamespace(ada=ada, order=order)


def test_the_cross_sell_that_leaves_carries_the_proof_and_so_does_its_preview(world, bought):
    world.delivered(bought.order)
    ahead = preview(world.encore, world.shop, bought.ada.id)
    (coming,) = [one for one in ahead.coming if one.flow == "cross_sell" and one.goes]
    world.spin(days=20)
    letter = world.message(flow="cross_sell", state=State.ACCEPTED.value)
    text = world.shop.keys.open("message.text", letter.id, letter.text)
    for said in (text, coming.text):
        assert "scarf, 4.7★ (3)" in said
        assert PRAISE in said


def test_the_sample_of_the_editor_shows_it_too(world, bought):
    with world.database.read(world.shop.id) as session:
        proof = {one.title: one.proof for one in goods(session, world.shop)}
    assert (proof["jumper"], proof["scarf"].quote) == (None, PRAISE)
