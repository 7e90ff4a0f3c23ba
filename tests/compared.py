"""The end state of a shop, as it can be compared with that of another run of the same history."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from plugin.encore import Encore
from plugin.model.customer import ConsentEntry
from plugin.shops import Shop

# What depends on which views came by, or on when: not part of what the shop looks like.
_OF_THE_WAY = {
    "view_hash", "lines_hash", "total_seen_at", "seen_at", "short_seen_at", "recorded_at", "fingerprint", "source",
    "paid_at_is_sure", "id", "scans",
}  # fmt: skip


def rows(encore: Encore, shop: Shop, table: Any) -> dict[Any, dict[str, Any]]:
    """Every row by its id, sealed columns opened."""
    with encore.database.read(shop.id) as session:
        found = session.scalars(select(table).where(table.shop_id == shop.id)).all()
    return {
        row.id: {
            column.key: _plain(shop.keys, f"{table.__tablename__}.{column.key}", row, getattr(row, column.key))
            for column in table.__table__.columns
            if column.key not in _OF_THE_WAY and not column.key.endswith("_hash")
        }
        for row in found
    }


def answers(encore: Encore, shop: Shop) -> dict[tuple[int, str], tuple[Any, ...]]:
    """What each customer said last about each channel."""
    with encore.database.read(shop.id) as session:
        found = session.scalars(select(ConsentEntry).where(ConsentEntry.shop_id == shop.id)).all()
    newest = sorted(found, key=lambda row: (row.at, row.state))
    return {
        (row.customer_id, row.channel): (row.at, row.state, row.level, row.address_hash is None) for row in newest
    }


def differences(one: dict[Any, dict[str, Any]], other: dict[Any, dict[str, Any]]) -> list[tuple[Any, str, Any, Any]]:
    """Which column of which row is not the same in both."""
    nothing: dict[str, Any] = {}
    return [
        (id, column, one.get(id, nothing).get(column), other.get(id, nothing).get(column))
        for id in sorted({*one, *other})
        for column in {**one.get(id, nothing), **other.get(id, nothing)}
        if one.get(id, nothing).get(column) != other.get(id, nothing).get(column)
    ]


def _plain(keys: Any, name: str, row: Any, value: Any) -> Any:
    return keys.open(name, row.id, value) if isinstance(value, bytes) else value
