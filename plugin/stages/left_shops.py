"""Shops that uninstalled and did not come back: what is left of them goes, as with shop/redact (trust section 7)."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from plugin.encore import Encore
from plugin.privacy import erase_shop
from plugin.shops import Shop

LEFT = timedelta(days=30)  # so long after the uninstall a shop that comes back finds its history

log = structlog.get_logger()


def erase_left(encore: Encore, now: datetime) -> int:
    """Erases every shop that left 30 days ago, with its data key; returns how many. The platform's shop/redact
    normally comes first, two days after the uninstall; it may be lost."""
    done = 0
    for shop in encore.shops.all():
        if not _is_over(shop, now) or not _is_over(encore.shops.by_id(shop.id), now):  # the list may be a moment old
            continue
        erase_shop(encore.database, shop, now)
        encore.shops.forget(shop)
        log.warning("shop erased", shop=shop.domain, reason="left")
        done += 1
    return done


def _is_over(shop: Shop, now: datetime) -> bool:
    return shop.uninstalled_at is not None and shop.uninstalled_at <= now - LEFT
