"""Rule: the promotional messages that the shop's tariff includes in a month. Beyond them promotion waits, until the
month is over or the shop takes a larger tariff; every other message goes as always."""

from __future__ import annotations

from datetime import timedelta

from plugin.events import Purpose
from plugin.policy.verdict import ALLOW, Facts, Later, Verdict

ASK_AGAIN = timedelta(hours=1)  # a larger tariff lets go what waits within this time


def allowance(facts: Facts) -> Verdict:
    if facts.purpose is not Purpose.PROMOTIONAL or facts.used_up_until is None:
        return ALLOW
    return Later(min(facts.used_up_until, facts.now + ASK_AGAIN), "allowance")
