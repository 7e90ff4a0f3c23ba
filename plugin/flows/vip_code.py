"""Three weeks after a first order, thank the buyer with a personal code, and remind before it ends.

Goes `delay` (21 days) after the first order was paid and 7 days after it was delivered, whichever is
later; without a carrier's word a parcel counts as delivered 7 days after shipping, 14 to another country.
It is useful for 14 days. The code is bound to the customer, works once, and for `valid` (14 days) from the
moment it is sent, which is why a plan names no dates of the code. The reminder goes 3 days before it ends.

A later order brings another code if it was paid 180 days or more after the last one was sent. Silent when
the order was cancelled or fully refunded, and when the buyer has already ordered again; no reminder for a
code that was used or ended.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from plugin.config import FlowSettings
from plugin.events import (
    Milestone,
    OrderCancelled,
    OrderDelivered,
    OrderPaid,
    OrderRefunded,
    OrderShipped,
    Purpose,
)
from plugin.flows.arrival import after_arrival, handed_over_at
from plugin.flows.flow import Decision, Flow, Order, Plan, Profile, Sent, Skip, about_order
from plugin.flows.received import is_refunded_in_full
from plugin.flows.standing import both_steps, bought_since, order_or_skip, sent_about, valid_orders

NAME = "vip_code"
AFTER_ARRIVAL = timedelta(days=7)
USEFUL = timedelta(days=14)
AGAIN_AFTER = timedelta(days=180)
REMIND_BEFORE_END = timedelta(days=3)


def decide(event: Milestone, profile: Profile, settings: FlowSettings) -> tuple[Decision, ...]:
    """The code (step 0) and its reminder (step 1); nothing while the order is unpaid or not fully shipped."""
    order = order_or_skip(event, profile)
    if order is None:
        return ()
    if isinstance(order, Skip):
        return both_steps(order.reason, order.about)
    if order.paid_at is None:
        return ()
    about = about_order(order.id)
    reason = _why_not(order, order.paid_at, profile)
    if reason:
        return both_steps(reason, about)
    if bought_since(order, profile):
        return Skip("ordered_again", about, 0), Skip("sequel_not_needed", about, 1)
    arrival = handed_over_at(order) or after_arrival(order, AFTER_ARRIVAL)
    if arrival is None:
        return ()
    at = max(order.paid_at + settings.delay, arrival)
    code = Plan(at, at + USEFUL, about)
    return code, _reminder(code, profile, settings)


def _why_not(order: Order, paid_at: datetime, profile: Profile) -> str | None:
    if is_refunded_in_full(order):
        return "refunded"
    last = _last_code(profile, about_order(order.id))
    if last is None:
        return None if valid_orders(profile)[0].id == order.id else "not_first_order"
    if paid_at >= last.at + AGAIN_AFTER:
        return None
    return "vip_recently" if profile.now < last.at + AGAIN_AFTER else "not_first_order"


def _last_code(profile: Profile, about: str) -> Sent | None:
    """The newest code sent for another order."""
    codes = [sent for sent in profile.sent if sent.flow == NAME and sent.step == 0 and sent.about != about]
    return max(codes, key=lambda sent: sent.at, default=None)


def _reminder(code: Plan, profile: Profile, settings: FlowSettings) -> Decision:
    """Belongs to the code that was sent; until one is, it moves on before it, but not beyond its use."""
    sent = sent_about(profile, NAME, code.about)
    if sent is None:
        starts = max(code.at, profile.now)
        at, until = starts + settings.valid - REMIND_BEFORE_END, code.until + settings.valid
        is_needed = settings.valid > REMIND_BEFORE_END and profile.now < code.until
    else:
        starts, until = sent.at, sent.code_ends_at or sent.at
        at = until - REMIND_BEFORE_END
        is_over = sent.code is None or sent.code_is_used or sent.code_is_ended
        is_needed = not is_over and at > starts
    if not is_needed:
        return Skip("sequel_not_needed", code.about, 1)
    return Plan(at, until, code.about, 1)


flow = Flow(
    name=NAME,
    purpose=Purpose.PROMOTIONAL,
    on=(OrderPaid, OrderShipped, OrderDelivered, OrderCancelled, OrderRefunded),
    decide=decide,
    jitter=timedelta(minutes=20),
    gives_code=True,
    code_prefix="VIPCUSTOMER",
    rank=40,
)
