"""`POST /receipts/<provider>`: what email and SMS providers report, and texts and mails that shoppers send.

The signature is ours to give out (`ENCORE_RECEIPT_SECRET`). A report carries the key we issued, whose first
part is the shop's public id; each shop's reports go to its own inbox, to be read by `plugin.receipts`.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

import msgspec

from plugin.errors import BadPayload
from plugin.inbox import Incoming, ShopGone, seal, storing
from plugin.mail_in import MAIL, named_in, once_key
from plugin.receipts import PROVIDERS, Record, records, shop_named
from plugin.shops import Shop
from webhooks.door import (
    NOT_ALLOWED,
    NOT_FOUND,
    UNAUTHORIZED,
    Door,
    Environ,
    Refused,
    read_body,
)
from webhooks.signatures import verify_hex

PREFIX = "/receipts/"
_SOURCE = "provider"


class Receipts(Door):
    """The WSGI app of these addresses."""

    def _receive(self, environ: Environ) -> None:
        provider = environ.get("PATH_INFO", "").removeprefix(PREFIX)
        if provider not in PROVIDERS and provider != "mail":
            raise Refused(NOT_FOUND)
        if environ["REQUEST_METHOD"] != "POST":
            raise Refused(NOT_ALLOWED)
        body = read_body(environ)
        if not verify_hex(self._settings.receipt_secret, body, environ.get("HTTP_X_SIGNATURE")):
            raise Refused(UNAUTHORIZED)
        if provider == "mail":
            self._take_mail(body, self._clock.now())
        else:
            self._take_in(f"receipts/{provider}", body, self._clock.now())

    def _take_mail(self, body: bytes, now: datetime) -> None:
        """A mail as it arrived (RFC 5322), to the shop whose message it answers."""
        named = named_in(body)
        if named is None:
            self._inbox.put_rejected(_SOURCE, MAIL, "answers no message of ours", sha256(body).hexdigest(), now)
            return
        self._store(named.shop, MAIL, body, now, once_key(body))
        self._wake("inbox")

    def _take_in(self, topic: str, body: bytes, now: datetime) -> None:
        try:
            by_shop = _by_shop(records(body))
        except BadPayload as error:
            self._inbox.put_rejected(_SOURCE, topic, str(error), sha256(body).hexdigest(), now)
            return
        for public_id, share in by_shop.items():
            # a body about one shop is kept as it was signed; of a mixed one each shop gets only its own part
            part = body if len(by_shop) == 1 else msgspec.json.encode(share)
            self._store(public_id, topic, part, now)
        self._wake("inbox")

    def _store(self, public_id: str, topic: str, body: bytes, now: datetime, key: str | None = None) -> None:
        body_hash = sha256(body).hexdigest()
        with storing():
            shop = self._shops.by_public_id(public_id) if public_id else None
        if shop is None or shop.cabinet is None:
            self._inbox.put_rejected(_SOURCE, topic, "unknown shop", body_hash, now)
            return
        try:
            self._inbox.put(_incoming(shop, topic, body, key or body_hash, body_hash, now))
        except ShopGone:
            self._inbox.put_rejected(_SOURCE, topic, "shop erased", body_hash, now)


def _by_shop(found: list[Record]) -> dict[str, list[Record]]:
    shares: dict[str, list[Record]] = {}
    for record in found:
        shares.setdefault(shop_named(record), []).append(record)
    return shares


def _incoming(shop: Shop, topic: str, body: bytes, key: str, body_hash: str, now: datetime) -> Incoming:
    return Incoming(
        shop_id=shop.id,
        source=_SOURCE,
        topic=topic,
        delivery_key=key,
        event_id=None,
        triggered_at=now,
        received_at=now,
        body=seal(shop.keys, topic, key, body),
        body_hash=body_hash,
    )
