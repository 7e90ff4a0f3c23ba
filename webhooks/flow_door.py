"""`POST /flow/…`: what Shopify Flow says, signed like a webhook. Flow's headers are not signed, so the shop is the
one that the signed body names. Checked here is only what Flow's log can tell the merchant; all else happens by way of
the inbox."""

from __future__ import annotations

from hashlib import sha256

import msgspec

from plugin.flow_payloads import TRIGGERS
from plugin.inbox import Incoming, ShopGone, seal, storing
from plugin.shops import Shop
from webhooks.door import NOT_ALLOWED, NOT_FOUND, UNAUTHORIZED, Door, Environ, Refused, read_body
from webhooks.signatures import verify

PREFIX = "/flow/"
_SOURCE = "flow"
_UNREADABLE = "422 Unprocessable Content"


class _From(msgspec.Struct):
    shopify_domain: str


class FlowDoor(Door):
    """The WSGI app of these addresses."""

    def _receive(self, environ: Environ) -> None:
        topic = environ.get("PATH_INFO", "").removeprefix("/")
        if topic != TRIGGERS:
            raise Refused(NOT_FOUND)
        if environ["REQUEST_METHOD"] != "POST":
            raise Refused(NOT_ALLOWED)
        body = read_body(environ)
        given = environ.get("HTTP_X_SHOPIFY_HMAC_SHA256") or environ.get("HTTP_SHOPIFY_HMAC_SHA256")
        if not verify((self._settings.api_secret, self._settings.old_api_secret), body, given):
            raise Refused(UNAUTHORIZED)
        self._take_in(topic, body)

    def _take_in(self, topic: str, body: bytes) -> None:
        shop = self._shop(_read(body))
        self._put(shop, topic, body, sha256(body).hexdigest())
        self._wake("inbox")

    def _shop(self, told: _From) -> Shop:
        with storing():
            shop = self._shops.by_domain(told.shopify_domain)
        if shop is None or shop.uninstalled_at is not None or shop.cabinet is None:
            raise Refused(NOT_FOUND)
        return shop

    def _put(self, shop: Shop, topic: str, body: bytes, key: str) -> None:
        now = self._clock.now()
        incoming = Incoming(
            shop_id=shop.id, source=_SOURCE, topic=topic, delivery_key=key, event_id=None, triggered_at=now,
            received_at=now, body=seal(shop.keys, topic, key, body), body_hash=sha256(body).hexdigest(),
        )  # fmt: skip
        try:
            self._inbox.put(incoming)
        except ShopGone:
            raise Refused(NOT_FOUND) from None


def _read(body: bytes) -> _From:
    try:
        return msgspec.json.decode(body, type=_From)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Refused(_UNREADABLE) from None
