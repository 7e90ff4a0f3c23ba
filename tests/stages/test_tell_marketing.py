"""What flows sent goes to the shop's marketing reports: by local day, only where that was granted, and once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from world import World

from plugin.events import Channel
from plugin.marketing import SCOPE, Figures
from plugin.model.marketing import MarketingDay
from plugin.platform.recording import RecordingPlatform
from plugin.platform.seam import PlatformDown
from plugin.stages.tell.marketing import REPORTED, tell

FLOWS_ON = ("thank_you", "review_request")  # one marketing mail each, so that a day's counts can be told


class Reports(RecordingPlatform):
    """Marketing reports that may be down, or refuse."""

    is_down = False
    refuses: str | None = None

    def __init__(self):
        super().__init__()
        self.asked = 0

    def report_day(self, shop_id, reported):
        self.asked += 1
        if self.is_down:
            raise PlatformDown("down")
        return self.refuses or super().report_day(shop_id, reported)


@pytest.fixture
def world(database):
    with World(database, platform=Reports(), flows_on=FLOWS_ON) as made:
        granted(made, SCOPE)
        yield made


def granted(world, scopes):
    world.encore.shops.change(world.shop.id, granted_scopes=scopes)


def told(world):
    """What the reports show once the stage has run: {(flow, day): figures}."""
    shop = world.encore.shops.by_id(world.shop.id)
    while tell(world.encore, shop, 100):
        pass
    return {
        (one.activity.remote_id.rpartition("-")[2], one.day): one.figures
        for one in world.platform.reported_days(world.shop.id)
    }


def next_day(world):
    """Until the day is over and its late receipts are in."""
    told(world)
    world.spin(days=1)
    told(world)
    world.spin(hours=1)


def asked_for_review(world):
    """The message, on the day on which it went."""
    world.delivered(world.order("jumper"))
    world.spin(days=7, hours=14)
    return world.message(flow="review_request", step=0)


def rows(world):
    with world.database.read(world.shop.id) as session:
        return list(session.scalars(select(MarketingDay).where(MarketingDay.shop_id == world.shop.id)))


def test_a_days_sends_and_what_came_of_them_are_told_once(world):
    message = asked_for_review(world)
    day = message.accepted_at.date()
    next_day(world)
    assert told(world)["review_request", day].sends == 1
    asked = world.platform.asked
    told(world)
    assert world.platform.asked == asked


def test_clicks_and_leaving_count_on_the_day_they_happen_and_each_message_once(world):
    message = asked_for_review(world)
    told(world)
    world.spin(days=3)
    told(world)
    today = world.clock.now().date()
    for _ in range(2):
        world.click(message)
        world.clock.move_by(timedelta(minutes=2))
    world.leave(message)
    world.leave(message)
    world.report(message, "complained")
    next_day(world)
    shown = told(world)["review_request", today]
    assert shown == Figures(sends=0, clicks=2, clicked=1, unsubscribes=1, complaints=1)


def test_service_messages_and_texts_are_no_marketing_mail(world):
    assert "thank_you" not in REPORTED
    who = world.customer(consent="unsubscribed", phone="+447400123456", sms_consent="subscribed")
    world.order("jumper", by=who)
    told(world)
    world.spin(days=15)
    assert {one.flow for one in world.outbox(channel=Channel.SMS.value, state="accepted")} >= {"thank_you"}
    assert told(world) == {}


def test_a_day_is_the_shops_own(database):
    with World(database, platform=Reports(), time_zone="America/New_York", flows_on=FLOWS_ON) as world:
        granted(world, SCOPE)
        world.spin(to="2026-02-03 02:00")
        message = asked_for_review(world)
        next_day(world)
        told(world)
        (reported, *_) = world.platform.reported_days(world.shop.id)
        assert reported.offset == timedelta(hours=-5)
        assert reported.day == (message.accepted_at - timedelta(hours=5)).date()


@pytest.mark.parametrize("scopes", [None, "", "read_orders,write_customers"])
def test_where_it_was_not_granted_nothing_is_listed_or_told(world, scopes):
    granted(world, scopes)
    asked_for_review(world)
    next_day(world)
    assert told(world) == {}
    assert rows(world) == []


def test_without_an_answer_the_shop_waits_and_it_is_told_later(world):
    message = asked_for_review(world)
    told(world)
    world.platform.is_down = True
    next_day(world)
    assert told(world) == {}
    waiting = [row for row in rows(world) if row.due_at is not None]
    assert {row.problem for row in waiting} == {"down"}
    assert all(row.due_at > world.clock.now() for row in waiting)
    world.platform.is_down = False
    world.spin(hours=6)
    assert told(world)["review_request", message.accepted_at.date()].sends == 1


def test_what_is_refused_is_noted_and_not_asked_again(world):
    asked_for_review(world)
    told(world)
    world.platform.refuses = "marketing_activity_set: INVALID at input"
    next_day(world)
    told(world)
    asked = world.platform.asked
    world.spin(days=1)
    assert world.platform.asked == asked == 1
    assert [row.problem for row in rows(world) if row.problem] == [world.platform.refuses]


def test_missed_days_are_made_up_for_but_no_more_than_a_week(world):
    told(world)
    first = max(row.day for row in rows(world))
    assert first == date(2026, 1, 31)
    world.spin(days=3)
    told(world)
    assert {row.day for row in rows(world)} == {first + timedelta(days=n) for n in range(4)}
    world.clock.move_by(timedelta(days=20))
    told(world)
    days = {row.day for row in rows(world)}
    assert days == {max(days) - timedelta(days=n) for n in range(7)}
