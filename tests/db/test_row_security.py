"""PostgreSQL as an operator sets it up: Encore connects as a role that owns nothing and bypasses nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Table, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from world import World, settings_for

from plugin.db.session import Database
from plugin.doctor import Check, checks
from plugin.model import Base
from plugin.model.shop import Shop

TENANTS = [table for table in Base.metadata.sorted_tables if "shop_id" in table.c]


@pytest.fixture
def world(app_database: Database) -> Iterator[World]:
    """A day of the small world; the other shop has lived too."""
    with World(app_database) as made:
        for shop in (None, made.other):
            made.order("jumper", "mug", by=made.customer("Ada", shop=shop), shop=shop)
        made.spin(days=1)
        yield made


def test_rls_with_app_role(world: World, postgres_database: Database):
    """Each shop has its letters, and nothing that names no shop, or another one, reaches a shop's rows."""
    for shop in (world.shop, world.other):
        assert ("thank_you", "accepted", None) in [(one.flow, one.state, one.reason) for one in world.outbox(shop)]
    assert world.audit() == []
    with_rows = _shops_in_tables(postgres_database)
    assert {"orders", "customer", "message", "message_transition", "inbox_item"} <= with_rows.keys()
    for name, shops in with_rows.items():
        assert shops == {world.shop.id, world.other.id}, name
        assert _seen(world.database, name, world.shop.id) == {world.shop.id}, name
        assert _seen(world.database, name, world.other.id) == {world.other.id}, name
        assert _seen(world.database, name, None) == set(), name
        assert _touched(world.database, name, world.shop.id, world.other.id) == (0, 0), name
    assert _shops_in_tables(postgres_database) == with_rows


def test_a_row_cannot_be_given_to_another_shop(app_database: Database):
    for table in TENANTS:
        with pytest.raises(DBAPIError, match=f'row-level security policy for table "{table.name}"'):
            _insert_as(app_database, 1, table, shop_id=2)


def test_a_row_cannot_move_to_another_shop(world: World):
    raw = text("UPDATE orders SET shop_id = :other")
    with pytest.raises(DBAPIError, match="row-level security"), world.database.write(world.shop.id) as session:
        session.execute(raw, {"other": world.other.id})


def test_a_shop_sees_its_own_line_of_the_register(world: World):
    with world.database.read(world.shop.id) as session:
        assert session.scalars(select(Shop.id)).all() == [world.shop.id]
    with world.database.read_registry() as session:
        assert set(session.scalars(select(Shop.id))) == {world.shop.id, world.other.id}


def test_a_connection_that_says_nothing_sees_no_shop(world: World):
    """Neither a new one nor one that has just worked for a shop."""
    for _ in range(2):
        with world.database.engine.connect() as connection:
            for table in (Shop.__table__, *TENANTS):
                assert connection.execute(select(table)).all() == [], table.name
        with world.database.read(world.shop.id) as session:
            assert session.scalars(select(Shop.id)).all() == [world.shop.id]


def test_joined_parts_of_two_shops_see_each_its_own(world: World):
    with world.database.joined():
        for shop in (world.shop, world.other, world.shop):
            with world.database.write(shop.id) as session:
                assert set(session.scalars(text("SELECT shop_id FROM orders"))) == {shop.id}


def test_an_erased_shop_leaves_no_row(world: World, postgres_database: Database):
    world.webhook(
        "shop/redact", {"shop_id": world.other.platform_shop_id, "shop_domain": world.other.domain}, shop=world.other
    )
    world.spin(days=1)
    assert all(shops == {world.shop.id} for shops in _shops_in_tables(postgres_database).values())
    assert world.encore.shops.by_domain(world.other.domain) is None


def test_the_doctor_says_who_gets_round_row_security(app_database: Database, postgres_database: Database):
    assert _of_the_role(app_database) == Check(
        "database role", True, "encore_app is held to one shop's rows at a time"
    )
    found = _of_the_role(postgres_database)
    assert not found.ok
    assert "is a superuser" in found.say


def test_the_doctor_tells_an_owner_and_a_role_with_bypassrls(app_database: Database, postgres_database: Database):
    with postgres_database.engine.begin() as connection:
        connection.execute(text("CREATE ROLE app_and_more LOGIN BYPASSRLS IN ROLE encore_app"))
        connection.execute(text("ALTER TABLE shop OWNER TO app_and_more"))
    url = app_database.url.set(username="app_and_more").render_as_string(hide_password=False)
    more = Database(url)
    try:
        assert "has BYPASSRLS and owns the tables" in _of_the_role(more).say
    finally:
        more.close()
        with postgres_database.engine.begin() as connection:
            connection.execute(text("REASSIGN OWNED BY app_and_more TO CURRENT_USER"))
            connection.execute(text("DROP ROLE app_and_more"))


def _of_the_role(database: Database) -> Check:
    found = checks(settings_for(database.url.render_as_string(hide_password=False)))
    return next(one for one in found if one.what == "database role")


def _shops_in_tables(database: Database) -> dict[str, set[int]]:
    """Whose rows each table holds, as a superuser sees them; tables without rows are left out."""
    with database.engine.connect() as connection:
        found = {table.name: set(connection.scalars(select(table.c.shop_id))) for table in TENANTS}
    return {name: shops for name, shops in found.items() if shops}


def _seen(database: Database, name: str, shop_id: int | None) -> set[int]:
    """Whose rows a statement sees that forgot its shop."""
    with database.read_registry() if shop_id is None else database.read(shop_id) as session:
        return set(session.scalars(text(f'SELECT shop_id FROM "{name}"')))


def _touched(database: Database, name: str, mine: int, theirs: int) -> tuple[int, int]:
    """How many of their rows a session of mine changes and deletes."""
    table = Base.metadata.tables[name]
    with database.write(mine) as session:
        changed = session.execute(update(table).where(table.c.shop_id == theirs).values(shop_id=theirs))
        gone = session.execute(delete(table).where(table.c.shop_id == theirs))
        return changed.rowcount, gone.rowcount


def _insert_as(database: Database, mine: int, table: Table, *, shop_id: int) -> None:
    """Nothing in any other column: the policy is asked before the constraints are."""
    with database.write(mine) as session:
        session.connection().execute(insert(table).values(dict.fromkeys(table.c.keys()) | {"shop_id": shop_id}))
