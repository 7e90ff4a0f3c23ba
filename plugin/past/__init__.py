"""A shop's own past, read back from what is stored about it: bodies of webhooks are kept for two weeks only, the
rows that they left for as long as the shop is a customer. So a replay can go back as far as the shop's orders do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.model.customer import ConsentEntry, Customer, Suppression
from plugin.model.order import Order
from plugin.model.product import Product
from plugin.past.fact import Fact, Write, write
from plugin.past.orders import TABLES, Parts, facts_of
from plugin.shops import Shop


def past(session: Session, shop: Shop) -> tuple[list[Write], list[Fact]]:
    """What has always been so (people and products, as they are now), and everything that happened, oldest first."""
    always = [Write(table.__table__, row) for table in (Customer, Product) for row in _rows(session, shop, table)]
    found = [
        fact
        for rows in (_answers(session, shop), _orders(session, shop), _gone(session, shop))
        for fact in rows
    ]  # fmt: skip
    return always, sorted(found, key=lambda fact: fact.at)


def _orders(session: Session, shop: Shop) -> Iterator[Fact]:
    parts: dict[int, Parts] = defaultdict(Parts)
    for name, table in TABLES.items():
        for row in _rows(session, shop, table):
            getattr(parts[row["order_id"]], name).append(row)
    for order in _rows(session, shop, Order):
        yield from facts_of(order, parts[order["id"]])


def _answers(session: Session, shop: Shop) -> Iterator[Fact]:
    """Consent counts from when it was told; a suppressed address from when it was put on the list."""
    for row in _rows(session, shop, ConsentEntry):
        yield Fact(row["recorded_at"], (Write(ConsentEntry.__table__, row),))
    for row in _rows(session, shop, Suppression):
        yield Fact(row["at"], (Write(Suppression.__table__, row),))


def _gone(session: Session, shop: Shop) -> Iterator[Fact]:
    for row in _rows(session, shop, Customer):
        if row["gone_at"] is not None:
            yield Fact(row["gone_at"], (Write(Customer.__table__, {"gone_at": row["gone_at"]}, {"id": row["id"]}),))


def _rows(session: Session, shop: Shop, table: Any) -> list[dict[str, Any]]:
    core = table.__table__
    return [dict(row) for row in session.execute(select(core).where(core.c.shop_id == shop.id)).mappings()]


__all__ = ["Fact", "Write", "past", "write"]
