"""Parcels, their scans, and returns. Scans may arrive before the parcel they belong to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from plugin.db.prepared import SHOP, Prepared
from plugin.events import Milestone, OrderDelivered, OrderShipped, OrderTroubled, ParcelMoved, ParcelSeen, ReturnSeen
from plugin.model.order import Parcel, Return
from plugin.projection.work import Work

_FAILED = frozenset({"failure", "attempted_delivery", "delayed"})
_SEEN = Prepared(
    select(Parcel.seen_at, Parcel.scans, Parcel.shipment_status).where(
        Parcel.shop_id == SHOP, Parcel.id == bindparam("id")
    )
)


def project_parcel(work: Work, event: ParcelSeen) -> list[Milestone]:
    row = _parcel(work, event.id)
    if row is not None and row.seen_at is not None and row.seen_at >= event.updated_at:
        return []
    scans = row.scans if row is not None else {}
    values: dict[str, Any] = {
        "order_id": event.order_id, "shipped_at": event.created_at, "seen_at": event.updated_at,
        "status": event.status, "shipment_status": event.shipment_status, "carrier": event.carrier,
        "tracking_number": event.tracking_number, "tracking_url": event.tracking_url, "country": event.country,
        "line_ids": list(event.line_ids), "scans": scans,
        **_progress(scans, event.shipment_status, event.updated_at),
    }  # fmt: skip
    _write(work, event.id, values, is_new=row is None)
    if values["delivered_at"] is not None:
        return [
            OrderShipped(event.order_id, event.created_at),
            OrderDelivered(event.order_id, values["delivered_at"]),
        ]
    return [OrderShipped(event.order_id, event.created_at)]


def project_scan(work: Work, event: ParcelMoved) -> list[Milestone]:
    row = _parcel(work, event.parcel_id)
    if row is not None and str(event.id) in row.scans:
        return []
    scans = {**(row.scans if row is not None else {}), str(event.id): [event.status, event.at.isoformat()]}
    status, seen_at = (row.shipment_status, row.seen_at) if row is not None else (None, None)
    values: dict[str, Any] = {"order_id": event.order_id, "scans": scans, **_progress(scans, status, seen_at)}
    if row is None:
        values["line_ids"] = []
    _write(work, event.parcel_id, values, is_new=row is None)
    if event.status == "delivered":
        return [OrderDelivered(event.order_id, event.at)]
    return [OrderTroubled(event.order_id, event.at)] if event.status in _FAILED else []


def project_return(work: Work, event: ReturnSeen) -> list[Milestone]:
    row = work.session.execute(
        select(Return.seen_at, Return.requested_at).where(Return.shop_id == work.shop.id, Return.id == event.id)
    ).one_or_none()
    if row is None:
        first = {"requested_at": event.at, "seen_at": event.at, "state": event.state, "order_id": event.order_id}
        work.insert_new(Return, [{"shop_id": work.shop.id, "id": event.id, **first}])
        return [OrderTroubled(event.order_id, event.at)]
    values: dict[str, Any] = {"requested_at": min(row.requested_at, event.at)}
    if event.at >= row.seen_at:
        values |= {"seen_at": event.at, "state": event.state}
    work.update(Return, event.id, values)
    return [OrderTroubled(event.order_id, event.at)]


def _parcel(work: Work, parcel_id: int) -> Any | None:
    return _SEEN.row(work.session, id=parcel_id)


def _write(work: Work, parcel_id: int, values: dict[str, Any], *, is_new: bool) -> None:
    if is_new:
        work.insert_new(Parcel, [{"shop_id": work.shop.id, "id": parcel_id, **values}])
        return
    work.update(Parcel, parcel_id, values)


def _progress(scans: dict[str, Any], shipment_status: str | None, seen_at: datetime | None) -> dict[str, Any]:
    """Delivered: the first scan that says so, else the parcel's own status. Failed: the newest failed
    attempt, unless the parcel arrived."""
    read = [(status, datetime.fromisoformat(at)) for status, at in scans.values()]
    delivered = min((at for status, at in read if status == "delivered"), default=None)
    if delivered is None and shipment_status == "delivered":
        delivered = seen_at
    failed = max((at for status, at in read if status in _FAILED), default=None)
    return {"delivered_at": delivered, "failed_at": None if delivered is not None else failed}
