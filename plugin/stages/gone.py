"""Asks each shop once a day whether it still has what we know of it: nothing that changed since tells of a deletion,
or of two customers who became one, and its webhook may have been lost. Part of the hourly comparison."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import bindparam, func, null, select, update
from sqlalchemy.orm import Session

from plugin.db.insert import insert_new
from plugin.db.prepared import SHOP, Prepared
from plugin.db.types import UtcDateTime
from plugin.encore import Encore
from plugin.inbox import ShopGone, StoreBusy
from plugin.model.customer import Customer
from plugin.model.order import Order
from plugin.model.product import Product
from plugin.model.watermark import GONE, Watermark
from plugin.platform.seam import PlatformDown
from plugin.platform.trouble import TryLater
from plugin.shops import Shop
from plugin.stages.missing import enter_missing

log = structlog.get_logger()

KINDS = ("products", "customers", "orders")
EVERY = timedelta(days=1)
AT_IT = timedelta(minutes=5)  # whoever asks has that long before another may
PAGE = 250
SEEN = timedelta(days=59)  # an app without a scope of its own sees orders for 60 days
_AGAIN = timedelta(hours=1)

_KNOWN = {
    "products": Prepared(
        select(Product.id, null().label("order_id"))
        .where(Product.shop_id == SHOP, Product.id > bindparam("after"), Product.gone_at.is_(None))
        .order_by(Product.id)
        .limit(PAGE)
    ),
    "customers": Prepared(
        select(
            Customer.id,
            select(func.max(Order.id)).where(Order.shop_id == SHOP, Order.customer_id == Customer.id)
            .scalar_subquery().label("order_id"),
        )
        .where(
            Customer.shop_id == SHOP, Customer.id > bindparam("after"), Customer.gone_at.is_(None),
            Customer.merged_into.is_(None),
        )
        .order_by(Customer.id)
        .limit(PAGE)
    ),
    "orders": Prepared(
        select(Order.id, null().label("order_id"))
        .where(
            Order.shop_id == SHOP, Order.id > bindparam("after"), Order.deleted_at.is_(None),
            Order.created_at > bindparam("since", type_=UtcDateTime),
        )
        .order_by(Order.id)
        .limit(PAGE)
    ),
}  # fmt: skip


def look_for_gone(encore: Encore, shop: Shop, budget: int) -> int:
    """Returns how many customers, orders and products were asked for. A shop that cannot answer is asked later."""
    done = 0
    for kind in KINDS:
        if done < budget and (after := _taken(encore, shop, kind)) is not None:
            done += _ask(encore, shop, kind, after, budget - done)
    return done


def _ask(encore: Encore, shop: Shop, kind: str, after: int, budget: int) -> int:
    looked = 0
    try:
        while known := _known(encore, shop, kind, after):
            found = encore.platform.gone(shop.id, kind, known, encore.clock.now())
            entered = enter_missing(encore, shop, found)
            after, looked = max(known), looked + len(known)
            now = encore.clock.now()
            wake_at = now if looked >= budget else now + AT_IT
            _note(encore, shop, kind, entered, after_id=after, wake_at=wake_at, trouble=None)
            if looked >= budget:
                return looked
    except ShopGone:
        return looked
    except (PlatformDown, StoreBusy) as trouble:
        log.warning("shop not asked what is gone", shop=shop.domain, kind=kind, reason=str(trouble))
        wait = max(trouble.after, timedelta(seconds=1)) if isinstance(trouble, TryLater) else _AGAIN
        _note(encore, shop, kind, 0, wake_at=encore.clock.now() + wait, trouble=str(trouble))
        return looked
    now = encore.clock.now()
    _note(encore, shop, kind, 0, after_id=None, wake_at=now + EVERY, done_at=now, trouble=None)
    return looked


def _known(encore: Encore, shop: Shop, kind: str, after: int) -> Mapping[int, int | None]:
    """The next ids, and for a customer an order of theirs."""
    asked: dict[str, Any] = {"after": after}
    if kind == "orders":
        asked["since"] = encore.clock.now() - SEEN
    with encore.database.read(shop.id) as session:
        return {row.id: row.order_id for row in _KNOWN[kind].rows(session, **asked)}


def _taken(encore: Encore, shop: Shop, kind: str) -> int | None:
    """Behind which id to go on, where that is due and nobody else is at it."""
    now = encore.clock.now()
    mine = (Watermark.shop_id == shop.id, Watermark.kind == GONE + kind)
    with encore.database.read(shop.id) as session:
        wake_at = session.scalar(select(Watermark.wake_at).where(*mine))
    if wake_at is not None and wake_at > now:
        return None
    with encore.database.write(shop.id) as session:
        session.execute(insert_new(session, Watermark), [_first(shop, kind, now)])
        due = update(Watermark).where(*mine, Watermark.wake_at <= now)
        taken: Any = session.execute(due.values(wake_at=now + AT_IT))
        if not taken.rowcount:
            return None
        return session.scalar(select(Watermark.after_id).where(*mine)) or 0


def _first(shop: Shop, kind: str, now: datetime) -> dict[str, Any]:
    return {
        "shop_id": shop.id, "kind": GONE + kind, "read_until": shop.installed_at, "wake_at": now, "looked": 0,
        "missing": 0, "missing_total": 0,
    }  # fmt: skip


def _note(encore: Encore, shop: Shop, kind: str, entered: int, **values: Any) -> None:
    """What was missing counts as the kind's own."""
    with encore.database.write(shop.id) as session:
        _set(session, shop, GONE + kind, **values)
        if entered:
            _set(session, shop, kind, missing_total=Watermark.missing_total + entered)
    if entered:
        encore.wake("inbox")


def _set(session: Session, shop: Shop, kind: str, **values: Any) -> None:
    session.execute(update(Watermark).where(Watermark.shop_id == shop.id, Watermark.kind == kind).values(**values))
