"""`POST /flow/…`: what Shopify Flow says, signed like a webhook. Flow's headers are not signed, so the shop is the
one that the signed body names. What Flow's log can tell the merchant is answered at once; all else happens by way of
the inbox, and stands with the message."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import msgspec
from sqlalchemy import select

from plugin.clock import Clock
from plugin.db.session import Database
from plugin.errors import BadPayload
from plugin.flow_payloads import SEND, TRIGGERS, asked
from plugin.inbox import Inbox, Incoming, ShopGone, seal, storing
from plugin.model.customer import Customer
from plugin.operator import Settings
from plugin.shops import Shop, Shops
from webhooks.door import (
    LATER,
    NOT_ALLOWED,
    NOT_FOUND,
    UNAUTHORIZED,
    UNPROCESSABLE,
    Door,
    Environ,
    Refused,
    read_body,
)
from webhooks.signatures import verify

PREFIX = "/flow/"
WORKFLOW = "workflow"  # the flow whose message the action sends
_SOURCE = "flow"


class _From(msgspec.Struct):
    shopify_domain: str


class FlowDoor(Door):
    """The WSGI app of these addresses."""

    def __init__(
        self,
        settings: Settings,
        shops: Shops,
        inbox: Inbox,
        clock: Clock,
        wake: Callable[[str], None],
        database: Database,
    ) -> None:
        super().__init__(settings, shops, inbox, clock, wake)
        self._database = database

    def _receive(self, environ: Environ) -> None:
        topic = environ.get("PATH_INFO", "").removeprefix("/")
        if topic not in (TRIGGERS, SEND):
            raise Refused(NOT_FOUND)
        if environ["REQUEST_METHOD"] != "POST":
            raise Refused(NOT_ALLOWED)
        body = read_body(environ)
        given = environ.get("HTTP_X_SHOPIFY_HMAC_SHA256") or environ.get("HTTP_SHOPIFY_HMAC_SHA256")
        if not verify((self._settings.api_secret, self._settings.old_api_secret), body, given):
            raise Refused(UNAUTHORIZED)
        shop = self._shop(_from(body))
        self._put(shop, topic, body, self._run(shop, body) if topic == SEND else sha256(body).hexdigest())
        self._wake("inbox")

    def _shop(self, told: _From) -> Shop:
        with storing():
            shop = self._shops.by_domain(told.shopify_domain)
        if shop is None or shop.uninstalled_at is not None or shop.cabinet is None:
            raise Refused(NOT_FOUND, "Encore is not installed in this shop.")
        return shop

    def _run(self, shop: Shop, body: bytes) -> str:
        """The key of this run of the action: the same run again is the same."""
        try:
            run = asked(body)
        except BadPayload:
            raise Refused(UNPROCESSABLE, "The action needs a customer.") from None
        if WORKFLOW not in shop.flows_on_since:
            raise Refused(UNPROCESSABLE, 'Switch on "Asked by a workflow" in Encore first.')
        if not self._knows(shop, run.customer_id):
            raise Refused(LATER, "Encore does not know this customer yet.")
        return sha256(run.action_run_id.encode()).hexdigest()

    def _knows(self, shop: Shop, customer_id: int) -> bool:
        """A workflow that starts with a new customer may be faster than the news of them: then Flow comes again."""
        mine = (Customer.shop_id == shop.id, Customer.id == customer_id)
        with storing(), self._database.read(shop.id) as session:
            return session.scalar(select(Customer.id).where(*mine)) is not None

    def _put(self, shop: Shop, topic: str, body: bytes, key: str) -> None:
        now = self._clock.now()
        incoming = Incoming(
            shop_id=shop.id, source=_SOURCE, topic=topic, delivery_key=key, event_id=None, triggered_at=now,
            received_at=now, body=seal(shop.keys, topic, key, body), body_hash=sha256(body).hexdigest(),
        )  # fmt: skip
        try:
            self._inbox.put(incoming)
        except ShopGone:
            raise Refused(NOT_FOUND, "Encore is not installed in this shop.") from None


def _from(body: bytes) -> _From:
    try:
        return msgspec.json.decode(body, type=_From)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Refused(UNPROCESSABLE, "The request names no shop.") from None
