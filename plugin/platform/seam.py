"""What Encore asks of the shop's platform. The Admin API client implements it, and so does the recording
platform that simulate, replay and tests use."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from plugin.events import Channel, ConsentState, ShopSeen
from plugin.marketing import ReportedDay
from plugin.platform.export import Exports
from plugin.rating import Rating
from plugin.subscription import Subscribed
from plugin.tariffs import Tariff

RATED_AT_ONCE = 12  # two metafields each, and 25 go in one call (platform notes)


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
class Recorded:
    """What the platform has on record about one customer and channel; `at` None: it does not say since when."""

    state: ConsentState
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Statement:
    """What a customer told us about a channel, and when."""

    customer_id: int
    channel: Channel
    state: ConsentState  # subscribed or unsubscribed
    level: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class BirthDate:
    """A customer's birthday in the shop, `1990-05-17`; `at` None: it does not say since when. `version` names this
    writing of it."""

    text: str
    at: datetime | None
    version: str


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

    def consent(self, shop_id: int, customer_id: int, channel: Channel, /) -> Recorded | None:
        """What is on record; None where there is no such customer, or no address of that channel. Raises
        PlatformDown."""
        ...

    def tell_consent(self, shop_id: int, said: Statement, /) -> str | None:
        """The shop's record says it too; None, or why the shop will not write it down. Twice is the same as once.
        Raises PlatformDown."""
        ...

    def birth_date(self, shop_id: int, customer_id: int, /) -> BirthDate | None:
        """What the shop shows; None where it shows nothing, or has no such customer. Raises PlatformDown."""
        ...

    def show_birth_date(
        self, shop_id: int, customer_id: int, text: str | None, /, *, instead_of: BirthDate | None
    ) -> str | None:
        """The shop shows that date in place of what `birth_date` found (None: it shows nothing any more); None, or
        why it will not. Twice is the same as once. Raises PlatformDown, also where somebody else changed it
        meanwhile: then look again."""
        ...

    def tag(self, shop_id: int, customer_id: int, tag: str, /) -> str | None:
        """The customer carries that tag in the shop; None, or why the shop will not have it. Twice is the same as
        once. Raises PlatformDown."""
        ...

    def untag(self, shop_id: int, customer_id: int, tag: str, /) -> str | None:
        """They carry it no longer; one that is not there is fine. The rest is as with `tag`."""
        ...

    def facts(self, shop_id: int, /) -> ShopFacts | None:
        """The shop as the platform knows it now; None where no store is connected. Raises PlatformDown."""
        ...

    def own_orders(self, shop_id: int, order_ids: Collection[int], /) -> frozenset[int]:
        """Those of the orders that are this shop's own. Raises PlatformDown."""
        ...

    def fallen_orders(self, shop_id: int, order_ids: Collection[int], /) -> Mapping[int, str]:
        """Those of the orders on which nothing more may be given, with the reason: order_gone (also another
        shop's), order_cancelled, refunded. Raises PlatformDown."""
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

    def gone(self, shop_id: int, kind: str, ids: Mapping[int, int | None], at: datetime, /) -> tuple[Change, ...]:
        """What should have told of those of the ids (at most 250 of a `kind`) that the shop has no longer; with a
        customer's id stands an order of theirs. Raises PlatformDown."""
        ...

    def trigger(self, shop_id: int, handle: str, payload: Mapping[str, object], /) -> str | None:
        """Start the workflows of Shopify Flow that listen to that trigger; why Flow refuses it, None where it has
        taken it. Told twice, they start twice. Raises PlatformDown."""
        ...

    def rate(self, shop_id: int, ratings: Sequence[Rating], /) -> Mapping[int, str]:
        """The shop's products show these ratings, at most RATED_AT_ONCE; a count of 0 takes the rating away. What
        comes back: the products that the platform will not rate, with why. Raises PlatformDown."""
        ...

    def pixel_on(self, shop_id: int, account: str, /) -> str:
        """The shop's web pixel is on and tells of product views as `account`; its id. Twice is the same as once.
        Raises PlatformDown."""
        ...

    def pixel_off(self, shop_id: int, id: str, /) -> None:
        """That pixel is off; one that is off already is fine. Raises PlatformDown."""
        ...

    def report_day(self, shop_id: int, reported: ReportedDay, /) -> str | None:
        """The shop's marketing reports show that day of a flow; None, or why they will not. Needs the optional
        scope write_marketing_events. Raises PlatformDown."""
        ...

    def close(self) -> None: ...
