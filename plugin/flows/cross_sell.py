"""Two weeks after the goods arrived, show what other buyers of the same things also bought.

Goes `delay` (14 days) after the last parcel was delivered; without a carrier's word a parcel counts as
delivered 7 days after shipping, 14 to another country. Useful for 14 days. Up to four products, no
discount, each with the purchase it follows from. A product is shown only if at least 5 orders had both and
they were bought together at least 1.2 times as often as chance would have it (product: defaults), and
never one the customer has.

Silent when no product is that sure by the time it is due, when the order was cancelled or fully refunded,
and when the customer has bought again since.
"""

from __future__ import annotations

from datetime import timedelta

from plugin.config import FlowSettings
from plugin.events import (
    Due,
    Milestone,
    OrderCancelled,
    OrderDelivered,
    OrderPaid,
    OrderRefunded,
    OrderShipped,
    Purpose,
)
from plugin.flows.arrival import after_arrival, handed_over_at
from plugin.flows.flow import Decision, Flow, Order, Plan, Profile, Skip, Suggestion, about_order
from plugin.flows.received import is_refunded_in_full
from plugin.flows.standing import bought_since, order_or_skip

USEFUL = timedelta(days=14)
LEAST_COUNT = 5
LEAST_LIFT = 1.2
MOST_ITEMS = 4


def decide(event: Milestone, profile: Profile, settings: FlowSettings) -> tuple[Decision, ...]:
    """One message per order; nothing while it is unpaid or not fully shipped."""
    order = order_or_skip(event, profile)
    if order is None:
        return ()
    if isinstance(order, Skip):
        return (order,)
    about = about_order(order.id)
    reason = _why_not(order, profile)
    if reason:
        return (Skip(reason, about),)
    handed_over = handed_over_at(order)
    at = handed_over + settings.delay if handed_over else after_arrival(order, settings.delay)
    if order.paid_at is None or at is None:
        return ()
    suggestions = _sure_suggestions(profile)
    # What is bought together is learned every day, so too little is a reason only when the message is due.
    if isinstance(event, Due) and profile.now >= at and not suggestions:
        return (Skip("low_confidence", about),)
    return (Plan(at, at + USEFUL, about, suggestions=suggestions),)


def _why_not(order: Order, profile: Profile) -> str | None:
    if is_refunded_in_full(order):
        return "refunded"
    return "ordered_again" if bought_since(order, profile) else None


def _sure_suggestions(profile: Profile) -> tuple[Suggestion, ...]:
    """The best four that are sure enough and new to the customer, best first."""
    owned = {line.product_id for order in profile.orders for line in order.lines}
    sure = (one for one in profile.suggestions if one.count >= LEAST_COUNT and one.lift >= LEAST_LIFT)
    new = (one for one in sure if one.product_id not in owned)
    return tuple(sorted(new, key=lambda one: (-one.score, one.product_id))[:MOST_ITEMS])


flow = Flow(
    name="cross_sell",
    purpose=Purpose.PROMOTIONAL,
    on=(OrderPaid, OrderShipped, OrderDelivered, OrderCancelled, OrderRefunded),
    decide=decide,
    jitter=timedelta(minutes=20),
    rank=50,
)
