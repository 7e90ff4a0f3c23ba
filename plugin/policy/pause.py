"""Rule: a paused shop sends nothing for now, an uninstalled one nothing at all."""

from __future__ import annotations

from datetime import timedelta

from plugin.policy.verdict import ALLOW, Facts, Later, Skip, Verdict

ASK_AGAIN = timedelta(seconds=60)


def pause(facts: Facts) -> Verdict:
    if not facts.is_installed:
        return Skip("uninstalled")
    if facts.paused_at is not None:
        return Later(facts.now + ASK_AGAIN, "paused")
    return ALLOW
