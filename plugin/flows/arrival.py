"""When an order has arrived: by the carrier's word, else by how long parcels usually take.

One model for every flow that waits for the goods, so that no two flows disagree on whether they are there.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from plugin.events import Line
from plugin.flows.flow import Order, Parcel

POS = "pos"
TRANSIT = timedelta(days=7)  # product: defaults; counts as delivered where no carrier says so
TRANSIT_ABROAD = timedelta(days=14)
DOUBT = timedelta(days=7)  # on top of the usual transit before a parcel is surely there: 14 and 21 days


def handed_over_at(order: Order) -> datetime | None:
    """The payment, for an order that needs no parcel (sold over the counter, or nothing to ship); else None."""
    if order.source == POS:
        return order.paid_at
    if order.parcels or any(line.needs_shipping for line in order.lines):
        return None
    return order.paid_at


def after_arrival(order: Order, wait: timedelta, wait_unscanned: timedelta | None = None) -> datetime | None:
    """`wait` after the last parcel was delivered, or None while not everything has been shipped.

    A parcel without a delivery counts as delivered after the usual transit; `wait_unscanned` replaces `wait`
    for it."""
    if not order.is_shipped or not order.parcels:
        return None
    unscanned = wait if wait_unscanned is None else wait_unscanned
    return max(
        parcel.delivered_at + wait if parcel.delivered_at else parcel.shipped_at + transit(order) + unscanned
        for parcel in order.parcels
    )


def transit(order: Order) -> timedelta:
    return TRANSIT_ABROAD if order.is_international else TRANSIT


def surely_there_at(order: Order, parcel: Parcel) -> datetime:
    """The delivery, or the fallback day: 14 days after shipping, 21 to another country."""
    return parcel.delivered_at or parcel.shipped_at + transit(order) + DOUBT


def line_there_at(order: Order, line: Line) -> datetime | None:
    """When the first piece of a line was surely with the buyer; None: it is not on its way yet."""
    if order.source == POS:
        return order.paid_at
    own = [surely_there_at(order, parcel) for parcel in order.parcels if line.id in parcel.line_ids]
    if own:
        return min(own)
    if not line.needs_shipping:
        return order.paid_at
    if not order.is_shipped or not order.parcels:
        return None
    return max(surely_there_at(order, parcel) for parcel in order.parcels)
