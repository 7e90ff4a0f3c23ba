"""`POST /webhooks`: size, signature, shop, insert, commit, wake, 200. Nothing is parsed here; the inbox stage
does that later. The platform waits five seconds and takes any other answer for a failure."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from plugin.inbox import Incoming, ShopGone, seal, storing
from plugin.vault import Cabinet
from webhooks.door import (
    NOT_ALLOWED,
    UNAUTHORIZED,
    Door,
    Environ,
    Refused,
    header,
    read_body,
)
from webhooks.signatures import verify

PATH = "/webhooks"
_SOURCE = "platform"


class Receiver(Door):
    """The WSGI app of that one address, for both spellings of the platform's headers."""

    def _receive(self, environ: Environ) -> None:
        if environ["REQUEST_METHOD"] != "POST":
            raise Refused(NOT_ALLOWED)
        body = read_body(environ)
        given = environ.get("HTTP_X_SHOPIFY_HMAC_SHA256") or environ.get("HTTP_SHOPIFY_HMAC_SHA256")
        if not verify((self._settings.api_secret, self._settings.old_api_secret), body, given):
            raise Refused(UNAUTHORIZED)
        domain = environ.get("HTTP_X_SHOPIFY_SHOP_DOMAIN") or environ.get("HTTP_SHOPIFY_SHOP_DOMAIN")
        if not domain:
            raise Refused(UNAUTHORIZED)
        self._take_in(environ, body, domain.lower())

    def _take_in(self, environ: Environ, body: bytes, domain: str) -> None:
        now = self._clock.now()
        body_hash = sha256(body).hexdigest()
        topic = header(environ, "HTTP_X_SHOPIFY_TOPIC", "HTTP_SHOPIFY_TOPIC")
        if topic is None:
            self._inbox.put_rejected(_SOURCE, "", "topic missing or unusable", body_hash, now)
            return
        with storing():
            door = self._shops.door(domain)
        if door is None:
            self._inbox.put_rejected(_SOURCE, topic, "unknown shop", body_hash, now)
            return
        try:
            self._inbox.put(_incoming(environ, door, topic, body, body_hash, now))
        except ShopGone:
            self._inbox.put_rejected(_SOURCE, topic, "shop erased", body_hash, now)
            return
        self._wake("inbox")


def _incoming(
    environ: Environ, door: tuple[int, Cabinet], topic: str, body: bytes, body_hash: str, now: datetime
) -> Incoming:
    shop_id, cabinet = door
    key = header(environ, "HTTP_X_SHOPIFY_WEBHOOK_ID", "HTTP_SHOPIFY_WEBHOOK_ID") or body_hash
    return Incoming(
        shop_id=shop_id,
        source=_SOURCE,
        topic=topic,
        delivery_key=key,
        event_id=header(environ, "HTTP_X_SHOPIFY_EVENT_ID", "HTTP_SHOPIFY_EVENT_ID"),
        triggered_at=triggered_at(
            environ.get("HTTP_X_SHOPIFY_TRIGGERED_AT") or environ.get("HTTP_SHOPIFY_TRIGGERED_AT"), now
        ),
        received_at=now,
        body=seal(cabinet, topic, key, body),
        body_hash=body_hash,
    )


def triggered_at(text: str | None, now: datetime) -> datetime:
    """What the header says, UTC, to the microsecond (the platform writes nanoseconds); `now` where it says
    nothing readable or a time to come. A time without a zone is read as UTC."""
    if not text:
        return now
    try:
        at = datetime.fromisoformat(text)
        return min(at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC), now)
    except (ValueError, OverflowError):
        return now
