"""The small values that events are made of."""

from __future__ import annotations

from dataclasses import dataclass
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
