"""The hostile cases: a small set of our own, and the shared corpus where it is present."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "hostile"
ADA_ID, ORDER_ID, LINE_ID, PRODUCT_ID = 7300000000001, 5700000000001, 14000000000001, 8300000000001
ADA = {
    "id": ADA_ID, "email": "ada@example.com", "phone": "+12025550123", "first_name": "Ada", "last_name": "Example",
    "email_marketing_consent": {
        "state": "subscribed", "opt_in_level": "single_opt_in", "consent_updated_at": "2026-01-01T00:00:00Z",
    },
    "sms_marketing_consent": {
        "state": "subscribed", "opt_in_level": "single_opt_in", "consent_updated_at": "2026-01-01T00:00:00Z",
        "consent_collected_from": "SHOPIFY",
    },
}  # fmt: skip


def order(**more: Any) -> dict[str, Any]:
    """A paid web order of Ada's, as small as a body gets."""
    at = "2026-11-20T10:00:00-05:00"
    body = {
        "id": ORDER_ID, "name": "#2001", "created_at": at, "updated_at": at, "processed_at": at,
        "cancelled_at": None, "test": False, "source_name": "web", "currency": "USD", "presentment_currency": "USD",
        "financial_status": "paid", "fulfillment_status": None, "email": "ada@example.com",
        "contact_email": "ada@example.com", "phone": None, "customer_locale": "en", "total_price": "20.00",
        "current_total_price": "20.00", "discount_codes": [], "customer": ADA,
        "line_items": [
            {"id": LINE_ID, "product_id": PRODUCT_ID, "variant_id": PRODUCT_ID + 1, "title": "Kettle",
             "quantity": 1, "price": "20.00", "gift_card": False},
        ],
    }  # fmt: skip
    return {key: value for key, value in {**body, **more}.items() if value is not ...}


def ada(**more: Any) -> dict[str, Any]:
    return {**ADA, **more}


def corpus(kind: str) -> list[dict[str, Any]]:
    """The cases of one shared file; [] where the corpus is not here."""
    path = CORPUS / f"{kind}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else []


def filled(value: Any, domain: str) -> Any:
    """`{shop}` and its kin replaced."""
    return json.loads(json.dumps(value).replace("{shop}", domain))


def raw_body(request: dict[str, Any]) -> bytes | None:
    """The bytes of a webhook case; None for those that only a server can make."""
    if "body_b64" in request:
        return base64.b64decode(request["body_b64"])
    return json.dumps(request["body"], ensure_ascii=False).encode() if "body" in request else None


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
