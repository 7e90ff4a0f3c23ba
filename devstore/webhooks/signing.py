"""What goes with a webhook's body: the HMAC and the other headers."""

from __future__ import annotations

import base64
import hmac
from datetime import UTC

from devstore import shop
from devstore.model.events import Delivery


def signature(secret: str, body: bytes) -> str:
    """base64 HMAC-SHA256 of the raw bytes."""
    return base64.b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()


def headers(delivery: Delivery, secret: str, api_version: str) -> dict[str, str]:
    event = delivery.event
    written = {
        "Content-Type": "application/json",
        "User-Agent": "Development-Store",
        "X-Shopify-Topic": event.topic,
        "X-Shopify-Shop-Domain": shop.DOMAIN,
        "X-Shopify-Hmac-Sha256": signature(secret, delivery.body),
        "X-Shopify-Webhook-Id": delivery.webhook_id,
        "X-Shopify-Event-Id": event.event_id,
        "X-Shopify-Triggered-At": event.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "X-Shopify-API-Version": api_version,
    }
    return {**written, "X-Shopify-Name": delivery.name} if delivery.name else written
