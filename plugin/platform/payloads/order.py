"""Orders: one complete view with buyer, lines, parcels and refunds, so that a missed webhook heals with the next."""

from __future__ import annotations

import re
from datetime import datetime

import msgspec

from plugin.errors import BadPayload
from plugin.events import CustomerSeen, Line, Money, OrderSeen
from plugin.platform.payloads.customer import CustomerBody, customer_seen
from plugin.platform.payloads.decode import Told, decoded
from plugin.platform.payloads.fulfilment import parcel_seen
from plugin.platform.payloads.gift import says_gift, tagged_gift
from plugin.platform.payloads.line import line
from plugin.platform.payloads.money import AmountSetBody, amount, currency_code, money, optional_money
from plugin.platform.payloads.order_body import OrderBody
from plugin.platform.payloads.place import place
from plugin.platform.payloads.refund import refund_seen
from plugin.platform.payloads.tags import tags
from plugin.platform.payloads.values import (
    MAX_ID,
    email_text,
    flag,
    https_url,
    identity,
    instant,
    instant_or,
    locale,
    optional_instant,
    phone_text,
    text,
    word,
)

_PAID = frozenset({"paid", "partially_refunded", "refunded"})
_STATUS_URL = re.compile(r"https://[^/]+/([0-9]{1,19})/orders(?:[/?#]|$)")


_ORDER = msgspec.json.Decoder(OrderBody)


def order(raw: bytes, told: Told) -> tuple[OrderSeen, ...]:
    """orders/create, updated, paid, cancelled, fulfilled, partially_fulfilled.

    Raises BadPayload without id, total, lines or a time of creation.
    """
    body = decoded(_ORDER, raw)
    number = identity(body.id, "id")
    currency = currency_code(body.currency)
    updated_at = instant_or(body.updated_at, told.triggered_at, "updated_at")
    created_at = instant(body.processed_at if body.created_at is None else body.created_at, "created_at")
    processed_at = optional_instant(body.processed_at) or created_at
    paid_at, is_sure = _paid(body, told.topic, updated_at, processed_at)
    total = money(body.total_price, currency, "total_price")
    shipping, address = place(body.shipping_address), body.shipping_address
    country = None if shipping is None else shipping.country
    status_url = https_url(body.order_status_url)
    seen = OrderSeen(
        id=number,
        name=text(body.name) or "",
        updated_at=updated_at,
        created_at=created_at,
        processed_at=processed_at,
        paid_at=paid_at,
        paid_at_is_sure=is_sure,
        cancelled_at=_cancelled_at(body, told.topic, updated_at),
        is_test=flag(body.test),
        source=word(body.source_name) or "",
        total=total,
        presentment_total=_presentment(body.total_price_set, total),
        financial_status=word(body.financial_status),
        fulfilment_status=word(body.fulfillment_status),
        email=email_text(body.email),
        contact_email=email_text(body.contact_email),
        phone=phone_text(body.phone),
        locale=locale(body.customer_locale),
        shipping=shipping,
        shipping_phone=None if address is None else phone_text(address.phone),
        is_gift=_is_gift(body),
        status_url=status_url,
        platform_shop_id=_shop_id(status_url),
        codes=_codes(body),
        taken_off=_taken_off(body, currency),
        lines=_lines(body, currency),
        customer=_buyer(body.customer, told.topic, updated_at),
        parcels=tuple(
            parcel_seen(each, updated_at, number, country) for each in body.fulfillments or () if each is not None
        ),
        refunds=tuple(
            refund_seen(each, updated_at, number, currency) for each in body.refunds or () if each is not None
        ),
        is_creation=told.topic == "orders/create",
    )
    return (seen,)


def _paid(body: OrderBody, topic: str, updated_at: datetime, processed_at: datetime) -> tuple[datetime | None, bool]:
    if word(body.financial_status) not in _PAID:
        return None, False
    if topic == "orders/paid":
        return updated_at, True
    return processed_at, topic == "orders/create"


def _cancelled_at(body: OrderBody, topic: str, updated_at: datetime) -> datetime | None:
    """A cancellation with an unreadable time is still one: no message may follow it."""
    if body.cancelled_at in (None, "") and topic != "orders/cancelled":
        return None
    return optional_instant(body.cancelled_at) or updated_at


def _presentment(body: AmountSetBody | None, total: Money) -> Money:
    if body is None or body.presentment_money is None:
        return total
    return amount(body.presentment_money, "total_price_set")


def _is_gift(body: OrderBody) -> bool:
    if says_gift(body.note_attributes) or tagged_gift(tags(body.tags)):
        return True
    return any(says_gift(each.properties) for each in body.line_items or () if each is not None)


def _shop_id(status_url: str | None) -> int | None:
    found = _STATUS_URL.match(status_url) if status_url is not None else None
    number = 0 if found is None else int(found[1])
    return number if 0 < number <= MAX_ID else None


def _codes(body: OrderBody) -> tuple[str, ...]:
    codes = (text(each.code) for each in body.discount_codes or () if each is not None)
    return tuple(code for code in codes if code is not None)


def _taken_off(body: OrderBody, currency: str) -> tuple[tuple[str, Money], ...]:
    """What each code took off. Once an order is made, `amount` is that of a percentage too; it is of no use to refuse
    an order for one that cannot be read."""
    each = ((text(one.code), optional_money(one.amount, currency)) for one in body.discount_codes or () if one)
    return tuple((code, off) for code, off in each if code is not None and off is not None)


def _lines(body: OrderBody, currency: str) -> tuple[Line, ...]:
    if body.line_items is None:
        raise BadPayload("line_items is missing")
    return tuple(line(each, currency) for each in body.line_items if each is not None)


def _buyer(body: CustomerBody | None, topic: str, updated_at: datetime) -> CustomerSeen | None:
    if body is None or body.id is None:
        return None
    return customer_seen(body, topic, updated_at, is_full=False)
