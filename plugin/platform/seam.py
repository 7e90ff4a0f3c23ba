"""What Encore asks of the shop's platform. The Admin API client implements it, and so does the recording
platform that simulate, replay and tests use."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from plugin.events import ShopSeen
from plugin.platform.export import Exports
from plugin.subscription import Subscribed
from plugin.tariffs import Tariff


@dataclass(frozen=True, slots=True)
class CodeOrder:
    """A discount code to be issued: bound to one customer, one use, valid [starts_at, ends_at). It works beside
    other discounts only where `combines`."""

    shop_id: int
    code: str
    customer_id: int
    percent: int
    starts_at: datetime
    ends_at: datetime
    title: str
    combines: bool = False


@dataclass(frozen=True, slots=True)
class CodeEnd:
    """A code that is to work no longer, on the terms it was ordered with. `platform_id` None: nobody knows whether
    it was issued. Of one that was never sent to anybody nothing stays in the shop."""

    order: CodeOrder
    platform_id: str | None
    was_sent: bool


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """What the platform knows about a shop: what shop/update tells, and the address on its letters ("" where
    none is known)."""

    seen: ShopSeen
    postal_address: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What a merchant is asked to approve; `return_url` is where Shopify sends them afterwards."""

    tariff: Tariff
    return_url: str
    is_test: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A webhook that should have come. `key` names this version of the object; `body` is JSON."""

    topic: str
    key: str
    at: datetime
    body: bytes


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of what changed: `count` objects, the newest change of them at `until`; `cursor` leads to the next
    page, None: there is none."""

    found: tuple[Change, ...] = ()
    count: int = 0
    until: datetime | None = None
    cursor: str | None = None


class CodeRefused(Exception):
    """The platform will not issue this code. The text is for a person, `reason` a code of plugin.reasons."""

    def __init__(self, text: str, reason: str = "code_refused") -> None:
        super().__init__(text)
        self.reason = reason


class PlatformDown(Exception):
    """The platform gave no usable answer; try later."""


class Platform(Protocol):
    def issue(self, order: CodeOrder) -> str:
        """The platform's id of the code. The same order again returns the same id ("already exists and is
        ours": customer, percentage and times are the same). Raises CodeRefused where the text belongs to something
        else or the code was ended, PlatformDown without an answer."""
        ...

    def void(self, end: CodeEnd) -> None:
        """The code works no longer. Voiding twice, or an unknown code, is fine; a discount that is not the one that
        was ordered is left alone. Raises PlatformDown."""
        ...

    def facts(self, shop_id: int, /) -> ShopFacts | None:
        """The shop as the platform knows it now; None where no store is connected. Raises PlatformDown."""
        ...

    def own_orders(self, shop_id: int, order_ids: Collection[int], /) -> frozenset[int]:
        """Those of the orders that are this shop's own. Raises PlatformDown."""
        ...

    def subscriptions(self, shop_id: int, /) -> tuple[Subscribed, ...]:
        """What the shop pays for now. Raises PlatformDown, also for an answer that cannot be understood."""
        ...

    def subscribe(self, shop_id: int, offer: Offer, /) -> str:
        """The address at which the merchant approves or declines. Raises PlatformDown."""
        ...

    def unsubscribe(self, shop_id: int, subscription_id: str, /) -> None:
        """It is over from now on; one that is over already is fine. Raises PlatformDown."""
        ...

    @property
    def exports(self) -> Exports | None:
        """None where no store is connected."""
        ...

    def changes(self, shop_id: int, kind: str, since: datetime, cursor: str | None) -> Changes:
        """Orders, customers or products (`kind`) that changed at `since` or later, oldest change first. Raises
        PlatformDown."""
        ...

    def close(self) -> None: ...
