"""Codes: what each is worth at a moment, page after page."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from world import World

from plugin.desk.codes import Choice, CodeState, choice, counted, listed
from plugin.model.message import Code


@pytest.fixture
def world(database):
    with World(database) as made:
        yield made


def _coded(world, *names):
    for name in names:
        world.delivered(world.order("jumper", by=world.customer(name)))
    world.spin(days=25)


def _list(world, chosen=None, *, shop=None, **more):
    where = shop or world.shop
    with world.database.read(where.id) as session:
        return listed(session, where, chosen or Choice(), world.clock.now(), **more)


def _counts(world, chosen=None):
    with world.database.read(world.shop.id) as session:
        return {
            state: n for state, n in counted(session, world.shop, chosen or Choice(), world.clock.now()).items() if n
        }


def _set(world, **values):
    if not values:
        return
    with world.database.write(world.shop.id) as session:
        session.execute(update(Code).where(Code.shop_id == world.shop.id).values(**values))


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, "valid"),
        ({"issued_at": None}, "not_issued"),
        ({"void_at": World}, "void"),
        ({"used_at": World, "void_at": World}, "used"),
    ],
)
def test_a_code_is_what_happened_to_it_last(world, values, state):
    _coded(world, "Ada")
    _set(world, **{name: value and world.clock.now() for name, value in values.items()})
    (row,) = _list(world).rows
    assert row.state == state
    assert _counts(world) == {state: 1}
    assert [one.code for one in _list(world, Choice(state)).rows] == [row.code]


def test_time_alone_makes_a_code_valid_and_over(world):
    _coded(world, "Ada")
    (row,) = _list(world).rows
    for at, state in (
        (row.starts_at - timedelta(seconds=1), "soon"), (row.starts_at, "valid"),
        (row.ends_at - timedelta(seconds=1), "valid"), (row.ends_at, "over"),
    ):  # fmt: skip
        with world.database.read(world.shop.id) as session:
            assert listed(session, world.shop, Choice(), at).rows[0].state is CodeState(state), at


def test_pages_follow_one_another_without_a_gap_or_a_double(world):
    _coded(world, "Ada", "Bob", "Cyd", "Dan", "Eve")
    whole = [row.code for row in _list(world).rows]
    seen, after = [], ""
    while after is not None:
        page = _list(world, after=after, per_page=2)
        seen += [row.code for row in page.rows]
        after = page.after
    assert seen == whole
    assert len(set(whole)) == 5


def test_the_totals_add_up_to_the_list(world):
    _coded(world, "Ada", "Bob")
    assert sum(_counts(world).values()) == len(_list(world).rows) == 2
    assert _counts(world, Choice(flow="birthday")) == {}


def test_the_other_shop_has_none_of_them(world):
    _coded(world, "Ada")
    (row,) = _list(world).rows
    assert row.who.name.startswith("Ada")
    assert _list(world, shop=world.other).rows == []
    assert _list(world, Choice(customer_id=row.who.customer_id), shop=world.other).rows == []


def test_what_an_address_asks_for_is_read_strictly():
    assert choice("used", "vip_code", "7") == Choice("used", "vip_code", 7)
    assert choice("x", "thank_you", "x") == Choice()
