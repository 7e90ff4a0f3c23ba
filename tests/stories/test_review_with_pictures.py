"""What comes of a review with pictures, of one taken back, and of an order that has not arrived."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from picture_files import picture
from sqlalchemy import select
from told_reviews import Reviewed
from world import World

from plugin.db.session import Database
from plugin.desk.person_rights import erase_person
from plugin.held import held_about
from plugin.model.inbox import InboxItem
from plugin.model.message import MessageEvent, State
from plugin.model.review import Review, ReviewPhoto, ReviewState
from plugin.pictures import made_anew
from plugin.projection import Work
from plugin.published import ratings, reviews, shown_photo
from plugin.stages import inbox

PHOTO = made_anew(picture("PNG", (8, 4)))
OTHER = made_anew(picture("PNG", (4, 8)))


class Asked:
    """One buyer who was asked about one jumper, and answers."""

    def __init__(self, world: World, **order) -> None:
        self.world = world
        self.order = world.delivered(world.order("jumper", **order))
        world.spin(days=8)
        self.request = world.message(flow="review_request", step=0, about=f"order:{self.order.id}")
        self.line = self.order.lines[0]["id"]

    def tell(self, topic, **fields):
        body = {"message_id": self.request.id, **msgspec.to_builtins(fields, enc_hook=None)}
        self.world.webhook(f"shopper/{topic}", body, source="shopper")

    def write(self, *photos, stars=5, **more):
        about = {"stars": stars, "photos": photos, **more}
        self.tell("review", items=[{"line": self.line, **about}])

    @property
    def review(self) -> Review:
        with self.world.database.read(self.world.shop.id) as session:
            return session.scalars(select(Review).where(Review.shop_id == self.world.shop.id)).one()

    def photos(self) -> list[str]:
        with self.world.database.read(self.world.shop.id) as session:
            mine = select(ReviewPhoto.id).where(ReviewPhoto.shop_id == self.world.shop.id)
            return list(session.scalars(mine.order_by(ReviewPhoto.position)))

    def shown(self, id: str):
        with self.world.database.read(self.world.shop.id) as session:
            return shown_photo(session, self.world.shop, id, is_small=False)

    def publish(self) -> None:
        Reviewed(self.world).publish()


@pytest.fixture
def world(database: Database):
    with World(database) as world:
        yield world


@pytest.fixture
def asked(world: World) -> Asked:
    return Asked(world)


def test_pictures_are_sealed_and_shown_once_their_review_is_published(world, asked):
    asked.write(PHOTO, OTHER, text="Warm")
    first, second = asked.photos()
    assert asked.shown(first) is None
    asked.publish()
    assert (asked.shown(first), asked.shown(second)) == (PHOTO.content, OTHER.content)
    with world.database.read(world.shop.id) as session:
        (one,) = reviews(session, world.shop, asked.review.product_id)
        assert [(photo.id, photo.width, photo.height) for photo in one.photos] == [(first, 8, 4), (second, 4, 8)]
        assert (
            PHOTO.content
            not in session.scalars(select(ReviewPhoto.content).where(ReviewPhoto.shop_id == world.shop.id)).all()
        )
    with world.database.read(world.other.id) as session:
        assert shown_photo(session, world.other, first, is_small=False) is None


def test_a_picture_survives_a_crash_before_it_is_projected_and_twice_is_once(world, asked, monkeypatch):
    def dies(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(inbox, "_done", dies)
        with pytest.raises(KeyboardInterrupt):
            asked.write(PHOTO)
    assert asked.photos() == []
    world.clock.move_by(timedelta(hours=1))
    world.spin()
    assert len(asked.photos()) == 1
    asked.write(PHOTO)
    assert len(asked.photos()) == 1


def test_pictures_come_to_those_that_are_there_and_go_when_removed(asked):
    asked.write(PHOTO)
    (first,) = asked.photos()
    asked.write(OTHER)
    assert len(asked.photos()) == 2
    asked.write(without=[first])
    assert first not in asked.photos()
    assert len(asked.photos()) == 1


def test_what_is_sent_again_as_it_is_stays_published(asked):
    asked.write(text="Warm")
    asked.publish()
    asked.write(text="Warm")
    assert (asked.review.state, asked.review.edited_at) == ("published", None)
    asked.write(PHOTO, text="Warm")
    assert asked.review.state == "waiting"


def test_taking_a_review_back_removes_it_and_its_pictures_until_it_is_written_again(world, asked):
    asked.write(PHOTO, text="Warm", video="https://v.example/1")
    asked.publish()
    world.spin(hours=1)
    asked.tell("review-withdrawn", line=asked.line)
    row = asked.review
    assert (row.state, row.video, asked.photos()) == (ReviewState.WITHDRAWN, None, [])
    with world.database.read(world.shop.id) as session:
        assert ratings(session, world.shop.id, [row.product_id])[row.product_id].count == 0
    world.spin(hours=1)
    assert row.product_id not in world.platform.ratings(world.shop.id)
    asked.write(text="Warm")
    assert asked.review.state == "waiting"


def test_an_older_word_that_comes_late_changes_nothing(world, asked):
    asked.write(stars=5)
    before = world.clock.now()
    world.spin(hours=2)
    asked.tell("review-withdrawn", line=asked.line)
    work_off = world.clock.now()
    assert before < work_off
    with world.database.write(world.shop.id) as session:
        item = session.scalars(
            select(InboxItem).where(InboxItem.shop_id == world.shop.id, InboxItem.topic == "shopper/review")
        ).one()
        item.state, item.wake_at, item.lease_token = "waiting", work_off, None
    world.spin()
    assert asked.review.state == "withdrawn"


def test_the_shop_is_reviewed_apart_from_its_products(world, asked):
    world.spin()
    asked.tell("review", shop={"stars": 2, "text": "Slow"}, may_reuse=True, incentive="a draw")
    row = asked.review
    assert (row.of, row.line_id, row.product_id, row.stars) == ("shop", None, None, 2)
    assert (row.may_reuse, row.incentive, row.is_verified) == (True, "a draw", True)
    asked.publish()
    (_, reminder) = world.outbox(flow="review_request")
    assert reminder.state == State.PLANNED, "the item has not been reviewed"


def test_what_has_not_arrived_is_asked_about_a_week_later(world, asked):
    world.spin(days=3)
    told_at = world.clock.now()
    asked.tell("not-arrived")
    world.spin()
    (_, reminder) = world.outbox(flow="review_request")
    assert reminder.state == State.HELD
    assert reminder.reason == "not_arrived"
    assert reminder.due_at >= told_at + timedelta(days=7)
    world.spin(days=9)
    (_, reminder) = world.outbox(flow="review_request")
    assert reminder.state == State.ACCEPTED


def test_what_is_told_is_noted_with_the_message(world, asked):
    asked.tell("not-arrived")
    asked.tell("problem", text="A button is off, says Ada")
    with world.database.read(world.shop.id) as session:
        rows = session.execute(
            select(MessageEvent.kind, MessageEvent.detail).where(
                MessageEvent.shop_id == world.shop.id, MessageEvent.message_id == asked.request.id
            )
        ).all()
    assert {("not_arrived", None), ("problem", None)} <= {tuple(row) for row in rows}


def test_who_is_erased_leaves_no_picture_not_even_one_under_way(world, asked):
    asked.write(PHOTO, text="Warm")
    work = None
    with world.database.read(world.shop.id) as session:
        work = Work(session, world.shop, world.clock.now())
        (held,) = held_about(work, [asked.request.customer_id], [])["reviews"]
        assert held["pictures"] == 1
    assert erase_person(world.encore, world.shop, asked.request.customer_id, user_id="42")
    assert asked.photos() == []
    asked.write(OTHER, text="Late")
    assert asked.photos() == []


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.booleans(), st.booleans()), min_size=2, max_size=2))
def test_review_ask_is_rating_blind(blind, answers):
    """Whatever somebody gave the last order, its pictures and problems: the next one is asked about alike."""
    asks = []
    for stars, has_problem, is_withdrawn in answers:
        buyer = blind.customer()
        first = Asked(blind, by=buyer)
        first.tell("review", items=[{"line": first.line, "stars": stars}], shop={"stars": stars})
        if has_problem:
            first.tell("problem", text="It itches")
        if is_withdrawn:
            first.tell("review-withdrawn", line=first.line)
        blind.spin(to=blind.clock.now().replace(hour=10, minute=0, second=0) + timedelta(days=1))
        bought = blind.clock.now()
        order = blind.delivered(blind.order(f"scarf {buyer.id}", by=buyer))
        blind.spin(days=16)
        asks.append(
            [
                (one.step, one.state, one.reason, one.purpose, one.channel, (one.due_at - bought).days)
                for one in blind.outbox(flow="review_request", about=f"order:{order.id}")
            ]
        )
    assert asks[0] == asks[1]
    assert [one[0] for one in asks[0]] == [0, 1]


@pytest.fixture
def blind(sqlite_database):
    with World(sqlite_database) as world:
        yield world
