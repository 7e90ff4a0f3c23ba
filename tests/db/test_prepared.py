"""Prepared statements: same rows as SQLAlchemy would give, and never another shop's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from plugin.config import ShopSettings
from plugin.db.prepared import SHOP, Prepared, keys
from plugin.db.writes import insert_new_rows, insert_rows, update_row, updating
from plugin.errors import NoShopContext
from plugin.model.order import Refund
from plugin.model.shop import Shop as Row
from plugin.shops import Shops

AT = datetime(2026, 3, 1, 10, 0, 0, 123456, tzinfo=UTC)
SOME = Prepared(
    select(Refund.id, Refund.at, Refund.lines)
    .where(Refund.shop_id == SHOP, Refund.id.in_(keys("ids")))
    .order_by(Refund.id)
)


@pytest.fixture
def shops(database, ring):
    made = Shops(database, ring, ShopSettings())
    return [made.add(f"{name}.myshopify.com", now=AT) for name in ("one", "two")]


def refund(shop, id: int, amount: int = 5) -> dict:
    return {
        "shop_id": shop.id, "id": id, "order_id": 1, "at": AT, "amount": amount, "currency": "USD", "lines": [[1, 2]],
    }  # fmt: skip


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 9, 200])
def test_a_list_of_any_length_finds_its_rows_once_with_their_types(database, shops, count):
    with database.write(shops[0].id) as session:
        insert_rows(session, Refund, [refund(shops[0], id) for id in range(300)])
        rows = SOME.rows(session, ids=list(range(count)))
    assert [row.id for row in rows] == list(range(count))
    assert {row.at for row in rows} <= {AT}
    assert all(row.lines == [[1, 2]] for row in rows)


def test_the_shop_is_the_session_s_whatever_the_caller_says(database, shops):
    one, two = shops
    with database.write(one.id) as session:
        insert_rows(session, Refund, [refund(two, 1)])
        assert len(SOME.rows(session, ids=[1], shop_id=two.id)) == 1
    with database.write(two.id) as session:
        assert SOME.rows(session, ids=[1]) == []
        assert update_row(session, Refund, 1, {"amount": 9}) == 0


def test_a_session_without_a_shop_reads_no_tenant_table(database):
    with database.read_registry() as session, pytest.raises(NoShopContext):
        SOME.rows(session, ids=[1])


def test_a_tenant_statement_that_does_not_name_the_shop_is_refused_when_it_is_made():
    with pytest.raises(NoShopContext):
        Prepared(select(Refund.id).where(Refund.id == bindparam("id")))


def test_registry_tables_need_no_shop(database, shops):
    statement = Prepared(select(Row.domain).where(Row.id == bindparam("id")))
    with database.read_registry() as session:
        assert statement.value(session, id=shops[1].id) == "two.myshopify.com"
        assert statement.value(session, id=99) is None
        assert statement.row(session, id=99) is None


def test_a_row_that_is_already_there_stays_as_it_is(database, shops):
    with database.write(shops[0].id) as session:
        insert_new_rows(session, Refund, [refund(shops[0], 1)])
        insert_new_rows(session, Refund, [refund(shops[0], 1, amount=99), refund(shops[0], 2)])
        assert session.scalars(select(Refund.amount).where(Refund.shop_id == shops[0].id)).all() == [5, 5]


def test_an_update_counts_only_the_rows_that_are_as_expected(database, shops):
    with database.write(shops[0].id) as session:
        insert_rows(session, Refund, [refund(shops[0], 1), refund(shops[0], 2)])
        change = updating(Refund, ("amount",), also=("amount",))
        assert change.run(session, key_id=1, key_amount=5, amount=7) == 1
        assert change.run(session, key_id=1, key_amount=5, amount=8) == 0
        asked = [{"key_id": 1, "key_amount": 7, "amount": 9}, {"key_id": 2, "key_amount": 6, "amount": 9}]
        assert change.run_each(session, asked) == 1


def test_an_error_of_the_driver_is_sqlalchemy_s_and_tells_no_values(database, shops):
    with pytest.raises(IntegrityError) as caught, database.write(shops[0].id) as session:
        insert_rows(session, Refund, [refund(shops[0], 1, amount=123456789)] * 2)
    assert "123456789" not in str(caught.value).split("DETAIL")[0]
