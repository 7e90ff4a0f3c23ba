"""To whom a message goes, as a merchant knows them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.model.customer import Customer
from plugin.shops import Shop


@dataclass(frozen=True, slots=True)
class Who:
    """A recipient. `customer_id` None is a guest; `name` "" is not known; `address` is where the message went, None
    while it has not been written."""

    customer_id: int | None
    name: str
    address: str | None = None

    def at(self, address: str | None) -> Who:
        return replace(self, address=address)


def names_of(session: Session, shop: Shop, ids: Collection[int]) -> dict[int, Who]:
    """The customers of these ids; ids that are gone are left out."""
    if not ids:
        return {}
    rows = session.scalars(select(Customer).where(Customer.shop_id == shop.id, Customer.id.in_(ids)))
    return {row.id: Who(row.id, _name(shop, row)) for row in rows}


def _name(shop: Shop, row: Customer) -> str:
    opened = shop.keys.open
    first = opened("customer.first_name", row.id, row.first_name)
    last = opened("customer.last_name", row.id, row.last_name)
    return " ".join(part for part in (first, last) if part)
