"""Guards on the shape of the data: tenants, encryption, migrations, statements."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import select, text

from plugin.errors import NoShopContext
from plugin.model import Base
from plugin.model.message import Message
from plugin.model.shop import Shop

REGISTRY = {"shop", "rejected_delivery", "heartbeat"}  # the only tables that belong to no shop


def test_every_table_has_shop_and_guard(database):
    tenants = [table for table in Base.metadata.sorted_tables if table.name not in REGISTRY]
    assert len(tenants) > 15
    for table in tenants:
        assert not table.c.shop_id.nullable, table.name
        for unique in [
            table.primary_key,
            *(one for one in table.constraints if one.__visit_name__ == "unique_constraint"),
        ]:
            names = [column.name for column in unique.columns]
            assert names == ["id"] or names[0] == "shop_id", (table.name, names)
        with database.read_registry() as session, pytest.raises(NoShopContext):
            session.execute(select(table))


def test_a_row_of_another_shop_is_refused(database, ring):
    with pytest.raises(NoShopContext), database.write(1) as session:
        session.add(Message(shop_id=2, id="x"))


def test_the_register_of_shops_is_readable_without_a_shop(database):
    with database.read_registry() as session:
        assert session.scalars(select(Shop)).all() == []


def test_migrations_from_empty_equal_the_models(database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        differences = compare_metadata(context, Base.metadata)
    assert differences == []


def test_a_statement_that_forgets_its_shop_fails_every_test_that_runs_it(database):
    with database.read(1) as session, pytest.raises(AssertionError, match="without naming a shop"):
        session.execute(select(Message.id))


def test_every_table_with_shops_is_secured_by_row(postgres_database):
    with postgres_database.engine.connect() as connection:
        secured = set(
            connection.scalars(text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"))
        )
        asked = connection.execute(
            text("SELECT tablename, cmd, permissive, qual = with_check FROM pg_policies")
        ).all()
    tables = {table.name for table in Base.metadata.sorted_tables if "shop_id" in table.c} | {"shop"}
    assert secured == tables
    assert sorted(asked) == sorted((name, "ALL", "PERMISSIVE", True) for name in tables)
