"""The access log is a chain: what was written cannot be changed, left out or put in between unseen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, select, update
from world import World

from plugin.desk.access import ONCE_IN, seen
from plugin.desk.person_rights import erase_person
from plugin.model.staff import AccessEntry, Deed
from plugin.stages.prune import ACCESS, drain


@pytest.fixture
def world(database):
    with World(database) as made:
        yield made


def _look(world, user, customer_id=None):
    seen(world.encore, world.shop, user, Deed.LOOKED if customer_id else Deed.LISTED, customer_id)


def _three_lines(world):
    for user in ("1", "2", "3"):
        _look(world, user)


def _do(world, statement):
    with world.database.write(world.shop.id) as session:
        session.execute(statement.where(AccessEntry.shop_id == world.shop.id))


def _numbers(world):
    wanted = select(AccessEntry.number).where(AccessEntry.shop_id == world.shop.id).order_by(AccessEntry.number)
    with world.database.read(world.shop.id) as session:
        return list(session.scalars(wanted))


@pytest.mark.parametrize(
    ("tampering", "said"),
    [
        (update(AccessEntry).where(AccessEntry.number == 2).values(user_id="9"), ["line 2", "changed"]),
        (update(AccessEntry).where(AccessEntry.number == 1).values(deed="opened"), ["line 1", "changed"]),
        (delete(AccessEntry).where(AccessEntry.number == 2), ["line 2", "missing"]),
        (update(AccessEntry).where(AccessEntry.number == 3).values(before="0" * 32), ["line 3", "does not follow"]),
    ],
)
def test_audit_detects_tampering(world, tampering, said):
    _three_lines(world)
    assert world.audit() == []
    _do(world, tampering)
    found = world.audit()
    assert found
    assert all(word in found[0] for word in said), found


def test_an_erasure_leaves_the_chain_as_it_is(world):
    ada = world.customer("Ada")
    _look(world, "1", ada.id)
    assert erase_person(world.encore, world.shop, ada.id, user_id="1")
    assert world.audit() == []


def test_old_lines_go_and_the_rest_still_proves(world):
    _three_lines(world)
    world.clock.move_by(ACCESS)
    _look(world, "4")
    world.clock.move_by(ONCE_IN)
    drain(world.encore, 1)
    _look(world, "5")
    assert _numbers(world) == [4, 5]
    assert world.audit() == []


def test_many_at_once_make_one_chain(world):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda user: _look(world, str(user)), range(24)))
    assert world.audit() == []
    assert _numbers(world) == list(range(1, 25))
