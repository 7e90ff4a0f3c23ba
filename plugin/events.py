"""Everything that can happen, as frozen values with aware times.

Three families: what the platform shows (`…Seen`, `…Gone`: a state at a moment), what follows from it and
what the flows listen to (`OrderPaid`, `DayBegan` …), and what providers and shoppers tell us.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Channel(StrEnum):
    EMAIL = "email"
    SMS = "sms"


class Purpose(StrEnum):
    """Why a message is sent, in the eyes of the law; the content decides (trust: consent)."""

    SERVICE = "service"
    FEEDBACK = "feedback"
    PROMOTIONAL = "promotional"


class ConsentState(StrEnum):
    SUBSCRIBED = "subscribed"
    NOT_SUBSCRIBED = "not_subscribed"
    UNSUBSCRIBED = "unsubscribed"
    PENDING = "pending"
    REDACTED = "redacted"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount: minor units (cents, yen, fils) of an ISO 4217 currency."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Place:
    """The parts of an address that decide time zone and law. Never the street."""

    country: str | None = None  # ISO 3166 alpha-2
    province: str | None = None  # the platform's province code, e.g. "CO"
    city: str | None = None
    postcode: str | None = None
    zone: str | None = None  # IANA zone, where the platform itself says it


@dataclass(frozen=True, slots=True)
class Line:
    id: int
    product_id: int | None
    variant_id: int | None
    title: str
    variant_title: str | None
    quantity: int
    current_quantity: int  # after edits and removals
    price: Money  # each, shop currency
    is_gift_card: bool
    needs_shipping: bool


@dataclass(frozen=True, slots=True)
class ConsentSeen:
    """What somebody answered about one channel. `at` is when they answered; `seen_at` when we were told."""

    customer_id: int | None
    channel: Channel
    state: ConsentState
    level: str | None  # single_opt_in, confirmed_opt_in, unknown
    at: datetime
    address: str | None  # as written; normalised by the projection
    source: str  # platform topic, "link", "reply" …
    wording: str | None = None


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
    codes: tuple[str, ...]
    lines: tuple[Line, ...]
    customer: CustomerSeen | None
    parcels: tuple[ParcelSeen, ...] = ()
    refunds: tuple[RefundSeen, ...] = ()
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


# --- what follows, and what the flows listen to -------------------------------------------------


@dataclass(frozen=True, slots=True)
class OrderPaid:
    order_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderShipped:
    order_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderDelivered:
    order_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderCancelled:
    order_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderRefunded:
    order_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderTroubled:
    """A return was asked for, or a parcel failed; or that trouble ended."""

    order_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class DayBegan:
    """A customer's local day that is about to begin or has begun."""

    customer_id: int
    day: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """A planned message's time has come: the flow is asked once more, with today's facts."""

    about: str
    at: datetime


# --- what providers and shoppers tell us --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MessageReported:
    """A provider's receipt, by the key we issued."""

    provider: str
    provider_event_id: str
    key: str
    kind: str  # delivered, bounced, blocked, complained, opted_out, failed
    at: datetime
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class TextReceived:
    """An inbound SMS."""

    sender: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LinkClicked:
    message_id: str
    link: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Unsubscribed:
    """Somebody left through a link: every promotional and feedback message of that channel stops."""

    message_id: str
    channel: Channel
    at: datetime
    resubscribed: bool = False


@dataclass(frozen=True, slots=True)
class ReviewWritten:
    message_id: str
    at: datetime
    items: tuple[tuple[int, int, str, str], ...] = field(default=())  # (line id, stars, title, text)


Event = (
    OrderSeen | OrderEdited | OrderGone | RefundSeen | ParcelSeen | ParcelMoved | ReturnSeen
    | CustomerSeen | CustomerGone | CustomersMerged | ConsentSeen | ProductSeen | ProductGone
    | ShopSeen | AppUninstalled | DataRequested | CustomerRedacted | ShopRedacted
    | OrderPaid | OrderShipped | OrderDelivered | OrderCancelled | OrderRefunded | OrderTroubled
    | DayBegan | Due | MessageReported | TextReceived | LinkClicked | Unsubscribed | ReviewWritten
)  # fmt: skip

Milestone = (
    OrderPaid | OrderShipped | OrderDelivered | OrderCancelled | OrderRefunded | OrderTroubled
    | DayBegan | Due
)  # fmt: skip
