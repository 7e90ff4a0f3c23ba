"""Orders: the order itself with its lines, parcels and refunds; and what only webhooks of their own tell, each scan
of a parcel and each return."""

from __future__ import annotations

from datetime import datetime

from plugin.platform.nodes.customer import short_customer
from plugin.platform.nodes.parcel import parcel, scans
from plugin.platform.nodes.parts import (
    Body,
    Node,
    amounts,
    at,
    change,
    listed,
    lower,
    number,
    pairs,
    place,
    updated_at,
)
from plugin.platform.nodes.refund import refund
from plugin.platform.payloads.values import optional_instant
from plugin.platform.seam import Change

_FULFILLED = {"FULFILLED": "fulfilled", "PARTIALLY_FULFILLED": "partial", "RESTOCKED": "restocked"}
_RETURNS = {
    "REQUESTED": "request", "OPEN": "approve", "DECLINED": "decline", "CANCELED": "cancel", "CLOSED": "close",
}  # fmt: skip
_RETURN_TIMES = {"REQUESTED": "createdAt", "OPEN": "requestApprovedAt", "CLOSED": "closedAt"}


def order_changes(node: Node) -> list[Change]:
    told = [change("orders/updated", node, _order(node))]
    for shipped in listed(node, "fulfillments"):
        told += scans(shipped, number(node))
    for back in listed(node, "returns", "nodes"):
        told += _return(back, node)
    return told


def _order(node: Node) -> Body:
    buyer = node.get("customer")
    return {
        "id": number(node), "name": node.get("name"), "created_at": node.get("createdAt"),
        "processed_at": node.get("processedAt"), "updated_at": node.get("updatedAt"),
        "cancelled_at": node.get("cancelledAt"), "test": node.get("test"), "source_name": node.get("sourceName"),
        "currency": node.get("currencyCode"), "total_price": at(node, "totalPriceSet", "shopMoney", "amount"),
        "total_price_set": amounts(node.get("totalPriceSet")),
        "financial_status": lower(node.get("displayFinancialStatus")),
        "fulfillment_status": _FULFILLED.get(str(node.get("displayFulfillmentStatus"))),
        "email": node.get("email"), "phone": node.get("phone"), "customer_locale": node.get("customerLocale"),
        "order_status_url": node.get("statusPageUrl"), "note_attributes": pairs(node), "tags": node.get("tags"),
        "shipping_address": place(node.get("shippingAddress")),
        "discount_codes": [{"code": code} for code in node.get("discountCodes") or ()],
        "line_items": [_line(one) for one in listed(node, "lineItems", "nodes")],
        "customer": None if buyer is None else short_customer(buyer),
        "fulfillments": [parcel(one) for one in listed(node, "fulfillments")],
        "refunds": [refund(one) for one in listed(node, "refunds")],
    }  # fmt: skip


def _line(node: Node) -> Body:
    return {
        "id": number(node), "product_id": number(node.get("product")), "variant_id": number(node.get("variant")),
        "title": node.get("title"), "name": node.get("name"), "variant_title": node.get("variantTitle"),
        "quantity": node.get("quantity"), "current_quantity": node.get("currentQuantity"),
        "price": at(node, "originalUnitPriceSet", "shopMoney", "amount"), "gift_card": node.get("isGiftCard"),
        "requires_shipping": node.get("requiresShipping"), "properties": pairs(node),
    }  # fmt: skip


def _return(node: Node, order: Node) -> list[Change]:
    """That it was begun, and the state it is in now; its state is the topic, as with webhooks."""
    if node.get("status") not in _RETURNS:
        return []
    body = {"id": number(node), "order": {"id": number(order)}}
    begun_at, at = optional_instant(node.get("createdAt")), _return_time(node, order)
    now = change(f"returns/{_RETURNS[node['status']]}", node, body, at)
    if begun_at is None or begun_at >= at:
        return [now]
    return [change("returns/request", node, body, begun_at), now]


def _return_time(node: Node, order: Node) -> datetime:
    """When it came into this state, or a time that is not before: no return says when it was declined."""
    return optional_instant(node.get(_RETURN_TIMES.get(node["status"], ""))) or updated_at(order)
