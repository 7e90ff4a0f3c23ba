"""A platform that keeps what it is asked for and enforces Shopify's rules for codes: a text exists once, is
bound to a customer, has one use, a start and an end. Used where no store is connected."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from plugin.platform.export import Exports
from plugin.platform.seam import Changes, CodeEnd, CodeOrder, CodeRefused, Offer, ShopFacts
from plugin.subscription import Subscribed


@dataclass
class _Code:
    order: CodeOrder
    platform_id: str
    is_active: bool = True
    uses: int = 0


class RecordingPlatform:
    """Knows every code it issued; `redeem` answers as a checkout would."""

    def __init__(self) -> None:
        self._codes: dict[tuple[int, str], _Code] = {}
        self._numbers = count(1)
        self._subscriptions: dict[int, dict[str, Subscribed]] = {}
        self._lock = threading.Lock()

    def issue(self, order: CodeOrder) -> str:
        if not 1 <= order.percent <= 100:
            raise CodeRefused(f"{order.percent} % is not a discount; choose 1 to 100")
        if order.ends_at <= order.starts_at:
            raise CodeRefused("the code would end before it starts")
        key = (order.shop_id, order.code.upper())
        with self._lock:
            known = self._codes.get(key)
            if known is None:
                known = self._codes[key] = _Code(order, f"gid://shopify/DiscountCodeNode/{next(self._numbers)}")
            elif _terms(known.order) != _terms(order):
                raise CodeRefused("TAKEN: a discount on other terms has this code text", "code_taken")
            elif not known.is_active:
                raise CodeRefused("this code is over, or was ended in the shop's admin", "code_ended")
            return known.platform_id

    def void(self, end: CodeEnd) -> None:
        key = (end.order.shop_id, end.order.code.upper())
        with self._lock:
            known = self._codes.get(key)
            if known is None or _terms(known.order) != _terms(end.order):
                return
            if end.was_sent:
                known.is_active = False
            else:
                del self._codes[key]

    def facts(self, _shop_id: int) -> ShopFacts | None:
        return None

    def own_orders(self, _shop_id: int, order_ids: Collection[int]) -> frozenset[int]:
        """All of them: no other shop's orders come in here."""
        return frozenset(order_ids)

    def subscriptions(self, shop_id: int) -> tuple[Subscribed, ...]:
        return tuple(self._subscriptions.get(shop_id, {}).values())

    def subscribe(self, shop_id: int, offer: Offer) -> str:
        """Nobody is asked to approve: the shop pays from now on, and the merchant goes straight back."""
        id = f"gid://shopify/AppSubscription/{shop_id}"
        self._subscriptions[shop_id] = {id: Subscribed(id, offer.tariff.name, offer.is_test, None, None)}
        return offer.return_url

    def unsubscribe(self, shop_id: int, subscription_id: str) -> None:
        self._subscriptions.get(shop_id, {}).pop(subscription_id, None)

    @property
    def exports(self) -> Exports | None:
        return None

    def changes(self, _shop_id: int, _kind: str, _since: datetime, _cursor: str | None) -> Changes:
        """None: nothing happens here that Encore was not told."""
        return Changes()

    def close(self) -> None:
        """There is nothing to give back."""

    def redeem(self, shop_id: int, code: str, customer_id: int | None, at: datetime) -> str | None:
        """Use a code at the checkout; None if it works, else why it does not."""
        with self._lock:
            known = self._codes.get((shop_id, code.upper()))
            if known is None or not known.is_active:
                return "this code is not valid"
            if known.order.customer_id != customer_id:
                return "this code belongs to another customer"
            if not known.order.starts_at <= at < known.order.ends_at:
                return "this code is not valid today"
            if known.uses:
                return "this code has been used"
            known.uses += 1
            return None

    def codes(self, shop_id: int) -> list[CodeOrder]:
        """Every active code of a shop, oldest first."""
        return [known.order for (owner, _), known in self._codes.items() if owner == shop_id and known.is_active]


def _terms(order: CodeOrder) -> tuple[Any, ...]:
    return order.customer_id, order.percent, order.starts_at, order.ends_at
