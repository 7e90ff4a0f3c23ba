"""The first page: steps before going live, today in numbers, and what needs a person."""

from datetime import date, timedelta

import pytest
from silent_transport import SilentTransport
from sqlalchemy import insert
from world import World, settings_for

from plugin.desk import home
from plugin.desk.home import Task, Trouble, choices_of
from plugin.desk.marks import LOOKED_AT, mark_once
from plugin.desk.outbox import listed
from plugin.desk.settings import change, pause
from plugin.model.message import Breaker

CONNECTED = settings_for(smtp_url="smtp://localhost:8025", sms_url="http://localhost/sms")


@pytest.fixture
def world(database):
    with World(database, flows_on=()) as made:
        yield made


@pytest.fixture
def busy(database):
    with World(database, email=SilentTransport()) as made:
        yield made


def _shop(world):
    return world.encore.shops.by_id(world.shop.id)


def _tasks(world, settings=CONNECTED):
    with world.database.read(world.shop.id) as session:
        return home.tasks(session, _shop(world), settings)


def _troubles(world, settings=CONNECTED):
    with world.database.read(world.shop.id) as session:
        found = home.problems(session, _shop(world), settings, world.clock.now())
    return {one.trouble: one for one in found}


def test_a_new_shop_has_everything_to_do_and_nothing_about_texts(world):
    assert _tasks(world) == {Task.SENDER: False, Task.SENDER_EMAIL: False, Task.LOOK: False, Task.FIRST_FLOW: False}


def test_each_step_is_done_by_what_it_asks_for(world):
    shop = _shop(world)
    patch = {"sender": {"postal_address": "1 Kiln Lane", "email": "hello@pots.example"}, "consent": {}}
    world.encore.shops.change(shop.id, settings=patch, flows_on_since={"thank_you": ""})
    mark_once(world.encore, shop, LOOKED_AT)
    found = _tasks(world)
    assert [one for one, done in found.items() if not done] == [Task.SMS_CONSENT]
    change(world.encore, _shop(world), _shop(world).settings_version, {"consent": {"checkout_sms_on": "2026-01-01"}})
    assert all(_tasks(world).values())
    assert not _tasks(world, settings_for())[Task.SMS_PROVIDER]


def test_a_shop_that_has_sent_has_been_looked_at(busy):
    assert not _tasks(busy)[Task.LOOK]
    busy.email.answers = True
    busy.order("jumper")
    busy.spin(hours=1)
    assert _tasks(busy)[Task.LOOK]


def test_each_number_of_today_counts_the_rows_it_opens(busy):
    busy.email.answers = True
    busy.order("jumper")
    busy.spin(hours=1)
    busy.delivered(busy.order("mug"))
    busy.spin(days=6, hours=20)
    now = busy.clock.now()
    with busy.database.read(busy.shop.id) as session:
        found = home.today_of(session, busy.shop, now)
        for name, chosen in choices_of(found.day).items():
            assert getattr(found, name) == len(listed(session, busy.shop, chosen, now).rows), name
    assert found.day == date(2026, 2, 8)
    assert found.next_day > 0


def test_today_is_the_shops_own_day(database):
    with (
        World(database, time_zone="Pacific/Auckland", at="2026-02-01 12:00") as there,
        there.database.read(there.shop.id) as session,
    ):
        assert home.today_of(session, there.shop, there.clock.now()).day == date(2026, 2, 2)


def test_a_quiet_shop_that_is_set_up_has_no_problem(world):
    assert _troubles(world) == {}


def test_a_message_nobody_can_tell_about_needs_a_person(busy):
    busy.order("jumper")
    busy.spin(minutes=1)
    assert _troubles(busy)[Trouble.UNKNOWN].count == 1


def test_no_server_and_no_sender_are_problems_of_a_shop_with_a_flow(busy):
    assert {Trouble.NO_SENDER} == set(_troubles(busy))
    assert {Trouble.NO_SENDER, Trouble.NO_MAIL_SERVER} == set(_troubles(busy, settings_for()))


def test_dead_tokens_and_missing_scopes_need_the_merchant(world):
    world.encore.shops.change(world.shop.id, granted_scopes="read_orders")
    assert set(_troubles(world)) == {Trouble.SCOPES}
    world.encore.shops.change(world.shop.id, needs_merchant_at=world.clock.now())
    assert set(_troubles(world)) == {Trouble.TOKENS}


def test_an_open_breaker_is_told_with_the_providers_reason(world):
    with world.database.write(world.shop.id) as session:
        row = {
            "shop_id": world.shop.id,
            "provider": "smtp",
            "opens_at": world.clock.now(),
            "recent": "",
            "reason": "535",
        }
        session.execute(insert(Breaker), [row])
    assert _troubles(world)[Trouble.BREAKER].detail == "smtp: 535"


def test_what_waits_longer_than_five_minutes_is_a_problem(world):
    world.webhook("products/create", {"id": 1}, work=False)
    world.clock.move_by(timedelta(minutes=4))
    assert Trouble.QUEUE not in _troubles(world)
    world.clock.move_by(timedelta(minutes=2))
    assert _troubles(world)[Trouble.QUEUE].count == 1
    pause(world.encore, world.shop)
    assert Trouble.QUEUE not in _troubles(world)
