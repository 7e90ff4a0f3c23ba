"""The rows that say how far a shop's history is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from plugin.db.claim import Claim
from plugin.db.prepared import SHOP, Prepared
from plugin.encore import Encore
from plugin.model.history import HistoryExport, Step
from plugin.platform.export import Kind
from plugin.shops import Shop

TRIES = 5  # exports that fail until it is given up for a day; then what there is of the last one is taken in
NEXT_DAY = timedelta(days=1)
LEASE = timedelta(minutes=5)  # longer than a batch takes, and than a file's server may be silent
KINDS = tuple(Kind)
_ON_ITS_WAY = [one.value for one in (Step.WAITING, Step.ASKING, Step.MAKING, Step.LOADING, Step.FOLDING)]
_DUE = Claim(HistoryExport, order_by=(HistoryExport.wake_at,))
_ROW = Prepared(
    select(
        HistoryExport.id, HistoryExport.before, HistoryExport.step, HistoryExport.operation_id, HistoryExport.url,
        HistoryExport.offset, HistoryExport.loaded, HistoryExport.lines, HistoryExport.taken,
        HistoryExport.refused, HistoryExport.attempts, HistoryExport.reason,
    ).where(HistoryExport.shop_id == SHOP, HistoryExport.id == bindparam("id"))
)  # fmt: skip


class LeaseLost(Exception):
    """Another worker has this export now; what this one was about to store is not stored."""


@dataclass(frozen=True, slots=True)
class At:
    """How far one export is, as read under a lease."""

    kind: Kind
    token: str
    before: datetime
    step: Step
    operation_id: str | None
    url: str | None
    offset: int
    loaded: int
    lines: int
    taken: int
    refused: int
    attempts: int
    reason: str | None


def claim(encore: Encore, shop: Shop) -> At | None:
    """The shop's export that is due, leased; None where there is nothing to do."""
    with encore.database.write(shop.id) as session:
        token, ids = _DUE.take(session, limit=1, now=encore.clock.now(), lease=LEASE)
        row = _ROW.row(session, id=ids[0]) if ids else None
    if row is None:
        return None
    url = shop.keys.open("history_export.url", row.id, row.url)
    return At(
        Kind(row.id), token, row.before, Step(row.step), row.operation_id, url, row.offset, row.loaded, row.lines,
        row.taken, row.refused, row.attempts, row.reason,
    )  # fmt: skip


def keep(encore: Encore, shop: Shop, at: At, **values: Any) -> None:
    """Write down how far it is and give the lease back, in a transaction of its own. Nothing where it is lost."""
    with encore.database.write(shop.id) as session:
        _set(session, shop, at, {"lease_token": None, **values})


def advance(session: Session, shop: Shop, at: At, **values: Any) -> None:
    """The same inside a transaction that stores what was done; the lease stays unless `lease_token` is given.
    Raises LeaseLost, so that the transaction is undone."""
    if not _set(session, shop, at, values):
        raise LeaseLost


def give_up(session: Session, shop: Shop, at: At, now: datetime, reason: str | None) -> None:
    """The next export may begin, and tomorrow this one is asked for anew. Raises LeaseLost."""
    next_of(session, shop, at.kind, now)
    advance(
        session, shop, at, step=Step.FAILED.value, reason=reason, url=None, wake_at=now + NEXT_DAY, lease_token=None,
        done_at=now,
    )  # fmt: skip


def is_other_at_it(encore: Encore, shop: Shop, at: At) -> bool:
    """Whether another of the shop's exports is on its way, or about to be: their lines lie in one place."""
    others = select(HistoryExport.id).where(
        HistoryExport.shop_id == shop.id, HistoryExport.id != at.kind.value,
        HistoryExport.step.in_(_ON_ITS_WAY)
        | ((HistoryExport.id < at.kind.value) & HistoryExport.lease_token.is_not(None)),
    )  # fmt: skip
    with encore.database.read(shop.id) as session:
        return session.scalar(others.limit(1)) is not None


def next_of(session: Session, shop: Shop, kind: Kind, now: datetime) -> None:
    """Let the export after this one begin."""
    later = KINDS[KINDS.index(kind) + 1 :][:1]
    session.execute(
        update(HistoryExport)
        .where(
            HistoryExport.shop_id == shop.id, HistoryExport.id.in_(later), HistoryExport.step == Step.WAITING.value
        )
        .values(step=Step.ASKING.value, wake_at=now)
    )  # fmt: skip


def _set(session: Session, shop: Shop, at: At, values: dict[str, Any]) -> int:
    done = session.execute(
        update(HistoryExport)
        .where(
            HistoryExport.shop_id == shop.id, HistoryExport.id == at.kind.value,
            HistoryExport.lease_token == at.token,
        )
        .values(**values)
    )  # fmt: skip
    return int(getattr(done, "rowcount", 0))
