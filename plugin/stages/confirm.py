"""Is an order that came in really this shop's? The header that names the shop is not signed, so an order that
does not say itself whose it is, is looked up in the shop before anything follows from it (trust: webhooks in)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from plugin.db.prepared import SHOP, Prepared, keys
from plugin.encore import Encore
from plugin.events import Event, OrderSeen
from plugin.model.order import Order
from plugin.shops import Shop

_KNOWN = Prepared(select(Order.id).where(Order.shop_id == SHOP, Order.id.in_(keys("ids"))))


class Unconfirmed(Exception):
    """These orders must be looked up first."""

    def __init__(self, order_ids: frozenset[int]) -> None:
        super().__init__(f"{len(order_ids)} orders are not confirmed")
        self.order_ids = order_ids


def require_confirmed(encore: Encore, shop: Shop, events: Collection[Event], own: frozenset[int]) -> None:
    """Unconfirmed where an order names no shop, or names one while the shop's own id is not known yet. Orders in
    `own` were looked up, and those in the database were so before. Without a token there is nobody to ask."""
    if not shop.has_token:
        return
    doubtful = {event.id for event in events if isinstance(event, OrderSeen) and _says_too_little(event, shop)} - own
    if not doubtful:
        return
    with encore.database.read(shop.id) as session:
        doubtful -= set(_KNOWN.values(session, ids=sorted(doubtful)))
    if doubtful:
        raise Unconfirmed(frozenset(doubtful))


def _says_too_little(event: OrderSeen, shop: Shop) -> bool:
    return event.platform_shop_id is None or shop.platform_shop_id is None
