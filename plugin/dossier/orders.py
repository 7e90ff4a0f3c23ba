"""Rows of an order and what belongs to it, put together as the flows see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plugin.dossier.read import Reader
from plugin.events import Line, Money
from plugin.flows.flow import Order, Parcel, Refund, Return

_ENDED_RETURNS = frozenset({"declined", "cancelled", "closed"})
_SHIPPED = frozenset({"success", "pending", "open"})


@dataclass(frozen=True, slots=True)
class Parts:
    """What belongs to a set of orders, by order id."""

    lines: dict[int, list[Any]]
    parcels: dict[int, list[Any]]
    refunds: dict[int, list[Any]]
    returns: dict[int, list[Any]]
    edits: dict[int, list[Any]]
    reviews: dict[int, list[Any]]
    not_arrived: dict[int, datetime]

    @classmethod
    def read(cls, reader: Reader, order_ids: list[int]) -> Parts:
        rare = reader.rare(order_ids)
        return cls(
            lines=reader.lines(order_ids), parcels=reader.parcels(order_ids), refunds=reader.refunds(rare["refund"]),
            returns=reader.returns(rare["order_return"]), edits=reader.edits(rare["order_edit"]),
            reviews=reader.reviews(rare["review"]), not_arrived=reader.not_arrived(rare["not_arrived"]),
        )  # fmt: skip


def as_order(row: Any, parts: Parts, home: str | None) -> Order:
    """The order as it stands; `home` is the shop's own country."""
    lines = tuple(_line(line, row, parts.edits.get(row.id, ())) for line in parts.lines.get(row.id, ()))
    parcels = tuple(_parcel(parcel) for parcel in parts.parcels.get(row.id, ()) if _has_left(parcel))
    return Order(
        id=row.id, name=row.name, created_at=row.created_at, paid_at=row.paid_at,
        cancelled_at=row.cancelled_at or row.deleted_at, is_test=row.is_test, source=row.source,
        total=Money(row.total, row.currency), is_gift=row.is_gift,
        is_international=bool(home and row.country and row.country != home),
        is_shipped=_is_shipped(row, lines, parcels), lines=lines, parcels=parcels,
        refunds=tuple(
            Refund(one.at, Money(one.amount, row.currency), tuple((line, count) for line, count in one.lines))
            for one in parts.refunds.get(row.id, ())
        ),
        returns=tuple(
            Return(one.requested_at, one.state not in _ENDED_RETURNS) for one in parts.returns.get(row.id, ())
        ),
        customer_id=row.customer_id, not_arrived_at=parts.not_arrived.get(row.id),
    )  # fmt: skip


def _line(row: Any, order: Any, edits: Any) -> Line:
    """Edits that are newer than the order's newest view change its quantities."""
    changed = sum(
        delta for edit in edits if edit.at > order.seen_at for line_id, delta in edit.changes if line_id == row.id
    )
    return Line(
        id=row.id, product_id=row.product_id, variant_id=row.variant_id, title=row.title,
        variant_title=row.variant_title, quantity=row.quantity,
        current_quantity=max(0, row.current_quantity + changed),
        price=Money(row.price, order.currency), is_gift_card=row.is_gift_card, needs_shipping=row.needs_shipping,
    )  # fmt: skip


def _has_left(parcel: Any) -> bool:
    return parcel.shipped_at is not None and (parcel.status or "success") in _SHIPPED


def _parcel(row: Any) -> Parcel:
    return Parcel(row.id, row.shipped_at, row.delivered_at, row.failed_at, tuple(row.line_ids))


def _is_shipped(row: Any, lines: tuple[Line, ...], parcels: tuple[Parcel, ...]) -> bool:
    """All that is to be shipped has been: the platform says so, or the parcels hold every line. A view that
    says "partial" counts as long as no parcel left after it."""
    if not parcels:
        return False
    if row.fulfilment_status == "fulfilled":
        return True
    newest = max(parcel.shipped_at for parcel in parcels)
    if row.fulfilment_status == "partial" and row.seen_at >= newest:
        return False
    sent = {line_id for parcel in parcels for line_id in parcel.line_ids}
    return all(line.id in sent for line in lines if line.needs_shipping and line.current_quantity > 0)
