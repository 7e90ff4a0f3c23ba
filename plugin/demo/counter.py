"""The shop's counter: what happens at Blue Jumps is told to Encore as Shopify would, by signed webhooks over HTTP."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

import msgspec
import requests

from plugin.clock import rfc3339
from plugin.demo import bodies, events
from plugin.demo.bought import Bought
from plugin.demo.events import Webhook
from plugin.demo.goods import Good
from plugin.demo.people import Person
from plugin.errors import EncoreError

_PATIENCE_S = 10
_ENCODER = msgspec.json.Encoder()


class NotTaken(EncoreError):
    """Encore did not answer a webhook with 200."""


@dataclass(frozen=True, slots=True)
class Counter:
    """`address` is Encore's, without a path; `secret` signs; `now` says when things happen."""

    address: str
    secret: str
    now: Callable[[], datetime]

    def welcome(self, person: Person, since: datetime | None = None) -> None:
        """Somebody opens an account, or did at `since`."""
        self.tell(events.customer(person, since or self.now()))

    def sell(
        self, number: int, person: Person, goods: Sequence[Good], *, at: datetime | None = None,
        code: str | None = None, copies: int = 1,
    ) -> Bought:  # fmt: skip
        """A paid order; its webhook is delivered `copies` times, as Shopify sometimes does."""
        bought = Bought(number, person, tuple(goods), at or self.now(), code)
        self.tell(events.paid(bought), copies)
        return bought

    def ship(self, bought: Bought) -> Bought:
        self.tell(events.shipped(bought, self.now()))
        return replace(bought, shipped_at=self.now())

    def deliver(self, bought: Bought) -> None:
        self.tell(events.delivered(bought, self.now()))

    def cancel(self, bought: Bought) -> Bought:
        self.tell(events.cancelled(bought, self.now()))
        return replace(bought, cancelled_at=self.now())

    def refund(self, bought: Bought) -> None:
        self.tell(events.refunded(bought, self.now()))

    def tell(self, webhook: Webhook, copies: int = 1) -> None:
        """Post it, each copy with the same webhook id. NotTaken for any answer but 200."""
        topic, body = webhook
        raw = _ENCODER.encode(body)
        headers = {
            "Content-Type": "application/json",
            "X-Shopify-Topic": topic,
            "X-Shopify-Shop-Domain": bodies.DOMAIN,
            "X-Shopify-Webhook-Id": str(uuid4()),
            "X-Shopify-Event-Id": str(uuid4()),
            "X-Shopify-Triggered-At": rfc3339(self.now()) or "",
            "X-Shopify-Hmac-Sha256": _signature(self.secret, raw),
        }
        for _ in range(copies):
            answer = requests.post(f"{self.address}/webhooks", data=raw, headers=headers, timeout=_PATIENCE_S)
            if answer.status_code != 200:
                raise NotTaken(f"{topic} was answered with {answer.status_code} at {self.address}/webhooks")


def _signature(secret: str, raw: bytes) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), raw, "sha256")).decode()
