"""Which reader understands an inbox item: the platform's, the providers', Shopify Flow's or
the shopper's. One door, one list."""

from __future__ import annotations

from datetime import datetime

from plugin import flow_payloads, shopper_payloads
from plugin.events import Event
from plugin.mail_in import MAIL, parse_mail
from plugin.platform import payloads
from plugin.receipts import parse_receipts


def read(source: str, topic: str, body: bytes, at: datetime) -> tuple[tuple[Event, ...], bool]:
    """The events in an item, and whether its topic is one that anything reads. BadPayload for nonsense."""
    if source == "platform":
        return payloads.parse(topic, body, triggered_at=at), topic in payloads.READERS
    if topic == MAIL:
        return parse_mail(body, at), True
    if source == "provider":
        return parse_receipts(topic.rpartition("/")[2], body, at), True
    if source == "flow":
        return flow_payloads.parse(topic, body, at), True
    return shopper_payloads.parse(topic, body, at), True
