"""What comes for one of our shops from outside Shopify, put into that shop's inbox: reports of providers, and mails
of customers by whichever way they come."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from plugin.inbox import Inbox, Incoming, ShopGone, seal, storing
from plugin.mail_in import MAIL, named_in, once_key
from plugin.shops import Shop, Shops

SOURCE = "provider"


def put_mail(inbox: Inbox, shops: Shops, body: bytes, now: datetime) -> bool:
    """A mail as it arrived (RFC 5322), to the shop whose message it answers; the same mail twice is one. False: it
    answers nothing of ours, which is counted. Raises StoreBusy."""
    named = named_in(body)
    if named is None:
        inbox.put_rejected(SOURCE, MAIL, "answers no message of ours", sha256(body).hexdigest(), now)
        return False
    return put_for(inbox, shops, named.shop, MAIL, body, now, once_key(body))


def put_for(
    inbox: Inbox, shops: Shops, public_id: str, topic: str, body: bytes, now: datetime, key: str | None = None
) -> bool:  # fmt: skip
    """To the shop of that public id; `key` is the same for the same delivery (None: its bytes are). False: there is
    no such shop, which is counted. Raises StoreBusy."""
    body_hash = sha256(body).hexdigest()
    with storing():
        shop = shops.by_public_id(public_id) if public_id else None
    if shop is None or shop.cabinet is None:
        inbox.put_rejected(SOURCE, topic, "unknown shop", body_hash, now)
        return False
    try:
        inbox.put(_incoming(shop, topic, body, key or body_hash, body_hash, now))
    except ShopGone:
        inbox.put_rejected(SOURCE, topic, "shop erased", body_hash, now)
        return False
    return True


def _incoming(shop: Shop, topic: str, body: bytes, key: str, body_hash: str, now: datetime) -> Incoming:
    return Incoming(
        shop_id=shop.id,
        source=SOURCE,
        topic=topic,
        delivery_key=key,
        event_id=None,
        triggered_at=now,
        received_at=now,
        body=seal(shop.keys, topic, key, body),
        body_hash=body_hash,
    )
