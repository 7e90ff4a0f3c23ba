"""What follows from the platform's views, and what the flows listen to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


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
class MessageAsked:
    """A workflow of Shopify Flow asks for a message to a customer; `day` is the shop's."""

    customer_id: int
    day: date
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseClosed:
    """What a customer had on their mind has been seen to."""

    case_id: str
    customer_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseAnswered:
    """Somebody of the staff answers a customer; the answer is the entry of that number."""

    case_id: str
    number: int
    customer_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class OwnerAsked:
    """Somebody asks about a product that this customer has, and they are one of those who are to be asked."""

    customer_id: int
    question_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """A planned message's time has come: the flow is asked once more, with today's facts."""

    about: str
    at: datetime
