"""How far a shop's past has come in since the install."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.model.history import HistoryExport, Step
from plugin.shops import Shop

_READ, _TAKEN = 40, 60  # percent of the way that each takes, roughly


@dataclass(frozen=True, slots=True)
class Arriving:
    kind: str  # products, customers, orders
    step: Step
    taken: int  # are in
    things: int  # there are; 0 while nobody knows
    percent: int  # of the way, lines being read and things taken in


def arriving(session: Session, shop: Shop) -> list[Arriving]:
    """Each kind in its order; empty where all of it is in, or none is to come."""
    rows = session.scalars(select(HistoryExport).where(HistoryExport.shop_id == shop.id)).all()
    if all(row.step == Step.DONE.value for row in rows):
        return []
    order = ("products", "customers", "orders")
    found = [Arriving(row.id, Step(row.step), row.taken, row.things, _percent(row)) for row in rows]
    return sorted(found, key=lambda one: order.index(one.kind))


def _percent(row: HistoryExport) -> int:
    if row.step == Step.DONE.value:
        return 100
    read = min(row.loaded, row.lines) * _READ // row.lines if row.lines else 0
    taken = min(row.taken + row.refused, row.things) * _TAKEN // row.things if row.things else 0
    return read + taken
