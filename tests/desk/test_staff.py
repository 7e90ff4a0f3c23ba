"""Who comes in as what, and who may be made what."""

from __future__ import annotations

import pytest
from world import World

from plugin.desk.access import Choice as Any_
from plugin.desk.access import listed
from plugin.desk.settings import change
from plugin.desk.staff import LastManager, MemberChanged, NoMember, arrived, give, member_of, members, remove
from plugin.model.staff import Deed
from plugin.roles import Role


@pytest.fixture
def world(database):
    with World(database, name="pots") as made:
        yield made


def _comes(world, user, shop=None):
    shop = world.encore.shops.by_id((shop or world.shop).id)
    return arrived(world.encore.database, shop, user, world.clock.now())


def _one(world, user):
    with world.encore.database.read(world.shop.id) as session:
        return member_of(session, world.shop, user)


def _give(world, user, role, *, name="", version=None, by="1"):
    version = _one(world, user).version if version is None else version
    give(world.encore, world.shop, user, role, name, version=version, by=by)


def _log(world):
    with world.encore.database.read(world.shop.id) as session:
        return [(one.user_id, one.deed) for one in listed(session, world.shop, Any_()).rows]


def test_the_first_to_come_after_the_install_is_manager_and_later_ones_look_without_people(world):
    assert _comes(world, "1") is Role.MANAGER
    assert _comes(world, "2") is Role.VIEWER
    assert _comes(world, "1") is Role.MANAGER
    assert not Role.VIEWER.may_see_people
    assert not Role.VIEWER.may_change


def test_newcomers_get_the_role_that_the_shop_has_set(world):
    _comes(world, "1")
    change(world.encore, world.shop, 1, {"staff": {"newcomers": "editor"}})
    assert _comes(world, "2") is Role.EDITOR


def test_each_shop_has_staff_of_its_own(world):
    _comes(world, "1")
    assert _comes(world, "2", world.other) is Role.MANAGER
    with world.encore.database.read(world.other.id) as session:
        assert [one.user_id for one in members(session, world.other)] == ["2"]


def test_after_a_reinstall_whoever_comes_first_is_manager(world):
    _comes(world, "1")
    _comes(world, "2")
    world.spin(days=3)
    world.encore.shops.change(world.shop.id, installed_at=world.clock.now())
    assert _comes(world, "2") is Role.MANAGER
    assert _comes(world, "3") is Role.VIEWER


def test_a_role_and_a_name_are_given_and_the_next_request_has_them(world):
    _comes(world, "1")
    _comes(world, "2")
    _give(world, "2", Role.EDITOR, name="Zoë")
    assert _comes(world, "2") is Role.EDITOR
    assert _one(world, "2").name == "Zoë"
    with world.encore.database.read(world.shop.id) as session:
        assert [one.user_id for one in members(session, world.shop)] == ["1", "2"]


def test_the_last_manager_keeps_the_role_and_the_place(world):
    _comes(world, "1")
    _comes(world, "2")
    with pytest.raises(LastManager):
        _give(world, "1", Role.EDITOR)
    with pytest.raises(LastManager):
        remove(world.encore, world.shop, "1", version=1, by="1")
    _give(world, "2", Role.MANAGER)
    _give(world, "1", Role.EDITOR, by="2")
    assert _comes(world, "1") is Role.EDITOR


def test_who_is_removed_comes_back_as_a_newcomer(world):
    _comes(world, "1")
    _comes(world, "2")
    _give(world, "2", Role.EDITOR)
    remove(world.encore, world.shop, "2", version=2, by="1")
    with pytest.raises(NoMember):
        _one(world, "2")
    assert _comes(world, "2") is Role.VIEWER


def test_who_changes_a_member_second_changes_nothing(world):
    _comes(world, "1")
    _comes(world, "2")
    _give(world, "2", Role.EDITOR)
    with pytest.raises(MemberChanged):
        _give(world, "2", Role.MANAGER, version=1)
    assert _one(world, "2").role is Role.EDITOR


def test_who_stays_comes_in_once(world):
    _comes(world, "1")
    for _ in range(6):
        world.spin(minutes=20)
        _comes(world, "1")
    assert _log(world) == [("1", Deed.INSTALLED)]
    assert _one(world, "1").last_seen_at == world.clock.now()


def test_coming_in_after_an_hour_away_is_written_down(world):
    _comes(world, "1")
    _comes(world, "1")
    assert _log(world) == [("1", Deed.INSTALLED)]
    world.spin(hours=1)
    _comes(world, "1")
    assert _log(world) == [("1", Deed.OPENED), ("1", Deed.INSTALLED)]
