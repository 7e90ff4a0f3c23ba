"""A shop's past, replayed: with the settings of then it comes out as it did, with others it shows the difference."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from world import World

from plugin.events import Channel
from plugin.model import Base
from plugin.replay import replay, shown, tally

BEGINS, ENDS = datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 4, 20, tzinfo=UTC)
PHONE = "+447911123456"


@pytest.fixture
def world(database):
    with World(database) as made:
        yield made


def _a_shop_with_a_past(world):
    """A bit of everything that changes what is sent."""
    ada = world.customer("Ada", phone=PHONE, sms_consent="subscribed", birthday="1990-03-20")
    bob, cid = world.customer("Bob"), world.customer("Cid", consent="not_subscribed")
    world.delivered(world.order("jumper", "mug", by=ada))
    cancelled, refunded = world.order("mug", by=bob), world.order("plate", by=cid)
    world.spin(days=2)
    world.cancel(cancelled)
    world.delivered(refunded)
    world.spin(days=3)
    world.refund(refunded, 500)
    late = world.order("jumper", by=bob)
    world.spin(days=20)
    world.delivered(late)
    world.consent(ada, "unsubscribed", Channel.EMAIL)
    world.spin(days=1)
    world.order("plate", by=ada)
    world.order("bowl", paid=None)
    world.spin(to=ENDS)
    return ada, bob, cid


def _replay(world, **more):
    shop = world.encore.shops.by_id(world.shop.id)
    given = {"settings": {}, "flows_on": tuple(shop.flows_on_since), **more}
    return replay(world.encore, shop, BEGINS, ENDS, **given)


def _really(world):
    with world.database.read(world.shop.id) as session:
        flows = tally(session, world.shop, BEGINS, ENDS)
        messages = [one for flow in flows for one in shown(session, world.shop, flow, BEGINS, ENDS)]
    return flows, messages


def _sorted(messages):
    return sorted(
        (one.flow, one.about, one.step, one.channel, one.at, one.state, one.reason or "") for one in messages
    )


def test_the_past_with_its_own_settings_comes_out_as_it_did(world):
    _a_shop_with_a_past(world)
    flows, messages = _really(world)
    found = _replay(world)
    assert _sorted(found.messages) == _sorted(messages)
    assert {name: one for name, one in found.flows.items() if one.sent or one.not_sent} == flows
    assert found.orders == 6
    assert sum(sum(one.sent.values()) for one in found.flows.values()) > 8


def test_another_setting_shows_the_difference(world):
    _a_shop_with_a_past(world)
    now = _replay(world).flows["review_request"]
    never = _replay(world, settings={"flows": {"review_request": {"delay": "300d"}}}).flows["review_request"]
    assert now.sent["email"] > 0
    assert never.sent == {}


def test_a_flow_that_was_never_on_shows_what_it_would_have_done(database):
    with World(database, flows_on=()) as world:
        _a_shop_with_a_past(world)
        assert world.outbox() == []
        found = _replay(world, flows_on=("thank_you",))
        assert found.flows["thank_you"].sent["email"] == 5
        assert set(found.flows) == {"thank_you"}
        assert world.outbox() == []


def test_the_shop_is_only_read_and_nobody_is_written_to(world):
    _a_shop_with_a_past(world)
    before, letters = _everything(world), len(world.letters())
    _replay(world)
    assert _everything(world) == before
    assert len(world.letters()) == letters


def test_progress_is_told_and_ends_with_everything(world):
    _a_shop_with_a_past(world)
    told = []
    _replay(world, progress=lambda done, total: told.append((done, total)))
    assert told
    assert told[-1][0] == told[-1][1] > 10


def test_a_shop_without_a_past_has_nothing_to_replay(world):
    found = _replay(world)
    assert (found.orders, found.messages) == (0, [])


def _everything(world):
    with world.database.engine.connect() as connection:
        return {
            name: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{name}"'))))
            for name in Base.metadata.tables
        }
