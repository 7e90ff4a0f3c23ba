"""What comes of a review with pictures, of one taken back, and of an order that has not arrived."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from picture_files import picture
from sqlalchemy import select, update
from told_reviews import Reviewed
from world import World

from plugin.config import FlowSettings
from plugin.db.session import Database
from plugin.desk.person_rights import erase_person
from plugin.dossier import Subject, load
from plugin.events import OrderDelivered
from plugin.flows.registry import FLOWS
from plugin.held import held_about
from plugin.model.inbox import InboxItem
from plugin.model.message import MessageEvent, State
from plugin.model.review import Review, ReviewPhoto, ReviewState
from plugin.pictures import made_anew
from plugin.projection import Work
from plugin.published import ratings
from plugin.review_pages import Wanted, page_of
from plugin.review_photos import shown_photo
from plugin.stages import inbox

WEEK = timedelta(days=7)
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
        body = {"message_id": self.request.id, **msgspec.to_builtins(fields)}
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
        (one,) = page_of(session, world.shop, Wanted(asked.review.product_id)).rows
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
    world.spin(hours=2)
    asked.tell("review-withdrawn", line=asked.line)
    with world.database.write(world.shop.id) as session:
        again = {"state": "waiting", "wake_at": world.clock.now(), "lease_token": None}
        session.execute(
            update(InboxItem)
            .where(InboxItem.shop_id == world.shop.id, InboxItem.topic == "shopper/review")
            .values(again)
        )
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
    with world.database.read(world.shop.id) as session:
        work = Work(session, world.shop, world.clock.now())
        (held,) = held_about(work, [asked.request.customer_id], [])["reviews"]
        assert held["pictures"] == 1
    assert erase_person(world.encore, world.shop, asked.request.customer_id, user_id="42")
    assert asked.photos() == []
    asked.write(OTHER, text="Late")
    assert asked.photos() == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 5), st.sampled_from(ReviewState), st.booleans(), st.none() | st.just("a draw"))
def test_review_ask_is_rating_blind(again, stars, state, may_reuse, incentive):
    """Whatever somebody gave the last order and what became of it: the next one is asked about alike."""
    with again.world.database.write(again.world.shop.id) as session:
        given_before = {"stars": stars, "state": state.value, "may_reuse": may_reuse, "incentive": incentive}
        session.execute(update(Review).where(Review.shop_id == again.world.shop.id).values(given_before))
    with again.world.database.read(again.world.shop.id) as session:
        subject = Subject(again.order.customer.id)
        dossier = load(session, again.world.shop, {subject}, again.world.clock.now())[subject]
    flow, event = FLOWS["review_request"], OrderDelivered(again.order.id, again.world.clock.now())
    decisions = flow.decide(event, dossier.profile(flow, f"order:{again.order.id}"), FlowSettings(delay=WEEK))
    first, reminder = (one.at - again.world.clock.now() for one in decisions)
    assert (first, reminder) == (WEEK, 2 * WEEK)


@pytest.fixture
def again(sqlite_database):
    """Somebody who reviewed an order and the shop has another order delivered. (An open case makes the question wait,
    whatever their stars: tests/flows.)"""
    with World(sqlite_database, flows_on=("review_request",)) as world:
        buyer = world.customer()
        first = Asked(world, by=buyer)
        first.tell("review", items=[{"line": first.line, "stars": 1}], shop={"stars": 1})
        first.order = world.delivered(world.order("scarf", by=buyer))
        world.spin()
        yield first
