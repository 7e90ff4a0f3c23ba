"""Ask who bought for the first time how it is going, once they have it: well, so-so or badly, with one tap.

Goes `delay` (3 days) after the last parcel was delivered, early enough to help. Without a carrier's word a parcel
counts as delivered 7 days after shipping, 14 to another country. Between 10:00 and 19:00 local, useful for 7 days.

Only about a customer's first order, and at most one survey a week. Trouble with the order or an open case postpones
the question by up to 30 days: somebody sees to it already. Silent for gifts, cancelled orders and goods that never
arrived. Who answers "badly" gets a case.
"""

from __future__ import annotations

from datetime import timedelta

from plugin.config import FlowSettings
from plugin.events import (
    Milestone,
    OrderCancelled,
    OrderDelivered,
    OrderPaid,
    OrderRefunded,
    OrderShipped,
    OrderTroubled,
    Purpose,
)
from plugin.flows.arrival import after_arrival, handed_over_at
from plugin.flows.asking import apart
from plugin.flows.flow import Decision, Flow, Order, Plan, Profile, Skip, about_order
from plugin.flows.received import received_lines
from plugin.flows.standing import order_or_skip, valid_orders
from plugin.flows.trouble import postponed

NAME = "going"
USEFUL = timedelta(days=7)


def decide(event: Milestone, profile: Profile, settings: FlowSettings) -> tuple[Decision, ...]:
    """One question about the first order; nothing while it is not fully shipped."""
    order = order_or_skip(event, profile)
    if order is None:
        return ()
    if isinstance(order, Skip):
        return (order,)
    about = about_order(order.id)
    reason = _never(order, profile)
    if reason is not None:
        return (Skip(reason, about),)
    base = handed_over_at(order) or after_arrival(order, timedelta(0))
    if base is None:
        return ()
    at, reason = apart(*postponed(order, profile, base + settings.delay), NAME, about, profile)
    return (Plan(at, at + USEFUL, about, 0, reason),)


def _never(order: Order, profile: Profile) -> str | None:
    if order.is_gift:
        return "gift"
    if not received_lines(order):
        return "never_received"
    orders = valid_orders(profile)
    return "not_first_order" if orders and orders[0].id != order.id else None


flow = Flow(
    name=NAME,
    purpose=Purpose.FEEDBACK,
    on=(OrderPaid, OrderShipped, OrderDelivered, OrderCancelled, OrderRefunded, OrderTroubled),
    decide=decide,
    jitter=timedelta(minutes=20),
    hours=(10, 19),
    rank=26,
)
