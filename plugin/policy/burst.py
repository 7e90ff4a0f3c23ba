"""Rule: no shop mistake, such as a script that re-saves orders, becomes a burst of service messages.

At most five orders of one flow per customer and local day (trust: when and how often); the e-mail and the
text about one order count once. One message per order and status follows from the ledger's dedupe key.
"""

from __future__ import annotations

from plugin.clock import local_date
from plugin.events import Purpose
from plugin.policy.verdict import ALLOW, Facts, Skip, Verdict

PER_FLOW_AND_DAY = 5


def burst(facts: Facts) -> Verdict:
    if facts.purpose is not Purpose.SERVICE:
        return ALLOW
    zone = facts.zones[0] if facts.zones else "UTC"
    today = local_date(facts.now, zone)
    others = {
        recent.about
        for recent in facts.recent
        if recent.flow == facts.flow and recent.about != facts.about and local_date(recent.at, zone) == today
    }
    return Skip("burst") if len(others) >= PER_FLOW_AND_DAY else ALLOW
