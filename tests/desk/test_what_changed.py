"""Every change of settings is a line of the access log: who, and which fields; never a value."""

import pytest
from sqlalchemy import select, update
from world import World

from plugin.desk.changed import Changed
from plugin.desk.flows import switch_off, switch_on
from plugin.desk.settings import change, pause, resume
from plugin.flows.registry import FLOWS
from plugin.model.staff import AccessEntry, Deed


@pytest.fixture
def world(database):
    with World(database) as made:
        yield made


def _shop(world):
    return world.encore.shops.by_id(world.shop.id)


def _change(world, patch, version=None):
    return change(world.encore, _shop(world), version or _shop(world).settings_version, patch, by="42")


def _lines(world):
    mine = (AccessEntry.shop_id == world.shop.id, AccessEntry.deed == Deed.CHANGED.value)
    rows = select(AccessEntry.user_id, AccessEntry.what).where(*mine).order_by(AccessEntry.number)
    with world.database.read(world.shop.id) as session:
        return [tuple(row) for row in session.execute(rows)]


def test_a_change_names_the_person_and_the_fields_and_no_value(world):
    _change(world, {"sender": {"reply_to": "secret@pots.example"}, "flows": {"vip_code": {"percent": 25}}})
    assert _lines(world) == [("42", "flows.vip_code.percent, sender.reply_to")]


def test_what_is_saved_again_unchanged_is_no_line(world):
    for _ in range(2):
        _change(world, {"budget": {"per_month": 5}})
    assert _lines(world) == [("42", "budget.per_month")]


def test_a_change_that_came_too_late_is_no_line(world):
    _change(world, {"budget": {"per_month": 5}})
    with pytest.raises(Changed):
        _change(world, {"budget": {"per_month": 4}}, version=1)
    assert len(_lines(world)) == 1


def test_switches_and_pauses_are_lines_and_at_the_console_the_operator_did_it(world):
    flow = FLOWS["thank_you"]
    switch_off(world.encore, _shop(world), _shop(world).settings_version, flow, by="42")
    switch_on(world.encore, _shop(world), _shop(world).settings_version, flow, by="43")
    for _ in range(2):
        pause(world.encore, _shop(world))
    resume(world.encore, _shop(world), by="42")
    assert _lines(world) == [
        ("42", "on.thank_you"),
        ("43", "on.thank_you"),
        ("operator", "paused"),
        ("42", "paused"),
    ]


def test_an_edit_of_the_named_fields_is_found_by_the_audit(world):
    _change(world, {"budget": {"per_month": 5}})
    assert world.audit() == []
    with world.database.write(world.shop.id) as session:
        session.execute(
            update(AccessEntry).where(AccessEntry.shop_id == world.shop.id).values(what="budget.per_week")
        )
    assert world.audit() != []
