"""The databases that tests are given: current schema, empty, and a new one each time."""

from sqlalchemy import func, select, text

from plugin.clock import SystemClock
from plugin.config import ShopSettings
from plugin.db.migrate import is_current
from plugin.model.shop import Shop
from plugin.shops import Shops


def test_a_database_has_the_current_schema_and_no_rows(database):
    assert is_current(database)
    with database.read_registry() as session:
        assert session.scalar(select(func.count()).select_from(Shop)) == 0


def test_a_database_takes_a_shop_and_the_next_test_does_not_see_it(database, ring):
    shops = Shops(database, ring, ShopSettings())
    assert shops.all() == []
    shops.add("one.myshopify.com", now=SystemClock().now())
    assert [shop.domain for shop in shops.all()] == ["one.myshopify.com"]


def test_postgres_is_a_real_server(postgres_database):
    with postgres_database.engine.connect() as connection:
        assert "PostgreSQL" in connection.execute(text("SELECT version()")).scalar_one()
