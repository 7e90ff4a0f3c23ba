"""Ask for a review once the buyer has had time to use what they bought, and remind once.

Goes `delay` (7 days) after the last parcel was delivered. Where no carrier reports a delivery: 14 days
after shipping, 21 to another country. Over the counter: the day after. Between 10:00 and 19:00 local.
One message asks about up to five items of the order; one reminder follows 7 days later if none of it
helped. Each is useful for 30 days.

Everybody who received the goods is asked alike, whatever they will say: a refund after delivery, an open
return, a failed parcel or an open case postpones the question by up to 30 days, a buyer's word that nothing
has arrived by 7, and none of it cancels it. Silent for gifts, cancelled orders, items that never arrived
(cancelled, or fully refunded before delivery), items already reviewed, and products the same person was asked
about within 12 months.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from plugin.config import FlowSettings
from plugin.events import (
    Line,
    Milestone,
    OrderCancelled,
    OrderDelivered,
    OrderPaid,
    OrderRefunded,
    OrderShipped,
    OrderTroubled,
    Purpose,
)
from plugin.flows.arrival import DOUBT, POS, after_arrival, handed_over_at
from plugin.flows.flow import Decision, Flow, Order, Plan, Profile, Skip, about_order
from plugin.flows.received import received_lines
from plugin.flows.standing import both_steps, order_or_skip, sent_about
from plugin.flows.trouble import postponed

NAME = "review_request"
COUNTER_DELAY = timedelta(days=1)
USEFUL = timedelta(days=30)
REMIND_AFTER = timedelta(days=7)
MOST_ITEMS = 5


def decide(event: Milestone, profile: Profile, settings: FlowSettings) -> tuple[Decision, ...]:
    """The request (step 0) and its reminder (step 1); nothing while the order is not fully shipped."""
    order = order_or_skip(event, profile)
    if order is None:
        return ()
    if isinstance(order, Skip):
        return both_steps(order.reason, order.about)
    about = about_order(order.id)
    lines = _lines_to_ask(order, profile)
    if isinstance(lines, str):
        return both_steps(lines, about)
    base = _base(order, settings)
    if base is None:
        return ()
    at, reason = postponed(order, profile, base)
    request = Plan(at, at + USEFUL, about, 0, reason, line_ids=lines)
    return request, _reminder(order, profile, request)


def _lines_to_ask(order: Order, profile: Profile) -> tuple[int, ...] | str:
    """Ids of the items to ask about, at most five, or the reason code why there are none."""
    if order.is_gift:
        return "gift"
    if not any(_is_askable(line) for line in order.lines):
        return "nothing_to_review"
    received = [line for line in received_lines(order) if _is_askable(line)]
    if not received:
        return "never_received"
    fresh = [line for line in received if (order.id, line.id) not in profile.reviewed]
    if not fresh:
        return "reviewed"
    wanted = [line.id for line in fresh if line.product_id not in profile.asked_products]
    return tuple(wanted[:MOST_ITEMS]) or "asked_recently"


def _is_askable(line: Line) -> bool:
    return line.product_id is not None and not line.is_gift_card


def _base(order: Order, settings: FlowSettings) -> datetime | None:
    handed_over = handed_over_at(order)
    if handed_over is not None:
        return handed_over + (COUNTER_DELAY if order.source == POS else settings.delay)
    return after_arrival(order, settings.delay, wait_unscanned=DOUBT)


def _reminder(order: Order, profile: Profile, request: Plan) -> Decision:
    """Follows the request that was sent; until one is, it moves on before it, but not beyond its use."""
    sent = sent_about(profile, NAME, request.about)
    first = sent.at if sent else max(request.at, profile.now)
    at, reason = postponed(order, profile, first + REMIND_AFTER)
    until = at + USEFUL if sent else request.until + REMIND_AFTER
    if at >= until:
        return Skip("sequel_not_needed", request.about, 1)
    return Plan(at, until, request.about, 1, reason, line_ids=request.line_ids)


flow = Flow(
    name=NAME,
    purpose=Purpose.FEEDBACK,
    on=(OrderPaid, OrderShipped, OrderDelivered, OrderCancelled, OrderRefunded, OrderTroubled),
    decide=decide,
    jitter=timedelta(minutes=20),
    hours=(10, 19),
    rank=20,
)
