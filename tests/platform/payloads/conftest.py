"""Small bodies in the platform's form, and one way to read them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from plugin.platform.payloads import parse

TRIGGERED_AT = datetime(2026, 11, 20, 15, 0, 5, tzinfo=UTC)

LINE = {
    "id": 140, "product_id": 830, "variant_id": 831, "title": "Kettle", "variant_title": "Red", "quantity": 2,
    "current_quantity": 1, "price": "10.00", "gift_card": False, "requires_shipping": True, "properties": [],
}  # fmt: skip

ADDRESS = {"country_code": "us", "province_code": "CO", "city": " Denver ", "zip": "80202", "phone": "+12025550100"}

CUSTOMER = {
    "id": 730, "email": "ada@example.com", "phone": "+12025550123", "first_name": " Ada ", "last_name": "",
    "default_address": ADDRESS,
    "email_marketing_consent": {
        "state": "SUBSCRIBED", "opt_in_level": "single_opt_in", "consent_updated_at": "2026-01-01T00:00:00Z",
    },
    "sms_marketing_consent": {"state": "subscribed", "opt_in_level": None, "consent_updated_at": None},
}  # fmt: skip

ORDER = {
    "id": 570, "name": "#2001", "created_at": "2026-11-20T10:00:00-05:00", "updated_at": "2026-11-20T10:00:05-05:00",
    "processed_at": "2026-11-20T09:59:00-05:00", "cancelled_at": None, "test": False, "source_name": "web",
    "currency": "USD", "financial_status": "paid", "fulfillment_status": None, "email": "ada@example.com",
    "contact_email": "ada@example.com", "phone": None, "customer_locale": "en-GB", "total_price": "20.00",
    "total_price_set": {
        "shop_money": {"amount": "20.00", "currency_code": "USD"},
        "presentment_money": {"amount": "6.155", "currency_code": "KWD"},
    },
    "order_status_url": "https://example-store.myshopify.com/548380009/orders/abc/authenticate?key=k",
    "discount_codes": [{"code": " WELCOME ", "amount": "1.00", "type": "percentage"}, None, {"code": None}],
    "note_attributes": [], "tags": "", "shipping_address": ADDRESS, "customer": CUSTOMER, "line_items": [LINE],
    "fulfillments": [{"id": 480, "status": "success", "created_at": None, "line_items": [{"id": 140}]}],
    "refunds": [{"id": 490, "created_at": "2026-11-20T10:00:04-05:00", "refund_line_items": [], "transactions": []}],
}  # fmt: skip

Read = Callable[[str, Any], Any]


def _changed(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps({**base, **changes}))


@pytest.fixture
def read() -> Read:
    """The single event of a topic and a body."""

    def one(topic: str, body: Any) -> Any:
        (event,) = parse(topic, json.dumps(body).encode(), triggered_at=TRIGGERED_AT)
        return event

    return one


@pytest.fixture
def an_order() -> Callable[..., dict[str, Any]]:
    return lambda **changes: _changed(ORDER, changes)


@pytest.fixture
def a_customer() -> Callable[..., dict[str, Any]]:
    return lambda **changes: _changed(CUSTOMER, changes)


@pytest.fixture
def a_line() -> Callable[..., dict[str, Any]]:
    return lambda **changes: _changed(LINE, changes)


@pytest.fixture
def triggered_at() -> datetime:
    return TRIGGERED_AT
