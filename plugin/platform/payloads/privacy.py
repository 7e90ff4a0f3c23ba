"""The three mandatory privacy topics. Their body must name somebody, or a person has to look; and it names
the shop, because neither the topic nor the shop of a delivery's headers is signed."""

from __future__ import annotations

import msgspec

from plugin.errors import BadPayload
from plugin.events import CustomerRedacted, DataRequested, ShopRedacted
from plugin.platform.payloads.decode import IdBody, Leaf, Struct, Told, decoded
from plugin.platform.payloads.shop import shop_domain
from plugin.platform.payloads.values import email_text, identity, optional_identity, phone_text


class PersonBody(Struct):
    id: Leaf = None
    email: Leaf = None
    phone: Leaf = None


class PrivacyBody(Struct):
    shop_domain: Leaf = None
    customer: PersonBody | None = None
    orders_requested: list[Leaf] | None = None
    orders_to_redact: list[Leaf] | None = None
    data_request: IdBody | None = None


_PRIVACY = msgspec.json.Decoder(PrivacyBody)


def data_requested(raw: bytes, told: Told) -> tuple[DataRequested, ...]:
    """customers/data_request."""
    body = decoded(_PRIVACY, raw)
    request_id = None if body.data_request is None else optional_identity(body.data_request.id, "data_request.id")
    number, email, phone = _person(body)
    orders = _orders(body.orders_requested)
    _require_somebody(number, email, phone, orders)
    return (
        DataRequested(number, email, phone, request_id, orders, told.triggered_at, shop_domain(body.shop_domain)),
    )


def customer_redacted(raw: bytes, told: Told) -> tuple[CustomerRedacted, ...]:
    """customers/redact."""
    body = decoded(_PRIVACY, raw)
    number, email, phone = _person(body)
    orders = _orders(body.orders_to_redact)
    _require_somebody(number, email, phone, orders)
    return (CustomerRedacted(number, email, phone, orders, told.triggered_at, shop_domain(body.shop_domain)),)


def shop_redacted(raw: bytes, told: Told) -> tuple[ShopRedacted, ...]:
    """shop/redact."""
    return (ShopRedacted(shop_domain(decoded(_PRIVACY, raw).shop_domain), told.triggered_at),)


def _person(body: PrivacyBody) -> tuple[int | None, str | None, str | None]:
    who = body.customer or PersonBody()
    return optional_identity(who.id, "customer.id"), email_text(who.email), phone_text(who.phone)


def _orders(ids: list[object] | None) -> tuple[int, ...]:
    return tuple(identity(each, "order id") for each in ids or () if each is not None)


def _require_somebody(number: int | None, email: str | None, phone: str | None, orders: tuple[int, ...]) -> None:
    if number is None and email is None and phone is None and not orders:
        raise BadPayload("the request names no customer and no order")
