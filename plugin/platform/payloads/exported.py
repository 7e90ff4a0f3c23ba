"""Objects of an export as the bodies of webhooks, so that one reader decides what either means.

An export tells less than a webhook in places: refunds have no lines, parcels no scans."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from plugin.errors import BadPayload
from plugin.events import Event
from plugin.platform.nodes.parts import Node, amounts, place
from plugin.platform.payloads.customer import customer
from plugin.platform.payloads.decode import Reader, Told
from plugin.platform.payloads.order import order
from plugin.platform.payloads.product import product

_FULFILLED = {"FULFILLED": "fulfilled", "PARTIALLY_FULFILLED": "partial", "RESTOCKED": "restocked"}
_CARRIED = frozenset(
    {"ATTEMPTED_DELIVERY", "CONFIRMED", "DELAYED", "DELIVERED", "FAILURE", "IN_TRANSIT", "LABEL_PRINTED",
     "LABEL_PURCHASED", "OUT_FOR_DELIVERY", "PICKED_UP", "READY_FOR_PICKUP"}
)  # fmt: skip


def exported(node: Node, children: Sequence[Node], at: datetime) -> tuple[Event, ...]:
    """What an object of an export and those that belong to it say; () for a kind that nothing reads. `at` (aware)
    stands in where it names no time. Raises BadPayload as the webhook's reader does."""
    kind = kind_of(node)
    if kind not in _READERS:
        return ()
    body_of, reader, topic = _READERS[kind]
    try:
        body = body_of(node, children)
    except (AttributeError, TypeError, KeyError) as wrong:
        raise BadPayload(f"{kind}: not the expected form ({type(wrong).__name__})") from None
    return reader(msgspec.json.encode(body), Told(topic, at))


def kind_of(node: Node) -> str:
    """`Order` of `gid://shopify/Order/1`; BadPayload where there is no such id."""
    parts = str(node.get("id")).split("/")
    if len(parts) != 5 or not parts[4].isdecimal():
        raise BadPayload("a line of the export has no id")
    return parts[3]


def _product(node: Node, variants: Sequence[Node]) -> dict[str, Any]:
    picture = ((node.get("featuredMedia") or {}).get("preview") or {}).get("image") or {}
    return {
        "id": node["id"], "title": node.get("title"), "handle": node.get("handle"), "status": node.get("status"),
        "updated_at": node.get("updatedAt"), "product_type": node.get("productType"), "vendor": node.get("vendor"),
        "tags": node.get("tags"), "image": {"src": picture.get("url")} if picture else None,
        "variants": [_variant(one) for one in variants],
    }  # fmt: skip


def _variant(node: Node) -> dict[str, Any]:
    """`availableForSale` is Shopify's own answer to what webhooks tell in three fields."""
    policy = "continue" if node.get("availableForSale") else "deny"
    return {"price": node.get("price"), "inventory_policy": policy, "inventory_quantity": 0}


def _customer(node: Node, _children: Sequence[Node]) -> dict[str, Any]:
    mail, phone = node.get("defaultEmailAddress") or {}, node.get("defaultPhoneNumber") or {}
    text, birthday = phone.get("smsMarketingConsent"), node.get("birthDate")
    return {
        "id": node["id"], "created_at": node.get("createdAt"), "updated_at": node.get("updatedAt"),
        "email": mail.get("emailAddress"), "phone": phone.get("phoneNumber"), "first_name": node.get("firstName"),
        "last_name": node.get("lastName"), "locale": node.get("locale"),
        "default_address": place(node.get("defaultAddress")),
        "email_marketing_consent": _consent(mail, "marketingState", "marketingOptInLevel", "marketingUpdatedAt"),
        "sms_marketing_consent": _consent(text, "state", "optInLevel", "updatedAt"),
        "metafields": [_birthday(birthday)] if birthday else [],
    }  # fmt: skip


def _consent(node: Node | None, state: str, level: str, at: str) -> dict[str, Any] | None:
    if not node or not node.get(state):
        return None
    return {"state": node[state], "opt_in_level": node.get(level), "consent_updated_at": node.get(at)}


def _birthday(node: Node) -> dict[str, Any]:
    return {
        "namespace": "facts", "key": "birth_date", "value": node.get("value"),
        "created_at": node.get("createdAt"), "updated_at": node.get("updatedAt"),
    }  # fmt: skip


def _order(node: Node, lines: Sequence[Node]) -> dict[str, Any]:
    total = node["totalPriceSet"]
    buyer = node.get("customer")
    return {
        "id": node["id"], "name": node.get("name"), "created_at": node.get("createdAt"),
        "updated_at": node.get("updatedAt"), "processed_at": node.get("processedAt"),
        "cancelled_at": node.get("cancelledAt"), "test": node.get("test"), "source_name": node.get("sourceName"),
        "currency": total["shopMoney"]["currencyCode"], "total_price": total["shopMoney"]["amount"],
        "total_price_set": amounts(total), "financial_status": node.get("displayFinancialStatus"),
        "fulfillment_status": _FULFILLED.get(node.get("displayFulfillmentStatus") or ""),
        "email": node.get("email"), "phone": node.get("phone"), "customer_locale": node.get("customerLocale"),
        "order_status_url": node.get("statusPageUrl"), "note_attributes": node.get("customAttributes"),
        "tags": node.get("tags"), "shipping_address": place(node.get("shippingAddress")),
        "discount_codes": [{"code": code} for code in node.get("discountCodes") or ()],
        "line_items": [_line(one) for one in lines], "customer": {"id": buyer["id"]} if buyer else None,
        "fulfillments": [_parcel(one) for one in node.get("fulfillments") or ()],
        "refunds": [_refund(one) for one in node.get("refunds") or ()],
    }  # fmt: skip


def _line(node: Node) -> dict[str, Any]:
    product, variant = node.get("product") or {}, node.get("variant") or {}
    price = (node.get("originalUnitPriceSet") or {}).get("shopMoney") or {}
    return {
        "id": node["id"], "product_id": product.get("id"), "variant_id": variant.get("id"),
        "title": node.get("title"), "variant_title": node.get("variantTitle"), "quantity": node.get("quantity"),
        "current_quantity": node.get("currentQuantity"), "price": price.get("amount"),
        "gift_card": node.get("isGiftCard"), "requires_shipping": node.get("requiresShipping"),
        "properties": node.get("customAttributes"),
    }  # fmt: skip


def _parcel(node: Node) -> dict[str, Any]:
    """One that has arrived is as it was when it arrived: no scan tells when that was."""
    tracking: Node = next(iter(node.get("trackingInfo") or ()), {})
    arrived, shown = node.get("deliveredAt"), node.get("displayStatus")
    return {
        "id": node["id"], "created_at": node.get("createdAt"), "updated_at": arrived or node.get("updatedAt"),
        "status": node.get("status"),
        "shipment_status": "delivered" if arrived else shown if shown in _CARRIED else None,
        "tracking_company": tracking.get("company"), "tracking_number": tracking.get("number"),
        "tracking_url": tracking.get("url"),
    }  # fmt: skip


def _refund(node: Node) -> dict[str, Any]:
    given = node["totalRefundedSet"]["shopMoney"]
    moved = {"kind": "refund", "status": "success", "amount": given["amount"], "currency": given["currencyCode"]}
    return {"id": node["id"], "created_at": node.get("createdAt"), "transactions": [moved]}


_READERS: Mapping[str, tuple[Callable[[Node, Sequence[Node]], dict[str, Any]], Reader, str]] = {
    "Product": (_product, product, "products/update"),
    "Customer": (_customer, customer, "customers/update"),
    "Order": (_order, order, "orders/updated"),
}
