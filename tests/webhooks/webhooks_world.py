"""A door with one shop behind it, and how to knock on it: through WSGI or over HTTP."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import http.client
import io
from datetime import UTC, datetime

from sqlalchemy import select

from plugin.clock import SpunClock
from plugin.config import ShopSettings
from plugin.db.session import Database
from plugin.inbox import Inbox
from plugin.model.inbox import InboxItem
from plugin.model.shop import RejectedDelivery
from plugin.operator import Settings
from plugin.shops import Shops
from plugin.vault import KeyRing
from webhooks.flow_door import FlowDoor
from webhooks.gate import front
from webhooks.receipt_door import Receipts
from webhooks.receiver import Receiver

SECRET = "shpss_0123456789abcdef0123456789abcdef"
OLD_SECRET = "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"
RECEIPT_SECRET = "receipts-0123456789abcdef0123456789"
DOMAIN = "encore-test.myshopify.com"
NOW = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)


def flask_stand_in(environ, start_response):
    start_response("404 Not Found", [("Content-Length", "5")])
    return [b"flask"]


class Door:
    """The whole gate. `post` sends a signed webhook through WSGI; keyword arguments replace headers."""

    def __init__(self, database: Database, ring: KeyRing, inbox: Inbox | None = None) -> None:
        self.database = database
        self.ring = ring
        self.settings = Settings(
            shop_defaults=ShopSettings(),
            api_secret=SECRET,
            old_api_secret=OLD_SECRET,
            receipt_secret=RECEIPT_SECRET,
        )
        self.shops = Shops(database, ring, ShopSettings())
        self.clock = SpunClock(NOW)
        self.shop = self.shops.add(DOMAIN, now=NOW)
        self.inbox = inbox or Inbox(database, patience_s=2)
        self.woken: list[str] = []
        parts = (self.settings, self.shops, self.inbox, self.clock, self.woken.append)
        self.app = front(flask_stand_in, Receiver(*parts), Receipts(*parts), FlowDoor(*parts, database))

    def post(self, body: bytes, headers: dict[str, str | None] | None = None, **environ) -> int:
        return self.ask("/webhooks", body, {**webhook_headers(body), **(headers or {})}, **environ)

    def receipt(self, body: bytes, provider: str = "http", **headers: str | None) -> int:
        signature = hmac.digest(RECEIPT_SECRET.encode(), body, "sha256").hex()
        return self.ask(f"/receipts/{provider}", body, {"X-Signature": signature, **headers})

    def ask(self, path: str, body: bytes, headers: dict[str, str | None], **environ) -> int:
        self.answered: tuple[str, dict[str, str]] = ("", {})

        def start_response(status, fields):
            self.answered = (status, dict(fields))

        request = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": path,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            **{
                f"HTTP_{name.upper().replace('-', '_')}": value
                for name, value in headers.items()
                if value is not None
            },
            **environ,
        }
        self.answer_body = b"".join(self.app(request, start_response))
        return int(self.answered[0].split()[0])

    def rows(self) -> list[InboxItem]:
        with self.database.read(self.shop.id) as session:
            mine = select(InboxItem).where(InboxItem.shop_id == self.shop.id)
            return list(session.scalars(mine.order_by(InboxItem.id)))

    def rejected(self) -> list[RejectedDelivery]:
        with self.database.read_registry() as session:
            return list(session.scalars(select(RejectedDelivery).order_by(RejectedDelivery.id)))


def sign(body: bytes, secret: str = SECRET) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def webhook_headers(
    body: bytes, webhook_id: str | None = "delivery-1", domain: str = DOMAIN
) -> dict[str, str | None]:
    return {
        "X-Shopify-Topic": "orders/create",
        "X-Shopify-Shop-Domain": domain,
        "X-Shopify-Hmac-Sha256": sign(body),
        "X-Shopify-Webhook-Id": webhook_id,
        "X-Shopify-Event-Id": "event-1",
        "X-Shopify-Triggered-At": "2026-11-20T15:00:00.123456789Z",
        "X-Shopify-API-Version": "2026-10",
    }


def send(
    port: int, body: bytes, headers: dict[str, str | None], path: str = "/webhooks", method: str = "POST"
) -> int:
    """One request over HTTP; the status."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            if value is not None:
                connection.putheader(name, value.encode())
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # a 413 may come before the end
            connection.send(body)
        return connection.getresponse().status
    finally:
        connection.close()
