"""The webhooks of what happens around an order: topic and body, ready to be signed or written to a history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from plugin.demo import bodies
from plugin.demo.bodies import Body
from plugin.demo.bought import Bought
from plugin.demo.goods import Good
from plugin.demo.people import Person

Webhook = tuple[str, Body]
_VARIANT_STOCK = 40


def shop(at: datetime) -> Webhook:
    return "shop/update", {
        "id": bodies.SHOP_ID, "name": "Blue Jumps", "myshopify_domain": bodies.DOMAIN, "domain": bodies.DOMAIN,
        "email": "hello@example.com", "country_code": "GB", "currency": bodies.CURRENCY, "primary_locale": "en",
        "iana_timezone": bodies.ZONE, "updated_at": bodies.stamp(at),
    }  # fmt: skip


def product(good: Good, at: datetime) -> Webhook:
    variants = [
        {
            "id": good.id + 1 + number, "product_id": good.id, "title": size, "price": bodies.pounds(good.pence),
            "inventory_policy": "deny", "inventory_quantity": _VARIANT_STOCK,
        }
        for number, size in enumerate(good.sizes)
    ]  # fmt: skip
    return "products/create", {
        **bodies.named(good.id, "Product"), "title": good.title, "handle": good.handle, "vendor": "Blue Jumps",
        "product_type": good.kind, "status": "active", "tags": f"{good.audience}, {good.set}",
        "created_at": bodies.stamp(at), "updated_at": bodies.stamp(at), "image": None, "variants": variants,
    }  # fmt: skip


def customer(person: Person, at: datetime) -> Webhook:
    return "customers/create", bodies.customer(person, at)


def paid(bought: Bought) -> Webhook:
    return "orders/paid", bodies.order(bought)


def cancelled(bought: Bought, at: datetime) -> Webhook:
    return "orders/cancelled", bodies.order(replace(bought, cancelled_at=at))


def shipped(bought: Bought, at: datetime) -> Webhook:
    number = f"BJ{bought.parcel_id}"
    return "fulfillments/create", {
        **bodies.named(bought.parcel_id, "Fulfillment"), "order_id": bought.id, "name": f"#{bought.number}.1",
        "status": "success", "shipment_status": None, "tracking_company": "Royal Mail", "tracking_number": number,
        "created_at": bodies.stamp(at), "updated_at": bodies.stamp(at), "email": bought.person.email,
        "destination": bodies.address(bought.person),
        "line_items": [bodies.line(bought, position) for position in range(len(bought.goods))],
    }  # fmt: skip


def delivered(bought: Bought, at: datetime) -> Webhook:
    return "fulfillment_events/create", {
        **bodies.named(bought.parcel_id + 1, "FulfillmentEvent"), "fulfillment_id": bought.parcel_id,
        "order_id": bought.id, "shop_id": bodies.SHOP_ID, "status": "delivered", "happened_at": bodies.stamp(at),
        "created_at": bodies.stamp(at), "updated_at": bodies.stamp(at),
    }  # fmt: skip


def refunded(bought: Bought, at: datetime, positions: Sequence[int] = (0,)) -> Webhook:
    """The items at these positions are paid back."""
    pence = sum(bought.goods[position].pence for position in positions)
    return "refunds/create", {
        **bodies.named(bought.refund_id, "Refund"), "order_id": bought.id, "created_at": bodies.stamp(at),
        "processed_at": bodies.stamp(at), "note": None, "return": None,
        "refund_line_items": [
            {
                "id": bought.refund_id + 1 + position, "line_item_id": bought.line_id(position), "quantity": 1,
                "restock_type": "return", "subtotal_set": bodies.both(bought.goods[position].pence),
            }
            for position in positions
        ],
        "transactions": [
            {
                "id": bought.refund_id + 9, "order_id": bought.id, "kind": "refund", "status": "success",
                "amount": bodies.pounds(pence), "currency": bodies.CURRENCY, "created_at": bodies.stamp(at),
            }
        ],
    }  # fmt: skip


def return_requested(bought: Bought) -> Webhook:
    return "returns/request", {
        **bodies.named(bought.return_id, "Return"), "status": "requested", "name": f"#{bought.number}-R1",
        "order": bodies.named(bought.id, "Order"), "total_return_line_items": 1, "return_line_items": [],
    }  # fmt: skip


def parcel_times(bought: Bought, hours_to_pack: int, days_on_the_way: int) -> tuple[datetime, datetime]:
    """When the parcel leaves and when it arrives."""
    left_at = bought.at + timedelta(hours=hours_to_pack)
    return left_at, left_at + timedelta(days=days_on_the_way)
