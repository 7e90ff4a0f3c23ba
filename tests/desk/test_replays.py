"""“What would have happened last month”, asked for on a page and worked out by its stage."""

from dataclasses import replace

import pytest
from world import World

from plugin.desk import replaying
from plugin.desk.replays import ask, runs
from plugin.erasure import erase_customer
from plugin.events import CustomerRedacted
from plugin.flows.registry import FLOWS
from plugin.projection import Work

VIP = FLOWS["thank_you"]


@pytest.fixture
def world(database):
    with World(database, flows_on=("vip_code",)) as made:
        made.order("jumper")
        made.spin(days=40)
        made.order("mug")
        made.order("mug", paid=None)
        made.spin(days=3)
        yield made


def _runs(world, shop=None):
    where = shop or world.shop
    with world.database.read(where.id) as session:
        return runs(session, where, "thank_you")


def test_a_replay_is_asked_for_worked_out_and_kept(world):
    ask(world.encore, world.shop, VIP)
    assert [run.is_waiting for run in _runs(world)] == [True]
    assert "replay" in world.woken
    assert replaying.drain(world.encore, 10) == 1
    (run,) = _runs(world)
    assert run.finished_at == world.clock.now()
    assert (run.done, run.percent) == (run.total, 100)
    assert run.result["sent"] == {"email": 1}
    assert run.result["not_sent"] == {"no_phone": 1}
    assert run.result["orders"] == 2
    assert len(run.result["messages"]) == 2
    assert (run.ends - run.begins).days in {29, 30}
    assert world.outbox(flow="thank_you") == []


def test_asking_twice_is_one_replay_and_a_lost_one_is_taken_over(world):
    ask(world.encore, world.shop, VIP)
    ask(world.encore, world.shop, VIP)
    assert len(_runs(world)) == 1
    with world.database.write(world.shop.id) as session:
        replaying._WAITING.take(session, limit=1, now=world.clock.now(), lease=replaying.LEASE)
    assert replaying.drain(world.encore, 10) == 0
    world.clock.move_by(replaying.LEASE)
    assert replaying.drain(world.encore, 10) == 1


def test_the_other_shop_sees_none(world):
    ask(world.encore, world.shop, VIP)
    assert _runs(world, world.other) == []


def test_the_oldest_make_room(world):
    for _ in range(7):
        ask(world.encore, world.shop, VIP)
        replaying.drain(world.encore, 10)
        world.clock.move_by(replaying.LEASE)
    assert len(_runs(world)) == 5


def test_whoever_is_erased_is_in_no_kept_replay(world):
    ask(world.encore, world.shop, VIP)
    replaying.drain(world.encore, 10)
    now = world.clock.now()
    gone = CustomerRedacted(1001, None, None, (), now, world.shop.domain)
    with world.database.write(world.shop.id) as session:
        erase_customer(Work(session, replace(world.shop), now), gone)
    assert _runs(world) == []
