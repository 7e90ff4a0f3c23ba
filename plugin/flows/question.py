"""Pass a shopper's question on to a few people who have the product, so that it is answered by experience.

Starts when the merchant publishes a question: at most five buyers who received the product are chosen, the newest
first (plugin.owners). Goes `delay` (1 hour) after that, which leaves the shop the time to answer by itself, between
10:00 and 19:00 local, and is useful for 14 days after the question was published.

Silent once the question has an answer or is no longer shown, and for goods that went back before they arrived. Nobody
gets two such messages within 30 days. An open case postpones it. The message is about the question and the customer,
so that no question reaches one person twice; it is about no order, so no order ends it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from plugin.config import FlowSettings
from plugin.events import Due, Milestone, OwnerAsked, Purpose
from plugin.flows.arrival import line_there_at
from plugin.flows.flow import Decision, Flow, OpenQuestion, Order, Plan, Profile, Skip, about_question, question_in
from plugin.flows.received import received_lines

NAME = "question"
USEFUL = timedelta(days=14)
AGAIN_AFTER = timedelta(days=30)
LOOK_AGAIN = timedelta(days=1)  # whether the case is closed


def decide(event: Milestone, profile: Profile, settings: FlowSettings) -> tuple[Decision, ...]:
    """One message for each question and person."""
    about = _about(event)
    if about is None:
        return ()
    asked = next((one for one in profile.open_questions if one.id == question_in(about)), None)
    if asked is None:
        return (Skip("question_closed", about),)
    if not has_received(profile.orders, asked.product_id, profile.now):
        return (Skip("never_received", about),)
    if _was_asked(profile, about):
        return (Skip("questioned_recently", about),)
    return (_planned(asked, about, profile, settings),)


def has_received(orders: Iterable[Order], product_id: int, now: datetime) -> bool:
    """Whether the product is in the buyer's own hands: a gift is in somebody else's."""
    return any(
        line.product_id == product_id and (there_at := line_there_at(order, line)) is not None and there_at <= now
        for order in orders
        if order.is_valid and not order.is_gift
        for line in received_lines(order)
    )


def _about(event: Milestone) -> str | None:
    if isinstance(event, OwnerAsked):
        return about_question(event.question_id, event.customer_id)
    return event.about if isinstance(event, Due) and question_in(event.about) else None


def _was_asked(profile: Profile, about: str) -> bool:
    others = [sent.at for sent in profile.sent if sent.flow == NAME and sent.about != about]
    return any(at > profile.now - AGAIN_AFTER for at in others)


def _planned(asked: OpenQuestion, about: str, profile: Profile, settings: FlowSettings) -> Plan:
    at, until = asked.published_at + settings.delay, asked.published_at + USEFUL
    if profile.case_opened_at is None:
        return Plan(at, until, about)
    return Plan(max(at, profile.now + LOOK_AGAIN), until, about, reason="case_open")


flow = Flow(
    name=NAME,
    purpose=Purpose.FEEDBACK,
    on=(OwnerAsked,),
    decide=decide,
    jitter=timedelta(minutes=20),
    hours=(10, 19),
    rank=25,
)
