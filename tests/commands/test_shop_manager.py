"""`encore shop manager` gives a shop a manager whose only one is gone."""

from __future__ import annotations

import base64

import pytest
from world import KEYS, World

from plugin.cli import main
from plugin.db.migrate import migrate
from plugin.db.session import Database
from plugin.desk.staff import arrived, members
from plugin.model.staff import AccessEntry, Deed


@pytest.fixture
def world(tmp_path, monkeypatch):
    monkeypatch.setenv("ENCORE_DATABASE_URL", f"sqlite:///{tmp_path}/encore.db")
    monkeypatch.setenv("ENCORE_SECRET_KEY", "s" * 32)
    monkeypatch.setenv("ENCORE_ENCRYPTION_KEYS", base64.urlsafe_b64encode(KEYS[0]).decode())
    database = Database(f"sqlite:///{tmp_path}/encore.db")
    migrate(database)
    with World(database) as made:
        for user in ("42", "43"):
            arrived(database, made.shop, user, made.clock.now())
        yield made
    database.close()


def _roles(world):
    with world.database.read(world.shop.id) as session:
        return {one.user_id: one.role.value for one in members(session, world.shop)}


def test_a_member_of_staff_becomes_manager_and_the_access_log_says_so(world, capsys):
    assert _roles(world) == {"42": "manager", "43": "viewer"}
    assert main(["shop", "manager", world.shop.domain, "43"]) == 0
    assert "43 is manager" in capsys.readouterr().out
    assert _roles(world) == {"42": "manager", "43": "manager"}
    with world.database.read(world.shop.id) as session:
        one = session.query(AccessEntry).filter_by(shop_id=world.shop.id, deed=Deed.GAVE_ROLE.value).one()
        assert (one.user_id, one.of_user, one.role) == ("operator", "43", "manager")


def test_somebody_who_never_opened_encore_cannot_become_manager(world, capsys):
    assert main(["shop", "manager", world.shop.domain, "77"]) == 1
    assert "nobody of number 77" in capsys.readouterr().err
    assert _roles(world) == {"42": "manager", "43": "viewer"}
