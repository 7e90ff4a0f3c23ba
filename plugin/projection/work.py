"""What every projection function works with: one shop, one open transaction, one moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from plugin.db.prepared import SHOP, Prepared, keys
from plugin.db.writes import insert_new_rows, insert_rows, update_row
from plugin.model.customer import Customer, Tombstone
from plugin.shops import Shop
from plugin.vault import Cabinet

_ERASED_AT = Prepared(
    select(Tombstone.at).where(Tombstone.shop_id == SHOP, Tombstone.subject_hash.in_(keys("hashes")))
)
_MERGED_INTO = Prepared(select(Customer.merged_into).where(Customer.shop_id == SHOP, Customer.id == bindparam("id")))


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
        insert_new_rows(self.session, table, rows)

    def insert(self, table: Any, rows: list[dict[str, Any]]) -> None:
        insert_rows(self.session, table, rows)

    def update(self, table: Any, id: Any, values: Mapping[str, Any]) -> None:
        """Set columns of the row with that id."""
        update_row(self.session, table, id, values)


def erased_at(work: Work, subjects: Iterable[tuple[str, str | None]]) -> datetime | None:
    """When any of these (kind, value) was erased; the newest moment, or None."""
    hashes = [work.keys.lookup(kind, value) for kind, value in subjects if value]
    if not hashes:
        return None
    return max(_ERASED_AT.values(work.session, hashes=hashes), default=None)


def final_id(work: Work, customer_id: int) -> int:
    """Follow merges to the customer that was kept."""
    seen = {customer_id}
    while True:
        kept: int | None = _MERGED_INTO.value(work.session, id=customer_id)
        if kept is None or kept in seen:
            return customer_id
        seen.add(kept)
        customer_id = kept
