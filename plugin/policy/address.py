"""Rule: there must be an address that a provider can be handed."""

from __future__ import annotations

from plugin.policy.verdict import ALLOW, Facts, Skip, Verdict
from plugin.reasons import known


def address(facts: Facts) -> Verdict:
    return ALLOW if facts.address_problem is None else Skip(known(facts.address_problem, "bad_address"))
