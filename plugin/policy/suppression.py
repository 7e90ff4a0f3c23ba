"""Rule: an address on the suppression list gets nothing, of any kind."""

from __future__ import annotations

from plugin.policy.verdict import ALLOW, Facts, Skip, Verdict
from plugin.reasons import known


def suppression(facts: Facts) -> Verdict:
    return ALLOW if facts.suppressed is None else Skip(known(facts.suppressed, "suppressed"))
