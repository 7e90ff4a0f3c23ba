"""How a shop's Encore is doing, in figures."""

from datetime import timedelta

import pytest
from silent_transport import SilentTransport
from world import World

from plugin.desk.health import health
from plugin.desk.marks import note_audit
from plugin.runtime.scheduler import beat


@pytest.fixture
def world(database):
    with World(database, email=SilentTransport()) as made:
        yield made


def _health(world, shop=None):
    return health(world.encore, world.encore.shops.by_id((shop or world.shop).id))


def test_a_new_shop_has_heard_nothing_and_its_clock_stands(world):
    found = _health(world)
    assert (found.webhooks.last_at, found.webhooks.lag, found.webhooks.rejected) == (None, None, [])
    assert not found.ticks(world.clock.now())
    assert found.audit is None


def test_a_clock_that_ticks_makes_a_shop_well(world):
    beat(world.encore, "clock")
    now = world.clock.now()
    assert _health(world).is_well(now, paused=False)
    assert not _health(world).is_well(now + timedelta(minutes=2), paused=False)


def test_the_newest_webhook_and_what_was_rejected_are_told(world):
    world.order("jumper")
    world.spin(hours=1)
    world.webhook("orders/create", {"nonsense": True})
    found = _health(world).webhooks
    assert found.last_at == world.clock.now()
    assert found.lag == found.worst_lag == timedelta(0)
    assert [(topic, count) for topic, _, count in found.rejected] == [("orders/create", 1)]
    assert _health(world, world.other).webhooks.rejected == []


def test_what_waits_is_counted_with_its_age(world):
    world.webhook("products/create", {"id": 1}, work=False)
    world.clock.move_by(timedelta(minutes=6))
    found = _health(world)
    inbox, outbox = found.queues
    assert (inbox.waiting, inbox.age(world.clock.now())) == (1, timedelta(minutes=6))
    assert (outbox.waiting, outbox.oldest_at) == (0, None)
    assert found.is_late(inbox, world.clock.now())


def test_messages_that_wait_while_all_is_paused_are_meant_to(world):
    world.pause()
    world.order("jumper")
    world.clock.move_by(timedelta(minutes=6))
    beat(world.encore, "clock")
    found = _health(world)
    assert found.queues[1].waiting
    assert found.is_well(world.clock.now(), paused=True)
    assert not found.is_well(world.clock.now(), paused=False)


def test_faults_of_the_providers_are_counted_by_reason_for_a_day(world):
    world.order("jumper")
    world.spin(minutes=1)
    (fault,) = _health(world).faults
    assert (fault.channel, fault.state, fault.reason, fault.count) == ("email", "unknown", "no_answer", 1)
    world.clock.move_by(timedelta(days=2))
    assert _health(world).faults == []


def test_what_the_last_proof_of_the_ledger_found_is_remembered(world):
    note_audit(world.encore, world.shop, 2)
    assert _health(world).audit.findings == 2
    assert not _health(world).is_well(world.clock.now(), paused=False)
