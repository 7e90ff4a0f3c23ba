"""Tells the platform what products are rated, for themes and search engines to show (product: social proof)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from plugin.encore import Encore
from plugin.model.review import ProductRating
from plugin.platform.seam import RATED_AT_ONCE, PlatformDown
from plugin.published import ratings
from plugin.shops import Shop
from plugin.stages.tell.waits import wait_after

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
log = structlog.get_logger()

Due = Sequence[ProductRating]


def tell(encore: Encore, shop: Shop, limit: int) -> int:
    """Returns how many products' ratings the shop now shows. Nothing is claimed: whoever finds that a product
    changed while it told the platform about it has it told again, so the newest is what stays."""
    now = encore.clock.now()
    with encore.database.read(shop.id) as session:
        due = _due(session, shop, now, min(limit, RATED_AT_ONCE))
        counted = ratings(session, shop.id, [row.product_id for row in due])
    if not due:
        return 0
    try:
        refused = encore.platform.rate(shop.id, list(counted.values()))
    except PlatformDown as trouble:
        log.warning("ratings not told", shop=shop.id, products=len(due), reason=str(trouble))
        with encore.database.write(shop.id) as session:
            _put_off(session, due, now, str(trouble))
        return 0
    with encore.database.write(shop.id) as session:
        _settle(session, due, refused, now)
    for product_id, why in refused.items():
        log.warning("rating refused", shop=shop.id, product=product_id, reason=why)
    return len(due) - len(refused)


def _due(session: Session, shop: Shop, now: datetime, most: int) -> Due:
    return session.scalars(
        select(ProductRating)
        .where(ProductRating.shop_id == shop.id, ProductRating.due_at <= now)
        .order_by(ProductRating.due_at, ProductRating.product_id)
        .limit(most)
    ).all()


def _settle(session: Session, due: Due, refused: Mapping[int, str], now: datetime) -> None:
    """A product that is refused is not asked about again until its reviews change."""
    for row in due:
        why = refused.get(row.product_id)
        told = {"told_at": now} if why is None else {}
        _set(session, row, {"due_at": None, "tries": 0, "problem": why, **told})


def _put_off(session: Session, due: Due, now: datetime, why: str) -> None:
    for row in due:
        wait = wait_after(row.tries, FIRST_WAIT, LONGEST_WAIT)
        _set(session, row, {"due_at": now + wait, "tries": row.tries + 1, "problem": why})


def _set(session: Session, row: ProductRating, values: Mapping[str, object]) -> None:
    mine = (ProductRating.shop_id == row.shop_id, ProductRating.product_id == row.product_id)
    as_read = update(ProductRating).where(*mine, ProductRating.version == row.version).values(values)
    found: Any = session.execute(as_read.execution_options(synchronize_session=False))
    if not found.rowcount:
        again = update(ProductRating).where(*mine).values(due_at=row.due_at)
        session.execute(again.execution_options(synchronize_session=False))
