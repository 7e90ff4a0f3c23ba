"""What else happens to an order: it is edited, deleted, or something of it is to come back."""

from __future__ import annotations

import msgspec

from plugin.errors import BadPayload
from plugin.events import OrderEdited, OrderGone, ReturnSeen
from plugin.platform.payloads.decode import IdBody, Leaf, Struct, Told, decoded, decoded_id
from plugin.platform.payloads.values import identity, instant_or

_RETURN_STATES = {
    "returns/request": "requested",
    "returns/approve": "open",
    "returns/reopen": "open",
    "returns/decline": "declined",
    "returns/cancel": "cancelled",
    "returns/close": "closed",
}


class DeltaBody(Struct):
    id: Leaf = None
    delta: Leaf = None


class ChangesBody(Struct):
    additions: list[DeltaBody | None] | None = None
    removals: list[DeltaBody | None] | None = None


class EditBody(Struct):
    order_id: Leaf = None
    committed_at: Leaf = None
    line_items: ChangesBody | None = None


class EditedBody(Struct):
    order_edit: EditBody | None = None


class ReturnBody(Struct):
    id: Leaf = None
    order_id: Leaf = None
    order: IdBody | None = None


_EDITED = msgspec.json.Decoder(EditedBody)
_RETURN = msgspec.json.Decoder(ReturnBody)


def order_gone(raw: bytes, told: Told) -> tuple[OrderGone, ...]:
    """orders/delete."""
    return (OrderGone(identity(decoded_id(raw), "id"), told.triggered_at),)


def order_edited(raw: bytes, told: Told) -> tuple[OrderEdited, ...]:
    """orders/edited, which carries only the edit: how many of which line came or went."""
    edit = decoded(_EDITED, raw).order_edit
    if edit is None:
        raise BadPayload("order_edit is missing")
    at = instant_or(edit.committed_at, told.triggered_at, "committed_at")
    changes = edit.line_items or ChangesBody()
    added = _deltas(changes.additions, 1)
    return (OrderEdited(identity(edit.order_id, "order_id"), at, added + _deltas(changes.removals, -1)),)


def order_return(raw: bytes, told: Told) -> tuple[ReturnSeen, ...]:
    """returns/request, approve, decline, cancel, close. The topic is the state; the body has no time of its own."""
    body = decoded(_RETURN, raw)
    order_id = body.order_id if body.order is None else body.order.id
    state = _RETURN_STATES[told.topic]
    return (ReturnSeen(identity(body.id, "id"), identity(order_id, "order.id"), state, told.triggered_at),)


def _deltas(bodies: list[DeltaBody | None] | None, sign: int) -> tuple[tuple[int, int], ...]:
    return tuple(
        (identity(body.id, "line id"), sign * _size(body.delta)) for body in bodies or () if body is not None
    )


def _size(delta: object) -> int:
    """Removals are written with and without a minus."""
    if type(delta) is int and abs(delta) <= 1_000_000_000:
        return abs(delta)
    raise BadPayload("an edited quantity is not a count")
