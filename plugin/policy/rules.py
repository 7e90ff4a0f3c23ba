"""The rules in the order in which they are asked: what ends a message first, what only delays it last."""

from __future__ import annotations

from plugin.policy.address import address
from plugin.policy.allowance import allowance
from plugin.policy.budget import budget
from plugin.policy.burst import burst
from plugin.policy.case_open import case_open
from plugin.policy.consent import consent
from plugin.policy.discount_budget import discount_budget
from plugin.policy.pause import pause
from plugin.policy.quiet_hours import quiet_hours
from plugin.policy.stale import stale
from plugin.policy.suppression import suppression
from plugin.policy.verdict import Rule

RULES: tuple[tuple[str, Rule], ...] = (
    ("pause", pause),
    ("stale", stale),
    ("address", address),
    ("suppression", suppression),
    ("consent", consent),
    ("case_open", case_open),
    ("burst", burst),
    ("quiet_hours", quiet_hours),
    ("budget", budget),
    ("allowance", allowance),
    ("discount_budget", discount_budget),
)
