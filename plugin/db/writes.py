"""Inserts and updates by the names of the columns they set, prepared once for each set of names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.inspection import inspect
from sqlalchemy.orm import Session

from plugin.db.insert import insert_new_on
from plugin.db.prepared import SHOP, Prepared

_KEY = "key_"  # the row to change; a column of the same name may be set


def insert_rows(session: Session, model: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, all with the same columns."""
    if rows:
        _insert(model, tuple(rows[0])).run_each(session, rows)


def insert_new_rows(session: Session, model: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, all with the same columns; those whose key is already there are left as they are."""
    if rows:
        _insert_new(model, tuple(rows[0]), session.get_bind().dialect.name).run_each(session, rows)


def update_row(session: Session, model: Any, id: Any, values: Mapping[str, Any]) -> int:
    """Set columns of the shop's row with that id; returns how many rows there were."""
    return updating(model, tuple(values)).run(session, **values, key_id=id)


@cache
def updating(model: Any, names: tuple[str, ...], also: tuple[str, ...] = ()) -> Prepared:
    """Sets these columns of one row of a shop where `key_id` is its id, and for each name in `also` where
    `key_NAME` is what the column holds."""
    columns = inspect(model).column_attrs
    statement = (
        update(model.__table__)
        .where(model.__table__.c.shop_id == SHOP)
        .where(*(columns[name].columns[0] == bindparam(_KEY + name) for name in ("id", *also)))
        .values(_binds(columns, names))
    )
    return Prepared(statement)


@cache
def _insert(model: Any, names: tuple[str, ...]) -> Prepared:
    return Prepared(insert(model.__table__).values(_all_binds(model, names)))


@cache
def _insert_new(model: Any, names: tuple[str, ...], dialect: str) -> Prepared:
    return Prepared(insert_new_on(dialect, model).values(_all_binds(model, names)))


def _binds(columns: Any, names: tuple[str, ...]) -> dict[Any, Any]:
    return {(column := columns[name].columns[0]): bindparam(name, type_=column.type) for name in names}


def _all_binds(model: Any, names: tuple[str, ...]) -> dict[Any, Any]:
    """A constant default stands in for what is not given."""
    fixed = {one: one.default.arg for one in model.__table__.c if one.default is not None and one.default.is_scalar}
    return {**fixed, **_binds(inspect(model).column_attrs, names)}
