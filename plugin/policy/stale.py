"""Rule: a message that has outlived its use never goes; after downtime this ends the backlog's tail."""

from __future__ import annotations

from plugin.policy.verdict import ALLOW, Facts, Skip, Verdict


def stale(facts: Facts) -> Verdict:
    return Skip("stale") if facts.now >= facts.useful_until else ALLOW
