"""What the platform shows: `…Seen` is a state at a moment, `…Gone` its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plugin.events.values import Channel, ConsentState, Line, Money, Place

SHOPIFY = "shopify "  # so begins the source of what the shop told us
IMPORT = "import/"  # so begins the source of what a file says, which came from elsewhere


@dataclass(frozen=True, slots=True)
class ConsentSeen:
    """What somebody answered about one channel. `at` is when they answered; `seen_at` when we were told."""

    customer_id: int | None
    channel: Channel
    state: ConsentState
    level: str | None  # single_opt_in, confirmed_opt_in, unknown
    at: datetime
    address: str | None  # as written; normalised by the projection
    source: str  # "shopify TOPIC", or where they told us: "link", "reply" …
    wording: str | None = None

    @property
    def is_ours(self) -> bool:
        """Whether they told us themselves, so that the shop does not know it yet and is to hear it."""
        return not self.source.startswith((SHOPIFY, IMPORT))


@dataclass(frozen=True, slots=True)
class CustomerSeen:
    id: int
    updated_at: datetime
    created_at: datetime | None
    email: str | None
    phone: str | None
    first_name: str | None
    last_name: str | None
    locale: str | None
    place: Place | None
    address_phone: str | None = None  # the default address's own number
    birthday: str | None = None  # as written: ISO date or month and day
    birthday_known_at: datetime | None = None
    has_birthday_field: bool = False  # False: the payload says nothing about birthdays
    consents: tuple[ConsentSeen, ...] = ()
    is_full: bool = True  # False: the short form inside an order, which never clears a field


@dataclass(frozen=True, slots=True)
class RefundSeen:
    id: int
    order_id: int
    at: datetime
    amount: Money  # successful refund transactions only, shop currency
    lines: tuple[tuple[int, int], ...]  # (line id, quantity)


@dataclass(frozen=True, slots=True)
class ParcelSeen:
    """A fulfilment: one parcel (or hand-over) of an order."""

    id: int
    order_id: int
    created_at: datetime
    updated_at: datetime
    status: str  # success, pending, open, cancelled, error, failure
    shipment_status: str | None
    carrier: str | None
    tracking_number: str | None
    tracking_url: str | None
    line_ids: tuple[int, ...]
    country: str | None = None  # destination


@dataclass(frozen=True, slots=True)
class ParcelMoved:
    """One scan by the carrier."""

    id: int
    parcel_id: int
    order_id: int
    status: str  # label_printed … in_transit, out_for_delivery, delivered, failure
    at: datetime
    platform_shop_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReturnSeen:
    id: int
    order_id: int
    state: str  # requested, open, declined, cancelled, closed
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderSeen:
    """One complete view of an order, as the platform showed it at `updated_at`."""

    id: int
    name: str
    updated_at: datetime
    created_at: datetime
    processed_at: datetime
    paid_at: datetime | None  # None: not paid in this view
    paid_at_is_sure: bool  # False: an update shows it paid, but not since when
    cancelled_at: datetime | None
    is_test: bool
    source: str  # web, pos, shopify_draft_order, subscription_contract…
    total: Money  # shop currency: what the buyer owed
    presentment_total: Money
    financial_status: str | None
    fulfilment_status: str | None
    email: str | None
    contact_email: str | None
    phone: str | None
    locale: str | None
    shipping: Place | None
    shipping_phone: str | None
    is_gift: bool
    status_url: str | None
    platform_shop_id: int | None  # read from the order's own addresses; None: they do not tell
    codes: tuple[str, ...]  # of discounts, as the buyer wrote them
    lines: tuple[Line, ...]
    customer: CustomerSeen | None
    parcels: tuple[ParcelSeen, ...] = ()
    refunds: tuple[RefundSeen, ...] = ()
    taken_off: tuple[tuple[str, Money], ...] = ()  # (code, what it took off), where the view tells
    is_creation: bool = False  # from orders/create: its total is what the buyer owed at first


@dataclass(frozen=True, slots=True)
class OrderEdited:
    order_id: int
    at: datetime
    changes: tuple[tuple[int, int], ...]  # (line id, +added or -removed)


@dataclass(frozen=True, slots=True)
class OrderGone:
    order_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class CustomerGone:
    customer_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class CustomersMerged:
    kept_id: int
    gone_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ProductSeen:
    id: int
    updated_at: datetime
    title: str
    handle: str | None
    is_active: bool
    product_type: str | None
    vendor: str | None
    tags: tuple[str, ...]
    image_url: str | None
    price_text: str | None  # lowest variant price, a decimal in shop currency
    in_stock: bool
    variant_count: int


@dataclass(frozen=True, slots=True)
class ProductGone:
    product_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ShopSeen:
    platform_shop_id: int | None
    domain: str | None
    at: datetime | None
    name: str | None
    time_zone: str | None
    currency: str | None
    locale: str | None
    email: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class AppUninstalled:
    platform_shop_id: int | None
    domain: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ScopesChanged:
    platform_shop_id: int
    scopes: tuple[str, ...]  # all that are granted now
    at: datetime


@dataclass(frozen=True, slots=True)
class SubscriptionChanged:
    platform_shop_id: int
    id: str
    status: str  # Shopify's word in lower case: active, declined, frozen …
    at: datetime


@dataclass(frozen=True, slots=True)
class ExportEnded:
    """The platform has made an export, or will not."""

    operation_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DataRequested:
    customer_id: int | None
    email: str | None
    phone: str | None
    request_id: int | None
    order_ids: tuple[int, ...]
    at: datetime
    domain: str | None = None  # the shop it was asked of


@dataclass(frozen=True, slots=True)
class CustomerRedacted:
    customer_id: int | None
    email: str | None
    phone: str | None
    order_ids: tuple[int, ...]
    at: datetime
    domain: str | None = None  # the shop that must forget


@dataclass(frozen=True, slots=True)
class ShopRedacted:
    domain: str | None
    at: datetime
