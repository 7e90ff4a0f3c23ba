"""What every projection function works with: one shop, one open transaction, one moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from plugin.db.insert import insert_new
from plugin.model.customer import Tombstone
from plugin.shops import Shop
from plugin.vault import Cabinet


@dataclass(frozen=True, slots=True)
class Work:
    session: Session
    shop: Shop
    now: datetime

    @property
    def keys(self) -> Cabinet:
        return self.shop.keys

    def insert_new(self, table: Any, rows: list[dict[str, Any]]) -> None:
        """Insert rows; those whose key is already there are left as they are."""
        if rows:
            self.session.execute(insert_new(self.session, table), rows)

    def insert(self, table: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            self.session.execute(insert(table.__table__), rows)


def erased_at(work: Work, subjects: Iterable[tuple[str, str | None]]) -> datetime | None:
    """When any of these (kind, value) was erased; the newest moment, or None."""
    hashes = [work.keys.lookup(kind, value) for kind, value in subjects if value]
    if not hashes:
        return None
    found = work.session.scalars(
        select(Tombstone.at).where(Tombstone.shop_id == work.shop.id, Tombstone.subject_hash.in_(hashes))
    ).all()
    return max(found, default=None)
