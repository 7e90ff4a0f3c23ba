"""What happened to an order, one fact after the other, read back from the rows that are left of it.

The rows hold the newest view and the moments at which it came about; each fact shows only what was so at its time.
What is not kept is taken to have always been as it is now: the address, the titles, the prices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from plugin.events import (
    Milestone,
    OrderCancelled,
    OrderDelivered,
    OrderPaid,
    OrderRefunded,
    OrderShipped,
    OrderTroubled,
)
from plugin.model.message import Code
from plugin.model.order import Order, OrderEdit, OrderLine, Parcel, Refund, Return
from plugin.model.review import Review
from plugin.past.fact import Fact, Write

Row = Mapping[str, Any]
_FAILED = frozenset({"failure", "attempted_delivery", "delayed"})  # as plugin.projection.parcels reads scans
_LEFT = frozenset({"success", "pending", "open"})
_ENDED = frozenset({"declined", "cancelled", "closed"})


@dataclass(slots=True)
class Parts:
    """What belongs to one order."""

    lines: list[Row] = field(default_factory=list)
    parcels: list[Row] = field(default_factory=list)
    refunds: list[Row] = field(default_factory=list)
    returns: list[Row] = field(default_factory=list)
    edits: list[Row] = field(default_factory=list)
    reviews: list[Row] = field(default_factory=list)


TABLES = {"lines": OrderLine, "parcels": Parcel, "refunds": Refund, "returns": Return, "edits": OrderEdit,
          "reviews": Review}  # fmt: skip


def facts_of(order: Row, parts: Parts) -> Iterator[Fact]:
    """In no particular order of time, but for those of one moment: what comes first here happened first."""
    yield _placed(order, parts)
    if order["paid_at"] is not None:
        at = max(order["paid_at"], order["created_at"])
        yield _changes(order, at, OrderPaid(order["id"], at), "paid_at", "financial_status")
    yield from _shipping(order, parts.parcels)
    yield from _taken_back(order, parts)
    for row in parts.returns:
        yield from _returned(row)
    for row in parts.reviews:
        yield Fact(row["written_at"], (_new(Review, row),))
    if order["cancelled_at"] is not None:
        at = order["cancelled_at"]
        yield _changes(order, at, OrderCancelled(order["id"], at), "cancelled_at", "deleted_at")


def _placed(order: Row, parts: Parts) -> Fact:
    """Nothing paid, shipped or taken back yet. A code of ours that it used is used from now on."""
    fresh = dict.fromkeys(("paid_at", "cancelled_at", "deleted_at", "fulfilment_status", "financial_status"))
    at = order["created_at"]
    lines = [_new(OrderLine, {**line, "current_quantity": line["quantity"]}) for line in parts.lines]
    used = [
        Write(Code.__table__, {"used_at": at, "used_by_order": order["id"]}, {"code": code.upper(), "used_at": None})
        for code in order["codes"]
    ]
    return Fact(at, (_new(Order, {**order, **fresh}), *lines, *used))


def _shipping(order: Row, parcels: Sequence[Row]) -> Iterator[Fact]:
    left = [row for row in parcels if row["shipped_at"] is not None]
    newest = max((row["shipped_at"] for row in left), default=None)
    for row in left:
        at, gone = row["shipped_at"], row["status"] not in {None, *_LEFT}
        start: dict[str, Any] = {"delivered_at": None, "failed_at": None, "scans": {}, "shipment_status": None}
        writes = [_new(Parcel, {**row, **start, **({"status": "success"} if gone else {})})]
        if at == newest:
            writes.append(_change(Order, order["id"], {"fulfilment_status": order["fulfilment_status"]}))
        yield Fact(at, tuple(writes), OrderShipped(order["id"], at))
        yield from _carried(order, row)
        if gone and row["seen_at"] is not None:
            ended = _change(Parcel, row["id"], {"status": row["status"]})
            yield Fact(max(row["seen_at"], at), (ended,), OrderShipped(order["id"], row["seen_at"]))


def _carried(order: Row, parcel: Row) -> Iterator[Fact]:
    for status, text in parcel["scans"].values():
        at = datetime.fromisoformat(text)
        is_cured = parcel["delivered_at"] is not None and at >= parcel["delivered_at"]
        if status in _FAILED and not is_cured:
            failed = _change(Parcel, parcel["id"], {"failed_at": at})
            yield Fact(max(at, parcel["shipped_at"]), (failed,), OrderTroubled(order["id"], at))
    if parcel["delivered_at"] is not None:
        at = parcel["delivered_at"]
        there = {"delivered_at": at, "failed_at": None, "scans": parcel["scans"]}
        arrived = _change(Parcel, parcel["id"], there)
        yield Fact(max(at, parcel["shipped_at"]), (arrived,), OrderDelivered(order["id"], at))


def _taken_back(order: Row, parts: Parts) -> Iterator[Fact]:
    """Refunds and edits. How many pieces are left of a line is known for the end only: a refund takes off its own
    pieces, the last of these facts brings what is left now."""
    changes: list[tuple[datetime, Write | None, Milestone, Sequence[Sequence[int]]]] = [
        (row["at"], _new(Refund, row), OrderRefunded(order["id"], row["at"]), row["lines"]) for row in parts.refunds
    ]
    for row in parts.edits:
        is_seen = order["seen_at"] >= row["at"]  # then the lines show it already
        edit = None if is_seen else _new(OrderEdit, row)
        changes.append((row["at"], edit, OrderShipped(order["id"], row["at"]), ()))
    if order["cancelled_at"] is not None:
        changes.append((order["cancelled_at"], None, OrderCancelled(order["id"], order["cancelled_at"]), ()))
    left = {line["id"]: line["quantity"] for line in parts.lines}
    changes.sort(key=lambda one: one[0])
    for number, (at, made, milestone, taken) in enumerate(changes, 1):
        for line_id, count in taken:
            left[line_id] = max(0, left.get(line_id, 0) - count)
        is_last = number == len(changes)
        lines = [
            _line(row, row["current_quantity"] if is_last else max(left[row["id"]], row["current_quantity"]))
            for row in parts.lines
        ]
        yield Fact(max(at, order["created_at"]), (*([made] if made else []), *lines), milestone)


def _returned(row: Row) -> Iterator[Fact]:
    at, ended = row["requested_at"], row["state"] in _ENDED
    first = {**row, "seen_at": at, "state": "requested" if ended and row["seen_at"] > at else row["state"]}
    yield Fact(at, (_new(Return, first),), OrderTroubled(row["order_id"], at))
    if ended and row["seen_at"] > at:
        end = _change(Return, row["id"], {"state": row["state"], "seen_at": row["seen_at"]})
        yield Fact(row["seen_at"], (end,), OrderTroubled(row["order_id"], row["seen_at"]))


def _changes(order: Row, at: datetime, milestone: Milestone, *names: str) -> Fact:
    return Fact(at, (_change(Order, order["id"], {name: order[name] for name in names}),), milestone)


def _line(row: Row, left: int) -> Write:
    key = {"order_id": row["order_id"], "id": row["id"]}
    return Write(OrderLine.__table__, {"current_quantity": left}, key)


def _new(model: Any, row: Row) -> Write:
    return Write(model.__table__, row)


def _change(model: Any, id: int, values: Row) -> Write:
    return Write(model.__table__, values, {"id": id})
