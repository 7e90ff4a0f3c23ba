"""Ask how content somebody is with how their case was handled, once it has been closed.

Goes `delay` (1 day) after the closing, between 10:00 and 19:00 local, useful for 7 days. Once for each case, however
often it is closed; not if it is open again by then. Cases that were opened before the flow was switched on are
history, so that closing a pile of old ones asks nobody. A case that the customer neither told us of nor was answered
about is not asked about: they do not know of it. Whether they will be content plays no part.

The question belongs to a case, so the 90 days of "would you recommend us" do not count here. But nobody is asked
twice within 30 days: an unhappy answer opens a case, and its closing must not ask again and again. Within a week of
another survey it waits.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from plugin.config import FlowSettings
from plugin.events import CaseClosed, Due, Milestone, Purpose
from plugin.flows.asking import apart
from plugin.flows.flow import Case, Decision, Flow, Plan, Profile, Skip, about_case, case_in

NAME = "csat"
USEFUL = timedelta(days=7)
AGAIN_AFTER = timedelta(days=30)


def decide(event: Milestone, profile: Profile, settings: FlowSettings) -> tuple[Decision, ...]:
    """One question for each case that was closed."""
    id = _case_of(event)
    if id is None:
        return ()
    case, about = profile.case(id), about_case(id)
    if case is None:
        return (Skip("case_gone", about),)
    if case.closed_at is None:
        return (Skip("case_reopened", about),)
    at, waits_for = apart(case.closed_at + settings.delay, None, NAME, about, profile)
    reason = _never(case, about, profile, at)
    return (Skip(reason, about),) if reason else (Plan(at, at + USEFUL, about, 0, waits_for),)


def _case_of(event: Milestone) -> str | None:
    if isinstance(event, CaseClosed):
        return event.case_id
    return case_in(event.about) if isinstance(event, Due) else None


def _never(case: Case, about: str, profile: Profile, at: datetime) -> str | None:
    if profile.flow_on_since is not None and case.opened_at < profile.flow_on_since:
        return "history"
    if not case.is_known:
        return "unaware_of_case"
    others = [sent.at for sent in profile.sent if sent.flow == NAME and sent.about != about]
    is_recent = any(when > max(at, profile.now) - AGAIN_AFTER for when in others)
    return "asked_lately" if is_recent else None


flow = Flow(
    name=NAME,
    purpose=Purpose.FEEDBACK,
    on=(CaseClosed,),
    decide=decide,
    hours=(10, 19),
    rank=27,
)
