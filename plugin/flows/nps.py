"""Ask the buyer one question once they know what they got: how likely they are to recommend the shop.

Goes `delay` (10 days) after the last parcel was delivered; where a review was asked for in the week before that, 21
days after it. Without a carrier's word a parcel counts as delivered 7 days after shipping, 14 to another country.
Between 10:00 and 19:00 local, useful for 14 days.

Nobody is asked twice within 90 days; a week after another survey is the earliest. A refund after delivery, an open
return, a failed parcel or an open case postpones the question by up to 30 days. Silent for cancelled orders and goods
that never arrived.
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
    OrderTroubled,
    Purpose,
)
from plugin.flows import review_request
from plugin.flows.arrival import after_arrival, handed_over_at
from plugin.flows.asking import apart
from plugin.flows.flow import Decision, Flow, Plan, Profile, Skip, about_order
from plugin.flows.received import received_lines
from plugin.flows.standing import order_or_skip
from plugin.flows.trouble import postponed

NAME = "nps"
USEFUL = timedelta(days=14)
AGAIN_AFTER = timedelta(days=90)
A_WEEK = timedelta(days=7)
AFTER_A_REVIEW = timedelta(days=11)  # on top of the delay: 21 days after delivery


def decide(event: Milestone, profile: Profile, settings: FlowSettings) -> tuple[Decision, ...]:
    """One question for each order; nothing while it is not fully shipped."""
    order = order_or_skip(event, profile)
    if order is None:
        return ()
    if isinstance(order, Skip):
        return (order,)
    about = about_order(order.id)
    if not received_lines(order):
        return (Skip("never_received", about),)
    base = handed_over_at(order) or after_arrival(order, timedelta(0))
    if base is None:
        return ()
    at, reason = apart(*postponed(order, profile, _wanted(base + settings.delay, profile)), NAME, about, profile)
    if _was_asked(profile, about, at):
        return (Skip("surveyed_recently", about),)
    return (Plan(at, at + USEFUL, about, 0, reason),)


def _wanted(at: datetime, profile: Profile) -> datetime:
    """Not in the week after a question about reviews: two questions at once are one too many."""
    asked = [sent.at for sent in profile.sent if sent.flow == review_request.NAME and sent.step == 0]
    is_close = any(at - A_WEEK <= when <= at for when in asked)
    return at + AFTER_A_REVIEW if is_close else at


def _was_asked(profile: Profile, about: str, at: datetime) -> bool:
    others = [sent.at for sent in profile.sent if sent.flow == NAME and sent.about != about]
    return any(when > max(at, profile.now) - AGAIN_AFTER for when in others)


flow = Flow(
    name=NAME,
    purpose=Purpose.FEEDBACK,
    on=(OrderPaid, OrderShipped, OrderDelivered, OrderCancelled, OrderRefunded, OrderTroubled),
    decide=decide,
    jitter=timedelta(minutes=20),
    hours=(10, 19),
    rank=25,
)
