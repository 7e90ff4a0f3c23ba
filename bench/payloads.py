"""Webhook bodies as the platform sends them, as heavy as real ones: what bench.history is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

Json = dict[str, Any]
Lines = list[tuple[int, int]]  # product number, quantity
_SHOP_ID = 68_800_000_001
_ORDERS, _PRODUCTS, _CUSTOMERS, _PARCELS = 5_600_000_000_000, 8_200_000_000_000, 7_100_000_000_000, 4_700_000_000_000


@dataclass(frozen=True)
class Buyer:
    number: int
    country: str
    province: str | None
    postcode: str
    phone: str

    @property
    def id(self) -> int:
        return _CUSTOMERS + self.number

    @property
    def email(self) -> str:
        return f"buyer{self.number}@example.net"


def product(number: int, at: datetime) -> Json:
    id = _PRODUCTS + number
    return {
        "id": id, "admin_graphql_api_id": f"gid://shopify/Product/{id}", "title": f"Product {number}",
        "body_html": "<p>" + "A good thing to have. " * 20 + "</p>", "vendor": "Bench", "product_type": "Things",
        "handle": f"product-{number}", "created_at": at.isoformat(), "updated_at": at.isoformat(),
        "published_at": at.isoformat(), "status": "active", "tags": "things, bench", "options": [],
        "variants": [{
            "id": id * 10, "product_id": id, "title": "Each", "price": _price(number), "sku": f"SKU-{number}",
            "position": 1, "inventory_policy": "deny", "inventory_quantity": 100,
        }],
        "images": [], "image": None,
    }  # fmt: skip


def customer(buyer: Buyer, at: datetime) -> Json:
    return {
        **_person(buyer, at), "addresses": [_address(buyer)], "state": "enabled", "note": None,
        "verified_email": True, "tax_exemptions": [],
    }  # fmt: skip


def consent(buyer: Buyer, at: datetime) -> Json:
    said = {"state": "subscribed", "opt_in_level": "single_opt_in", "consent_updated_at": at.isoformat()}
    return {"customer_id": buyer.id, "email_address": buyer.email, "email_marketing_consent": said}


def sms_consent(buyer: Buyer, at: datetime) -> Json:
    said = {
        "state": "subscribed", "opt_in_level": "single_opt_in", "consent_updated_at": at.isoformat(),
        "consent_collected_from": "SHOPIFY",
    }  # fmt: skip
    return {"id": buyer.id, "phone": buyer.phone, "sms_marketing_consent": said}


def order(
    number: int, buyer: Buyer, lines: Lines, at: datetime, paid_at: datetime | None = None, *,
    shipped_at: datetime | None = None, cancelled_at: datetime | None = None,
) -> Json:  # fmt: skip
    id = _ORDERS + number
    total = f"{sum(float(_price(one)) * count for one, count in lines):.2f}"
    updated_at = cancelled_at or shipped_at or paid_at or at
    money = {
        f"{which}{name}_set": _money(total)
        for which in ("", "current_")
        for name in ("subtotal_price", "total_price", "total_tax", "total_discounts")
    }
    return {
        "id": id, "admin_graphql_api_id": f"gid://shopify/Order/{id}", "app_id": 580111,
        "buyer_accepts_marketing": True, "cancel_reason": "customer" if cancelled_at else None,
        "cancelled_at": cancelled_at and cancelled_at.isoformat(), "confirmed": True, "contact_email": buyer.email,
        "created_at": at.isoformat(), "processed_at": at.isoformat(), "updated_at": updated_at.isoformat(),
        "currency": "USD", "presentment_currency": "USD", "customer_locale": "en-US", "discount_codes": [],
        "discount_applications": [], "email": buyer.email, "financial_status": "paid" if paid_at else "pending",
        "fulfillment_status": "fulfilled" if shipped_at else None, "name": f"#{1001 + number}",
        "note": None, "note_attributes": [], "number": number + 1, "order_number": 1001 + number,
        "order_status_url": f"https://bench-store.myshopify.com/{_SHOP_ID}/orders/{id:032x}/authenticate",
        "payment_gateway_names": ["shopify_payments"], "phone": None, "source_name": "web", "tags": "",
        "taxes_included": False, "test": False, "total_price": total, "subtotal_price": total,
        "total_discounts": "0.00", "total_line_items_price": total, "total_outstanding": "0.00", "total_tax": "0.00",
        "total_weight": 900, "token": f"{id:032x}", **money,
        "line_items": [_line(number, place, one, count) for place, (one, count) in enumerate(lines)],
        "fulfillments": [fulfilment(number, buyer, lines, shipped_at)] if shipped_at else [], "refunds": [],
        "customer": _person(buyer, at), "billing_address": _address(buyer), "shipping_address": _address(buyer),
        "shipping_lines": [{
            "id": id, "code": "Standard", "title": "Standard", "price": "0.00", "price_set": _money("0.00"),
            "discounted_price_set": _money("0.00"), "tax_lines": [], "discount_allocations": [],
        }],
    }  # fmt: skip


def fulfilment(number: int, buyer: Buyer, lines: Lines, at: datetime) -> Json:
    id = _PARCELS + number
    track = f"1Z{id:016}"
    return {
        "id": id, "admin_graphql_api_id": f"gid://shopify/Fulfillment/{id}", "created_at": at.isoformat(),
        "updated_at": at.isoformat(), "name": f"#{1001 + number}.1", "order_id": _ORDERS + number,
        "service": "manual", "shipment_status": None, "status": "success", "tracking_company": "UPS",
        "tracking_number": track,
        "tracking_numbers": [track], "tracking_url": f"https://www.ups.com/WebTracking?trackNums={track}",
        "tracking_urls": [f"https://www.ups.com/WebTracking?trackNums={track}"], "email": buyer.email,
        "destination": _address(buyer),
        "line_items": [_line(number, place, one, count) for place, (one, count) in enumerate(lines)],
    }  # fmt: skip


def scan(number: int, buyer: Buyer, at: datetime) -> Json:
    return {
        "id": 4_800_000_000_000 + number, "fulfillment_id": _PARCELS + number, "status": "delivered", "message": None,
        "happened_at": at.isoformat(), "created_at": at.isoformat(), "updated_at": at.isoformat(),
        "country": buyer.country, "shop_id": _SHOP_ID, "order_id": _ORDERS + number,
    }  # fmt: skip


def refund(number: int, lines: Lines, at: datetime) -> Json:
    id, amount = 4_900_000_000_000 + number, _price(lines[0][0])
    return {
        "id": id, "created_at": at.isoformat(), "processed_at": at.isoformat(), "order_id": _ORDERS + number,
        "note": None, "restock": True, "duties": [], "order_adjustments": [],
        "refund_line_items": [{
            "id": id * 10, "line_item_id": _line_id(number, 0), "quantity": 1, "restock_type": "return",
            "subtotal": float(amount), "subtotal_set": _money(amount), "line_item": _line(number, 0, *lines[0]),
        }],
        "transactions": [{
            "id": id * 10 + 1, "order_id": _ORDERS + number, "kind": "refund", "status": "success", "amount": amount,
            "currency": "USD", "processed_at": at.isoformat(), "created_at": at.isoformat(),
        }],
    }  # fmt: skip


def _line(number: int, place: int, one: int, count: int) -> Json:
    id = _line_id(number, place)
    return {
        "id": id, "admin_graphql_api_id": f"gid://shopify/LineItem/{id}", "current_quantity": count,
        "fulfillable_quantity": count, "fulfillment_service": "manual", "fulfillment_status": None,
        "gift_card": False, "grams": 450, "name": f"Product {one} - Each", "price": _price(one),
        "product_exists": True,
        "product_id": _PRODUCTS + one, "properties": [], "quantity": count, "requires_shipping": True,
        "sku": f"SKU-{one}", "taxable": True, "title": f"Product {one}", "total_discount": "0.00",
        "variant_id": (_PRODUCTS + one) * 10, "variant_title": "Each", "vendor": "Bench", "tax_lines": [],
        "price_set": _money(_price(one)), "total_discount_set": _money("0.00"), "discount_allocations": [],
    }  # fmt: skip


def _line_id(number: int, place: int) -> int:
    return 11_200_000_000_000 + number * 10 + place


def _person(buyer: Buyer, at: datetime) -> Json:
    return {
        "id": buyer.id, "created_at": at.isoformat(), "updated_at": at.isoformat(), "first_name": "Ada",
        "last_name": f"Buyer {buyer.number}", "email": buyer.email, "phone": buyer.phone, "currency": "USD",
        "admin_graphql_api_id": f"gid://shopify/Customer/{buyer.id}", "default_address": _address(buyer),
    }  # fmt: skip


def _address(buyer: Buyer) -> Json:
    return {
        "first_name": "Ada", "last_name": f"Buyer {buyer.number}", "name": f"Ada Buyer {buyer.number}",
        "company": None,
        "address1": f"{buyer.number} Example Street", "address2": None, "city": "Exampleton", "zip": buyer.postcode,
        "phone": buyer.phone, "province_code": buyer.province, "country_code": buyer.country, "latitude": None,
        "longitude": None,
    }  # fmt: skip


def _price(number: int) -> str:
    return f"{5 + number % 60}.50"


def _money(amount: str) -> Json:
    one = {"amount": amount, "currency_code": "USD"}
    return {"shop_money": one, "presentment_money": one}
