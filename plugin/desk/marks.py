"""What is written down about a shop beside its settings: what its staff have seen or put away, and how the last proof
of its ledger went. None of it counts as a change of settings, so nobody's open form goes stale by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from plugin.encore import Encore
from plugin.model.shop import Shop as Row
from plugin.shops import Shop, change

LOOKED_AT = "looked_at"  # a preview or a test message was looked at
PUT_AWAY = "put_away"  # the list of first steps is not shown any more
_AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Audit:
    """When the ledger was last proved, and how many things were wrong."""

    at: datetime
    findings: int


def mark_once(encore: Encore, shop: Shop, name: str) -> None:
    """Write down that it has happened; only the first time counts, and costs a write."""
    if name not in shop.marks:
        _write(encore, shop, name, encore.clock.now().isoformat())


def note_audit(encore: Encore, shop: Shop, findings: int) -> None:
    _write(encore, shop, _AUDIT, f"{encore.clock.now().isoformat()} {findings}")


def last_audit(shop: Shop) -> Audit | None:
    """None: it was never run."""
    at, _, findings = shop.marks.get(_AUDIT, "").partition(" ")
    return Audit(datetime.fromisoformat(at), int(findings)) if at else None


def _write(encore: Encore, shop: Shop, name: str, value: str) -> None:
    with encore.database.write(shop.id) as session:
        row = session.scalars(select(Row).where(Row.id == shop.id).with_for_update(key_share=True)).one()
        change(session, shop.id, marks={**row.marks, name: value})
