"""No table is forgotten by an erasure: one row about a person is put into each of them, also into those that come
later. What an erasure leaves must stand here with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from facts_world import NOW, World
from sqlalchemy import Boolean, Column, Date, Float, LargeBinary, Table, insert, select

from plugin.db.types import Json, UtcDateTime
from plugin.erasure import NOBODY, erase_customer, forget_code_owners
from plugin.events import CustomerRedacted
from plugin.model import Base
from plugin.projection.work import Work

CUSTOMER, ORDER = 7_300_000_000_001, 5_700_000_000_001
_OF_WHOM = {"customer_id": CUSTOMER, "order_id": ORDER, "customer.id": CUSTOMER, "orders.id": ORDER}
_ALSO = {"message.about": f"order:{ORDER}", "code.void_at": NOW}  # the code works no longer

_PLAIN: Mapping[type[Any], Any] = {
    UtcDateTime: NOW, Json: [], LargeBinary: b"sealed", Boolean: False, Float: 0.0, Date: date(2026, 1, 1),
}  # fmt: skip

_BOUGHT = "what was bought, sent and paid back stays as a figure; the order names nobody any more"
_REVIEW = "what was written stays and is shown without a name"
KEPT = {
    "order_line.order_id": _BOUGHT, "order_edit.order_id": _BOUGHT, "order_return.order_id": _BOUGHT,
    "parcel.order_id": _BOUGHT, "refund.order_id": _BOUGHT,
    "review.order_id": _REVIEW, "review.title": _REVIEW, "review.text": _REVIEW,
    "staff_member.name": "of the shop's staff, not of a customer; a manager removes it, or the shop's own end",
    "help_desk.address": "where the shop's own help desk is; a secret of the shop's",
    "help_desk.secret": "signs what that help desk is told; a secret of the shop's",
    "history_export.url": "where the file of a shop's past lies; a secret of the shop's",
    "history_part.body": "goes as soon as it is folded, and the tombstone keeps it from becoming a row",
}  # fmt: skip
OF_THE_SHOP = {"shop.token", "shop.refresh_token", "shop.data_key"}  # secrets; they go with the shop's own row


def personal(table: Table) -> list[Column[Any]]:
    """The columns that say of whom a row is, or hold what only the shop's keys open."""
    return [one for one in table.c if one.name in ("customer_id", "order_id") or isinstance(one.type, LargeBinary)]


def tenants() -> Iterator[Table]:
    yield from (table for table in Base.metadata.sorted_tables if "shop_id" in table.c)


def row_about(table: Table, shop_id: int) -> dict[str, Any]:
    """The least that the table takes, about that customer and order."""
    wanted = {one.name: _value(table, one, shop_id) for one in table.c if not one.nullable or one in personal(table)}
    given = {name.partition(".")[2]: value for name, value in _ALSO.items() if name.startswith(f"{table.name}.")}
    return {**wanted, **given}


def _value(table: Table, column: Column[Any], shop_id: int) -> Any:
    if column.name == "shop_id":
        return shop_id
    for name in (f"{table.name}.{column.name}", column.name):
        if name in _OF_WHOM:
            return _OF_WHOM[name]
    of_its_kind = next((value for kind, value in _PLAIN.items() if isinstance(column.type, kind)), None)
    return of_its_kind if of_its_kind is not None else 1 if column.type.python_type is int else "x"


@pytest.fixture
def left(sqlite_database) -> dict[str, Any]:
    """table.column → what still stands there after the erasure."""
    world = World(sqlite_database)
    shop = world.shop
    with sqlite_database.write(shop.id) as session:
        for table in tenants():
            session.execute(insert(table).values(**row_about(table, shop.id)))
        erase_customer(Work(session, shop, NOW), CustomerRedacted(CUSTOMER, None, None, (ORDER,), NOW))
        forget_code_owners(session, shop)
    found = {}
    with sqlite_database.read(shop.id) as session:
        for table in tenants():
            for row in session.execute(select(table).where(table.c.shop_id == shop.id)).mappings():
                found |= {f"{table.name}.{one.name}": row[one] for one in personal(table)}
    return {name: value for name, value in found.items() if value not in (None, NOBODY)}


def test_what_an_erasure_leaves_is_listed_with_its_reason_and_nothing_else(left):
    assert set(left) == set(KEPT)


def test_a_table_of_no_shop_holds_nothing_of_a_customer():
    others = {
        f"{table.name}.{one.name}"
        for table in Base.metadata.sorted_tables
        if "shop_id" not in table.c
        for one in personal(table)
    }
    assert others == OF_THE_SHOP
