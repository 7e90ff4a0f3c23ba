"""Send the text of this flow when a workflow of Shopify Flow asks for it, to the customer whom the workflow names.

Goes `delay` after the workflow asked (at once by default) over the first channel that may be used, and is useful
until 20:00 of the second day after it, where the customer lives. One for each customer and day of the shop: two
workflows that ask on the same day get one message. The merchant wrote the text and Encore cannot know what for, so it
counts as promotion: consent, hours and budget hold as for any other. It is about no order, so no order ends it.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from plugin.clock import instant
from plugin.config import FlowSettings
from plugin.events import Due, MessageAsked, Milestone, Purpose
from plugin.flows.birthday import day_of
from plugin.flows.flow import Decision, Flow, Plan, Profile, Skip, about_day

USEFUL = timedelta(days=2)
LAST_HOUR = time(20)


def decide(event: Milestone, profile: Profile, settings: FlowSettings) -> tuple[Decision, ...]:
    """One message for the day on which a workflow asked."""
    asked = _asked(event, settings)
    if asked is None:
        return ()
    about, at = asked
    day = day_of(about)
    if day is None:
        return ()
    until = instant(day + USEFUL, LAST_HOUR, profile.zone)
    return (Plan(at, until, about) if at < until else Skip("stale", about),)


def _asked(event: Milestone, settings: FlowSettings) -> tuple[str, datetime] | None:
    """What the message is about, and when it should go: once it is due, now."""
    if isinstance(event, MessageAsked):
        return about_day(event.customer_id, event.day), event.at + settings.delay
    return (event.about, event.at) if isinstance(event, Due) else None


flow = Flow(name="workflow", purpose=Purpose.PROMOTIONAL, on=(MessageAsked,), decide=decide, rank=40)
