"""What Shopify Flow puts into the inbox, read back as events."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from plugin.errors import BadPayload
from plugin.events import Event, TriggerUsed, WorkflowAsked

TRIGGERS = "flow/triggers"
SEND = "flow/send-message"
Shape = TypeVar("Shape", bound=msgspec.Struct)
_Name = Annotated[str, Meta(min_length=1, max_length=200)]


class _Used(msgspec.Struct):
    flow_trigger_definition_id: _Name
    has_enabled_flow: bool
    timestamp: str | None = None


class Customer(msgspec.Struct):
    """Flow writes numbers as texts."""

    customer_id: Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,17}\Z")] | Annotated[int, Meta(ge=1, lt=10**18)]


class Asked(msgspec.Struct):
    """A run of the action "Send Encore message"."""

    action_run_id: _Name
    properties: Customer

    @property
    def customer_id(self) -> int:
        return int(self.properties.customer_id)


def asked(body: bytes) -> Asked:
    """Raises BadPayload."""
    return _read(body, Asked)


def parse(topic: str, body: bytes, at: datetime) -> tuple[Event, ...]:
    """The events of one inbox item of source "flow" that arrived at `at`. BadPayload says what is wrong."""
    if topic == SEND:
        return (WorkflowAsked(asked(body).customer_id, at),)
    if topic != TRIGGERS:
        raise BadPayload(f"{topic!r} is not something Shopify Flow says")
    told = _read(body, _Used)
    return (TriggerUsed(told.flow_trigger_definition_id, told.has_enabled_flow, _time(told.timestamp, at)),)


def _read(body: bytes, shape: type[Shape]) -> Shape:
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadPayload(str(error)) from None


def _time(text: str | None, at: datetime) -> datetime:
    """When Flow noted it; `at` where it says nothing readable or a time to come."""
    try:
        told = datetime.fromisoformat(text) if text else at
    except ValueError:
        return at
    return min(told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC), at)
