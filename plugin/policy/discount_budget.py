"""Rule: the month's budget for discounts. A message that brings a code waits while the money for it is not there,
until the month is over, another code ends unused, or the merchant raises the budget."""

from __future__ import annotations

from datetime import timedelta

from plugin.policy.verdict import ALLOW, Facts, Later, Verdict

ASK_AGAIN = timedelta(hours=1)  # what frees money lets go what waits within this time


def discount_budget(facts: Facts) -> Verdict:
    wanted = facts.discount
    if wanted is None or wanted.worth <= wanted.left:
        return ALLOW
    return Later(min(wanted.until, facts.now + ASK_AGAIN), "discount_budget")
