"""What providers and shoppers tell us about a message."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from plugin.events.values import Channel


@dataclass(frozen=True, slots=True)
class MessageReported:
    """A provider's receipt, by the key we issued."""

    provider: str
    provider_event_id: str
    key: str
    kind: str  # delivered, bounced, blocked, complained, opted_out, failed
    at: datetime
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class TextReceived:
    """An inbound SMS."""

    sender: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LinkClicked:
    message_id: str
    link: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Unsubscribed:
    """Somebody left through a link: every promotional and feedback message of that channel stops."""

    message_id: str
    channel: Channel
    at: datetime
    resubscribed: bool = False


@dataclass(frozen=True, slots=True)
class ReviewWritten:
    message_id: str
    at: datetime
    items: tuple[tuple[int, int, str, str], ...] = field(default=())  # (line id, stars, title, text)
    name: str = ""  # to be shown with them, as the writer chose; "": none
