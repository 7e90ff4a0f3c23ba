"""A platform that keeps what it is asked for and enforces Shopify's rules for codes: a text exists once, is
bound to a customer, has one use, a start and an end. Used where no store is connected."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any

from plugin.events import Channel
from plugin.marketing import ReportedDay
from plugin.platform.export import Exports
from plugin.platform.seam import (
    BirthDate,
    Change,
    Changes,
    CodeEnd,
    CodeOrder,
    CodeRefused,
    Offer,
    PlatformDown,
    Recorded,
    ShopFacts,
    Statement,
)
from plugin.rating import Rating
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
        self._triggered: dict[int, list[tuple[str, dict[str, object]]]] = {}
        self._ratings: dict[int, dict[int, Rating]] = {}
        self._consents: dict[tuple[int, int, Channel], Recorded] = {}
        self._birth_dates: dict[tuple[int, int], BirthDate] = {}
        self._tags: dict[tuple[int, int], set[str]] = {}
        self._pixels: dict[int, str] = {}
        self._days: dict[int, dict[tuple[str, date], ReportedDay]] = {}
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

    def consent(self, shop_id: int, customer_id: int, channel: Channel) -> Recorded | None:
        return self._consents.get((shop_id, customer_id, channel))

    def tell_consent(self, shop_id: int, said: Statement) -> str | None:
        self._consents[shop_id, said.customer_id, said.channel] = Recorded(said.state, said.at)
        return None

    def birth_date(self, shop_id: int, customer_id: int) -> BirthDate | None:
        return self._birth_dates.get((shop_id, customer_id))

    def show_birth_date(
        self, shop_id: int, customer_id: int, text: str | None, *, instead_of: BirthDate | None
    ) -> str | None:
        with self._lock:
            if self._birth_dates.get((shop_id, customer_id)) != instead_of:
                raise PlatformDown("the birthday was changed meanwhile")
            if text is None:
                self._birth_dates.pop((shop_id, customer_id), None)
            else:
                self._birth_dates[shop_id, customer_id] = BirthDate(text, None, text)
        return None

    def tag(self, shop_id: int, customer_id: int, tag: str) -> str | None:
        self._tags.setdefault((shop_id, customer_id), set()).add(tag)
        return None

    def untag(self, shop_id: int, customer_id: int, tag: str) -> str | None:
        self._tags.get((shop_id, customer_id), set()).discard(tag)
        return None

    def tags(self, shop_id: int, customer_id: int) -> frozenset[str]:
        """What a customer carries."""
        return frozenset(self._tags.get((shop_id, customer_id), ()))

    def facts(self, _shop_id: int) -> ShopFacts | None:
        return None

    def own_orders(self, _shop_id: int, order_ids: Collection[int]) -> frozenset[int]:
        """All of them: no other shop's orders come in here."""
        return frozenset(order_ids)

    def fallen_orders(self, _shop_id: int, _order_ids: Collection[int]) -> dict[int, str]:
        """None: nothing happens here that Encore was not told."""
        return {}

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

    def gone(self, _shop_id: int, _kind: str, _ids: Mapping[int, int | None], _at: datetime) -> tuple[Change, ...]:
        """None: nothing is deleted here that Encore was not told of."""
        return ()

    def trigger(self, shop_id: int, handle: str, payload: Mapping[str, object]) -> str | None:
        with self._lock:
            self._triggered.setdefault(shop_id, []).append((handle, dict(payload)))
        return None

    def triggered(self, shop_id: int) -> list[tuple[str, dict[str, object]]]:
        """What Flow was told about a shop, the first thing first."""
        return list(self._triggered.get(shop_id, []))

    def rate(self, shop_id: int, ratings: Sequence[Rating]) -> Mapping[int, str]:
        for one in ratings:
            self._ratings.setdefault(shop_id, {})[one.product_id] = one
        return {}

    def ratings(self, shop_id: int) -> Mapping[int, Rating]:
        """What each product of a shop shows; one without reviews shows none."""
        return {id: one for id, one in self._ratings.get(shop_id, {}).items() if one.count}

    def pixel_on(self, shop_id: int, account: str) -> str:
        self._pixels[shop_id] = account
        return f"gid://shopify/WebPixel/{shop_id}"

    def pixel_off(self, shop_id: int, _id: str) -> None:
        self._pixels.pop(shop_id, None)

    def pixel(self, shop_id: int) -> str | None:
        """As which account the shop's web pixel tells; None: it is off."""
        return self._pixels.get(shop_id)

    def report_day(self, shop_id: int, reported: ReportedDay) -> str | None:
        self._days.setdefault(shop_id, {})[reported.activity.remote_id, reported.day] = reported
        return None

    def reported_days(self, shop_id: int) -> list[ReportedDay]:
        """What the marketing reports of a shop show, the first told first."""
        return list(self._days.get(shop_id, {}).values())

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
