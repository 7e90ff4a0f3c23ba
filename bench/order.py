"""A signed order webhook of 10.6 KB: what a shop's ordinary order with three lines weighs."""

from __future__ import annotations

import base64
import hmac
import json
from typing import Any

SECRET = "bench-secret-0123456789abcdef012345"
SHOP = "bench-store.myshopify.com"
SIZE = 10_600


def body() -> bytes:
    """The same bytes each time, padded by the note to exactly SIZE."""
    bare = _encode(_order(""))
    return _encode(_order("n" * (SIZE - len(bare))))


def signature(raw: bytes) -> str:
    return base64.b64encode(hmac.digest(SECRET.encode(), raw, "sha256")).decode()


def _encode(order: dict[str, Any]) -> bytes:
    return json.dumps(order, separators=(",", ":")).encode()


def _order(note: str) -> dict[str, Any]:
    return {
        "id": 5_700_000_000_001,
        "admin_graphql_api_id": "gid://shopify/Order/5700000000001",
        "name": "#1001",
        "created_at": "2026-11-20T10:00:00-05:00",
        "updated_at": "2026-11-20T10:00:01-05:00",
        "processed_at": "2026-11-20T10:00:00-05:00",
        "currency": "USD",
        "financial_status": "paid",
        "email": "ada@example.com",
        "customer_locale": "en-US",
        "total_price": "184.50",
        "total_price_set": _price("184.50"),
        "note": note,
        "customer": {
            "id": 730_000_000_001,
            "first_name": "Ada",
            "last_name": "Example",
            "default_address": _address(),
        },
        "billing_address": _address(),
        "shipping_address": _address(),
        "line_items": [_line(number) for number in range(3)],
        "discount_codes": [{"code": "WELCOME10", "amount": "10.00", "type": "fixed_amount"}],
        "shipping_lines": [{"title": "Standard", "price": "4.50", "price_set": _price("4.50")}],
        "fulfillments": [],
        "refunds": [],
    }


def _line(number: int) -> dict[str, Any]:
    return {
        "id": 14_000_000_000_001 + number,
        "product_id": 8_300_000_000_001 + number,
        "variant_id": 43_000_000_000_001 + number,
        "title": f"Kettle number {number}, enamelled, with a wooden handle",
        "variant_title": "1.5 l / Blue",
        "sku": f"KET-{number:04d}-BL",
        "quantity": 1,
        "current_quantity": 1,
        "price": "60.00",
        "price_set": _price("60.00"),
        "total_discount_set": _price("0.00"),
        "requires_shipping": True,
        "gift_card": False,
        "properties": [{"name": "Engraving", "value": "none"}],
        "tax_lines": [{"title": "Sales tax", "rate": 0.08, "price": "4.80", "price_set": _price("4.80")}],
    }


def _price(amount: str) -> dict[str, Any]:
    return {kind: {"amount": amount, "currency_code": "USD"} for kind in ("shop_money", "presentment_money")}


def _address() -> dict[str, Any]:
    return {
        "name": "Ada Example", "address1": "1 Example Street", "city": "Denver", "province": "Colorado",
        "province_code": "CO", "country": "United States", "country_code": "US", "zip": "80202", "phone": None,
    }  # fmt: skip
