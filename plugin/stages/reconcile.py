"""Asks each shop hourly what changed, and puts what never came into the inbox, as the webhooks that should have told
it (trust: webhooks in). A shop that was down, or a gap of ours, is caught up from where it was left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from plugin.db.insert import insert_new
from plugin.encore import Encore
from plugin.inbox import ShopGone, StoreBusy
from plugin.model.watermark import Watermark
from plugin.platform.seam import Changes, PlatformDown
from plugin.platform.trouble import TryLater
from plugin.shops import Shop
from plugin.stages.gone import look_for_gone
from plugin.stages.missing import enter_missing
from plugin.turns import in_turn

log = structlog.get_logger()

KINDS = ("products", "customers", "orders")  # so that an order finds its customer and its products
EVERY = timedelta(hours=1)
OVERLAP = timedelta(minutes=10)  # platform notes: the search index lags behind
NIGHTLY_OVERLAP = timedelta(days=1)
AT_IT = timedelta(minutes=5)  # whoever reads a page has that long before another may
SOONEST = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class _Run:
    kind: str
    began_at: datetime
    since: datetime


def drain(encore: Encore, budget: int) -> int:
    """Returns how many orders, customers and products were looked at. A shop that cannot be read is asked again
    later, from where it was left, and stops no other."""
    done = 0
    for shop in in_turn(encore, "reconcile", [shop for shop in encore.shops.working() if shop.has_token]):
        for kind in _due(encore, shop):
            if done < budget:
                done += _compare(encore, shop, kind, budget - done)
        done += look_for_gone(encore, shop, budget - done)
    return done


def compare_now(encore: Encore, shops: Iterable[Shop]) -> None:
    """These shops are due: after a gap nobody knows what was missed."""
    for shop in shops:
        with encore.database.write(shop.id) as session:
            session.execute(update(Watermark).where(Watermark.shop_id == shop.id).values(wake_at=encore.clock.now()))


def _due(encore: Encore, shop: Shop) -> list[str]:
    with encore.database.read(shop.id) as session:
        rows = session.execute(select(Watermark.kind, Watermark.wake_at).where(Watermark.shop_id == shop.id))
        wakes = {row.kind: row.wake_at for row in rows}
    now = encore.clock.now()
    return [kind for kind in KINDS if wakes.get(kind, now) <= now]


def _compare(encore: Encore, shop: Shop, kind: str, budget: int) -> int:
    run = _taken(encore, shop, kind)
    if run is None:
        return 0
    try:
        return _read(encore, shop, run, budget)
    except ShopGone:
        return 0
    except (PlatformDown, StoreBusy) as trouble:
        log.warning("shop not compared", shop=shop.domain, kind=kind, reason=str(trouble))
        after = max(trouble.after, SOONEST) if isinstance(trouble, TryLater) else EVERY
        _set(encore, shop, kind, wake_at=encore.clock.now() + after, trouble=str(trouble))
        return 0


def _taken(encore: Encore, shop: Shop, kind: str) -> _Run | None:
    """The run that is due, which nobody else takes now; None: none is. One that was not through goes on."""
    now = encore.clock.now()
    with encore.database.write(shop.id) as session:
        session.execute(insert_new(session, Watermark), [_first(shop, kind, now)])
        mine = (Watermark.shop_id == shop.id, Watermark.kind == kind, Watermark.wake_at <= now)
        taken: Any = session.execute(update(Watermark).where(*mine).values(wake_at=now + AT_IT))
        if not taken.rowcount:
            return None
        row = session.execute(
            select(Watermark.read_until, Watermark.began_at, Watermark.done_at).where(*mine[:2])
        ).one()
        if row.began_at is not None and (row.done_at is None or row.done_at < row.began_at):
            return _Run(kind, row.began_at, row.read_until - OVERLAP)
        is_nightly = row.done_at is None or row.done_at.date() < now.date()
        _change(session, shop, kind, began_at=now, looked=0, missing=0)
        return _Run(kind, now, row.read_until - (NIGHTLY_OVERLAP if is_nightly else OVERLAP))


def _first(shop: Shop, kind: str, now: datetime) -> dict[str, Any]:
    """What was before the installation is the import's."""
    return {
        "shop_id": shop.id, "kind": kind, "read_until": shop.installed_at, "wake_at": now, "looked": 0, "missing": 0,
        "missing_total": 0,
    }  # fmt: skip


def _read(encore: Encore, shop: Shop, run: _Run, budget: int) -> int:
    """Page after page; the mark follows once a page is stored."""
    looked, cursor = 0, None
    while True:
        page = encore.platform.changes(shop.id, run.kind, run.since, cursor)
        entered = enter_missing(encore, shop, page.found)
        cursor, looked = page.cursor, looked + page.count
        _note(encore, shop, run, page, entered)
        if entered:
            encore.wake("inbox")
        if cursor is None:
            return looked
        if looked >= budget:
            _set(encore, shop, run.kind, wake_at=encore.clock.now())
            return looked


def _note(encore: Encore, shop: Shop, run: _Run, page: Changes, entered: int) -> None:
    now = encore.clock.now()
    values: dict[str, Any] = {
        "looked": Watermark.looked + page.count, "missing": Watermark.missing + entered,
        "missing_total": Watermark.missing_total + entered, "trouble": None,
    }  # fmt: skip
    if page.cursor is None:
        values |= {"read_until": run.began_at, "done_at": now, "wake_at": now + EVERY}
    else:
        values |= {"read_until": page.until, "wake_at": now + AT_IT}
    _set(encore, shop, run.kind, **values)


def _set(encore: Encore, shop: Shop, kind: str, **values: Any) -> None:
    with encore.database.write(shop.id) as session:
        _change(session, shop, kind, **values)


def _change(session: Session, shop: Shop, kind: str, **values: Any) -> None:
    session.execute(update(Watermark).where(Watermark.shop_id == shop.id, Watermark.kind == kind).values(**values))
