"""Thank the buyer as soon as an order is paid, by e-mail and by text.

Goes `delay` after the payment (at once by default) on every channel that is switched on, also to buyers
without a customer account. It is pure service: no code, no product tip. Silent for test orders, and for
orders cancelled or no longer paid when it is due. A thank-you that could not go within 24 hours of the
payment is not sent at all, so a delay of 24 hours or more sends nothing.
"""

from __future__ import annotations

from datetime import timedelta

from plugin.config import FlowSettings
from plugin.events import Milestone, OrderCancelled, OrderPaid, Purpose
from plugin.flows.flow import Decision, Flow, Plan, Profile, Skip, about_order
from plugin.flows.standing import order_or_skip

USEFUL = timedelta(hours=24)


def decide(event: Milestone, profile: Profile, settings: FlowSettings) -> tuple[Decision, ...]:
    """One message per paid order."""
    order = order_or_skip(event, profile)
    if order is None:
        return ()
    if isinstance(order, Skip):
        return (order,)
    about = about_order(order.id)
    if order.paid_at is None:
        return (Skip("not_paid", about),)
    if settings.delay >= USEFUL:
        return (Skip("stale", about),)
    return (Plan(order.paid_at + settings.delay, order.paid_at + USEFUL, about),)


flow = Flow(
    name="thank_you",
    purpose=Purpose.SERVICE,
    on=(OrderPaid, OrderCancelled),
    decide=decide,
    each_channel=True,
    guests=True,
    rank=10,
)
