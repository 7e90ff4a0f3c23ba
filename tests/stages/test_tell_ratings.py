"""What products are rated goes to the platform: once, again after a crash, and never an older figure last."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from told_reviews import Reviewed
from world import World

from plugin.desk.reviews import Why
from plugin.model.review import ProductRating
from plugin.platform.recording import RecordingPlatform
from plugin.platform.seam import PlatformDown
from plugin.rating import Rating
from plugin.stages.tell import drain


class Trying(RecordingPlatform):
    """A platform that can be down, refuse products, and be interrupted."""

    def __init__(self):
        super().__init__()
        self.calls = []
        self.is_down = False
        self.refuses = {}
        self.meanwhile = None

    def rate(self, shop_id, ratings):
        self.calls.append([one.product_id for one in ratings])
        if self.is_down:
            raise PlatformDown("no answer")
        if self.meanwhile is not None:
            then, self.meanwhile = self.meanwhile, None
            then()
        super().rate(shop_id, [one for one in ratings if one.product_id not in self.refuses])
        return {one.product_id: self.refuses[one.product_id] for one in ratings if one.product_id in self.refuses}


@pytest.fixture
def platform():
    return Trying()


@pytest.fixture
def world(database, platform):
    with World(database, platform=platform) as world:
        yield world


@pytest.fixture
def reviewed(world):
    return Reviewed(world)


def shown(world):
    return {id: (str(one.average), one.count) for id, one in world.platform.ratings(world.shop.id).items()}


def row(world, product_id):
    with world.database.read(world.shop.id) as session:
        mine = select(ProductRating).where(
            ProductRating.shop_id == world.shop.id, ProductRating.product_id == product_id
        )
        return session.scalars(mine).one()


@pytest.mark.parametrize(
    ("stars", "average"), [((5,), "5.0"), ((5, 4, 4, 4), "4.3"), ((1, 2), "1.5"), ((4, 5, 5), "4.7")]
)
def test_the_average_is_told_to_one_place(stars, average):
    assert str(Rating(1, len(stars), sum(stars)).average) == average


def test_what_waits_is_not_counted_and_what_is_published_is(world, reviewed):
    jumper = reviewed.write("jumper", 5)
    reviewed.write("jumper", 2)
    world.spin()
    assert shown(world) == {}
    reviewed.publish()
    world.spin()
    assert shown(world) == {jumper: ("3.5", 2)}


def test_hiding_showing_and_editing_change_what_is_told(world, reviewed):
    jumper = reviewed.write("jumper", 5)
    reviewed.write("jumper", 2, text="You idiots")
    reviewed.publish()
    reviewed.hide("You idiots", Why.INSULT)
    world.spin()
    assert shown(world) == {jumper: ("5.0", 1)}
    reviewed.show("You idiots")
    world.spin()
    assert shown(world) == {jumper: ("3.5", 2)}
    reviewed.edit("You idiots", 1)
    world.spin()
    assert shown(world) == {jumper: ("5.0", 1)}


def test_the_last_review_that_goes_takes_the_rating_away(world, reviewed):
    reviewed.write("jumper", 3, text="meh")
    reviewed.publish()
    world.spin()
    reviewed.hide("meh", Why.UNRELATED)
    world.spin()
    assert shown(world) == {}


def test_a_product_that_never_showed_a_review_is_left_alone(world, reviewed):
    """Its rating may be another app's."""
    reviewed.write("jumper", 3, text="meh")
    reviewed.hide("meh", Why.ADVERTISING)
    world.spin()
    assert world.platform.calls == []


def test_telling_twice_is_telling_once(world, reviewed):
    reviewed.write("jumper", 3)
    reviewed.publish()
    world.spin()
    world.spin()
    assert len(world.platform.calls) == 1


def test_more_than_fit_in_one_call_are_told_in_several(world, reviewed):
    for number in range(14):
        reviewed.write(f"thing {number}", 4)
    reviewed.publish()
    world.spin()
    assert [len(call) for call in world.platform.calls] == [12, 2]
    assert len(shown(world)) == 14


def test_a_crash_after_telling_tells_the_same_again(world, reviewed, monkeypatch):
    jumper = reviewed.write("jumper", 4)
    reviewed.publish()
    with monkeypatch.context() as patch:
        patch.setattr("plugin.stages.tell.ratings._settle", _killed)
        with pytest.raises(KeyboardInterrupt):
            drain(world.encore, 100)
    assert row(world, jumper).told_at is None
    world.spin()
    assert shown(world) == {jumper: ("4.0", 1)}
    assert row(world, jumper).due_at is None
    assert len(world.platform.calls) == 2


def test_what_changes_while_it_is_told_is_told_again(world, reviewed):
    jumper = reviewed.write("jumper", 5, text="first")
    reviewed.write("jumper", 1)
    reviewed.publish("first")
    world.platform.meanwhile = reviewed.publish
    world.spin()
    assert shown(world) == {jumper: ("3.0", 2)}


def test_an_older_figure_that_arrives_last_is_put_right(world, reviewed):
    """Another process tells the newer one while this one still holds the older."""
    jumper = reviewed.write("jumper", 5, text="first")
    reviewed.write("jumper", 1)
    reviewed.publish("first")

    def other_process():
        reviewed.publish()
        drain(world.encore, 100)

    world.platform.meanwhile = other_process
    world.spin()
    assert shown(world) == {jumper: ("3.0", 2)}


def test_a_platform_that_is_down_is_asked_later_and_later(world, reviewed):
    jumper = reviewed.write("jumper", 5)
    reviewed.publish()
    world.platform.is_down = True
    waits = []
    for _ in range(12):
        drain(world.encore, 100)
        waits.append((row(world, jumper).due_at - world.clock.now()).total_seconds())
        assert drain(world.encore, 100) == 0
        world.clock.move_to(row(world, jumper).due_at)
    assert waits[:3] == [60, 120, 240]
    assert waits[-1] == 6 * 3600
    assert row(world, jumper).problem == "no answer"
    world.platform.is_down = False
    world.spin()
    assert shown(world) == {jumper: ("5.0", 1)}
    assert (row(world, jumper).problem, row(world, jumper).tries) == (None, 0)


def test_a_product_that_is_refused_keeps_no_other_waiting_and_is_asked_about_when_it_changes(world, reviewed):
    gone, there = reviewed.write("gone", 5), reviewed.write("there", 4)
    reviewed.publish()
    world.platform.refuses = {gone: "Owner does not exist"}
    world.spin()
    world.spin(days=1)
    assert shown(world) == {there: ("4.0", 1)}
    assert (row(world, gone).problem, row(world, gone).due_at) == ("Owner does not exist", None)
    assert len(world.platform.calls) == 1
    world.platform.refuses = {}
    reviewed.write("gone", 3)
    reviewed.publish()
    world.spin()
    assert shown(world)[gone] == ("4.0", 2)


def test_the_other_shop_is_told_nothing(world, reviewed):
    reviewed.write("jumper", 5)
    reviewed.publish()
    world.spin()
    assert world.platform.ratings(world.other.id) == {}
    assert world.seen_by_other() == {}


def _killed(*_):
    raise KeyboardInterrupt
