"""Fulfilment: a parcel leaves, is scanned on its way, arrives, or does not."""

from __future__ import annotations

from collections.abc import Mapping

from devstore.act import Act, Refused
from devstore.bodies import orders as order_bodies
from devstore.bodies import parcels as bodies
from devstore.model.kept import new_id
from devstore.model.orders import Order
from devstore.model.parcels import Parcel, Scan

# Shopify's words for a scan (FulfillmentEventStatus, lower case) and ours for the button
SCANS = {
    "in_transit": "in transit", "out_for_delivery": "out for delivery", "attempted_delivery": "delivery attempted",
    "delivered": "delivered", "delayed": "delayed", "failure": "lost",
}  # fmt: skip


def fulfil(act: Act, order: Order, contents: Mapping[int, int] | None = None) -> Parcel:
    """A parcel leaves with these pieces of these lines, or with all that is left."""
    packed = dict(contents) if contents else {line.id: line.unshipped for line in order.lines if line.unshipped}
    _may_leave(order, packed)
    number = new_id(act.session, "parcel")
    parcel = Parcel(
        id=number, order=order, position=len(order.parcels) + 1, status="success", company="Royal Mail",
        tracking_number=f"BJ{number % 10**10:010}GB", contents={str(line): pieces for line, pieces in packed.items()},
        created_at=act.at, updated_at=act.at, scans=[],
    )  # fmt: skip
    for line in order.lines:
        line.shipped += packed.get(line.id, 0)
    order.updated_at = act.at
    act.session.add(parcel)
    act.tell("fulfillments/create", bodies.parcel(parcel))
    is_whole = order.fulfillment_status == "fulfilled"
    act.tell("orders/fulfilled" if is_whole else "orders/partially_fulfilled", order_bodies.order(order))
    if not act.is_past:
        act.tell("orders/updated", order_bodies.order(order))
    return parcel


def scan(act: Act, parcel: Parcel, status: str) -> Scan:
    """The carrier says where it is: one of SCANS."""
    if status not in SCANS:
        raise Refused(f"{status} is no scan; there are {', '.join(SCANS)}.")
    row = Scan(id=new_id(act.session, "scan"), status=status, happened_at=act.at)
    parcel.scans.append(row)
    parcel.shipment_status, parcel.updated_at, parcel.order.updated_at = status, act.at, act.at
    if parcel.in_transit_at is None:
        parcel.in_transit_at = act.at
    if status == "delivered":
        parcel.delivered_at = act.at
    act.tell("fulfillment_events/create", bodies.scan(row, parcel))
    if not act.is_past:
        act.tell("fulfillments/update", bodies.parcel(parcel))
        act.tell("orders/updated", order_bodies.order(parcel.order))
    return row


def recall(act: Act, parcel: Parcel) -> None:
    """The fulfilment is cancelled before the carrier had the parcel; its pieces wait to be sent again."""
    if parcel.scans or parcel.status != "success":
        raise Refused(f"Parcel {parcel.name} is with the carrier; it cannot be called back.")
    for line in parcel.order.lines:
        line.shipped -= parcel.contents.get(str(line.id), 0)
    parcel.status, parcel.updated_at, parcel.order.updated_at = "cancelled", act.at, act.at
    act.tell("fulfillments/update", bodies.parcel(parcel))
    act.tell("orders/updated", order_bodies.order(parcel.order))


def _may_leave(order: Order, packed: Mapping[int, int]) -> None:
    if order.cancelled_at is not None:
        raise Refused(f"{order.name} is cancelled.")
    if not packed:
        raise Refused(f"Everything of {order.name} has left already.")
    left = {line.id: line.unshipped for line in order.lines}
    if any(pieces < 1 or pieces > left.get(line, 0) for line, pieces in packed.items()):
        raise Refused(f"So much of {order.name} is not left to send.")
