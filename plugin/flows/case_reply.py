"""Send what somebody of the staff answers in a case to its customer, by e-mail.

Starts when the answer is written and sent on the page of the case. Goes `delay` after that (1 minute, in which it
can be taken back), at any hour, and is useful for 7 days. It is service, whatever the customer has unsubscribed from:
they have something on their mind, and it is answered. So it needs no consent, waits for no case and counts against no
budget; but an address that complained or bounced for good gets nothing, and neither does anybody who was erased. One
message for each answer; what it says is read from the case when it is written. It never goes as a text message, which
has no room for it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from plugin.config import FlowSettings
from plugin.events import CaseAnswered, Due, Milestone, Purpose
from plugin.flows.flow import Decision, Flow, Plan, Profile, Skip, about_answer, answer_in

NAME = "case_reply"
USEFUL = timedelta(days=7)


def decide(event: Milestone, profile: Profile, settings: FlowSettings) -> tuple[Decision, ...]:
    """One message for each answer."""
    about = _about(event)
    answer = answer_in(about)
    if answer is None:
        return ()
    answered_at = _answered_at(answer, profile)
    if answered_at is None:
        return (Skip("answer_gone", about),)
    at = answered_at + settings.delay
    return (Plan(at, at + USEFUL, about),)


def _about(event: Milestone) -> str:
    if isinstance(event, CaseAnswered):
        return about_answer(event.case_id, event.number)
    return event.about if isinstance(event, Due) else ""


def _answered_at(answer: tuple[str, int], profile: Profile) -> datetime | None:
    id, number = answer
    case = profile.case(id)
    return dict(case.answers).get(number) if case is not None else None


flow = Flow(
    name=NAME,
    purpose=Purpose.SERVICE,
    on=(CaseAnswered,),
    decide=decide,
    by_email_only=True,
    rank=15,
)
