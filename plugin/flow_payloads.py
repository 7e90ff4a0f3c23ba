"""What Shopify Flow puts into the inbox, read back as events."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from plugin.errors import BadPayload
from plugin.events import Event, TriggerUsed

TRIGGERS = "flow/triggers"
_Name = Annotated[str, Meta(min_length=1, max_length=200)]


class _Used(msgspec.Struct):
    flow_trigger_definition_id: _Name
    has_enabled_flow: bool
    timestamp: str | None = None


def parse(topic: str, body: bytes, at: datetime) -> tuple[Event, ...]:
    """The events of one inbox item of source "flow" that arrived at `at`. BadPayload says what is wrong."""
    if topic != TRIGGERS:
        raise BadPayload(f"{topic!r} is not something Shopify Flow says")
    try:
        told = msgspec.json.decode(body, type=_Used)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadPayload(str(error)) from None
    return (TriggerUsed(told.flow_trigger_definition_id, told.has_enabled_flow, _time(told.timestamp, at)),)


def _time(text: str | None, at: datetime) -> datetime:
    """When Flow noted it; `at` where it says nothing readable or a time to come."""
    try:
        told = datetime.fromisoformat(text) if text else at
    except ValueError:
        return at
    return min(told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC), at)
