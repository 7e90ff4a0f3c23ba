"""Rule: nobody gets promotion while a case of theirs is open. Service messages go; questions about reviews and
surveys are postponed by their flows, which never let a case cancel them (plugin.flows.trouble)."""

from __future__ import annotations

from datetime import timedelta

from plugin.events import Purpose
from plugin.policy.verdict import ALLOW, Facts, Later, Verdict

# A case that closes wakes what waits for it. These are for a wake-up that was lost, and for the last day of use.
ASK_AGAIN = timedelta(days=1)
ASK_AGAIN_LATE = timedelta(hours=1)


def case_open(facts: Facts) -> Verdict:
    if facts.purpose is not Purpose.PROMOTIONAL or facts.case_opened_at is None:
        return ALLOW
    is_late = facts.now + ASK_AGAIN >= facts.useful_until
    return Later(facts.now + (ASK_AGAIN_LATE if is_late else ASK_AGAIN), "case_open")
