"""How long trouble with an order, or an open case of the buyer, holds a question about it.

Trouble postpones and never cancels: asking only those who were happy would be choosing the answers
(trust: reviews).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from plugin.flows.flow import Order, Profile
from plugin.flows.received import received_from

HOLD = timedelta(days=30)
NOT_ARRIVED_HOLD = timedelta(days=7)


def postponed(order: Order, profile: Profile, at: datetime) -> tuple[datetime, str | None]:
    """`at`, or if that is later until when trouble holds, with its reason code (refund, return, parcel_problem,
    not_arrived, case_open)."""
    hold = max(_holds(order, profile.case_opened_at), default=None)
    return hold if hold is not None and hold[0] > at else (at, None)


def _holds(order: Order, case_opened_at: datetime | None) -> Iterator[tuple[datetime, str]]:
    if case_opened_at is not None:
        yield case_opened_at + HOLD, "case_open"
    there_at = received_from(order)
    for refund in order.refunds:
        if there_at is not None and refund.at >= there_at:
            yield refund.at + HOLD, "refund"
    for one in order.returns:
        if one.is_open:
            yield one.at + HOLD, "return"
    for parcel in order.parcels:
        if parcel.failed_at and not _came_after_all(parcel.failed_at, parcel.delivered_at):
            yield parcel.failed_at + HOLD, "parcel_problem"
    if order.not_arrived_at is not None:
        yield order.not_arrived_at + NOT_ARRIVED_HOLD, "not_arrived"


def _came_after_all(failed_at: datetime, delivered_at: datetime | None) -> bool:
    return delivered_at is not None and delivered_at >= failed_at
