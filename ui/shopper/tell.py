"""What a shopper did becomes an inbox item, never a row of another table: the inbox stage projects it
(plugin.shopper_payloads reads the bodies)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

import msgspec

from plugin.inbox import Incoming, ShopGone, seal
from ui.doors import doors
from ui.shopper.visit import Erased, Visit


def tell(who: Visit, topic: str, fields: Mapping[str, Any], delivery_key: str | None = None) -> None:
    """Durable when it returns. Two calls with one `delivery_key` are one fact; without one each call is a new
    fact. Raises StoreBusy, or Erased where the shop is gone."""
    key = delivery_key or secrets.token_hex(16)
    body = msgspec.json.encode({"message_id": who.message.id, **fields})
    said = Incoming(
        shop_id=who.shop.id, source="shopper", topic=topic, delivery_key=key, event_id=None, triggered_at=who.now,
        received_at=who.now, body=seal(who.keys, topic, key, body), body_hash=hashlib.sha256(body).hexdigest(),
    )  # fmt: skip
    try:
        doors().inbox.put(said)
    except ShopGone:
        raise Erased from None
    doors().wake("inbox")
