"""Rule: nobody gets promotion while a case of theirs is open. Service messages go; questions about reviews and
surveys are postponed by their flows, which never let a case cancel them (plugin.flows.trouble)."""

from __future__ import annotations

from datetime import timedelta

from plugin.events import Purpose
from plugin.policy.verdict import ALLOW, Facts, Later, Verdict

ASK_AGAIN = timedelta(hours=1)  # a case that closes wakes what waits for it; this is for the one that was missed


def case_open(facts: Facts) -> Verdict:
    if facts.purpose is Purpose.PROMOTIONAL and facts.case_opened_at is not None:
        return Later(facts.now + ASK_AGAIN, "case_open")
    return ALLOW
