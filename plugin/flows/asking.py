"""The flows whose message asks one question of a survey, and how far apart two such messages are."""

from __future__ import annotations

from datetime import datetime, timedelta

from plugin.flows.flow import Profile

SURVEYS = frozenset({"nps", "csat", "going"})  # each named after its question
APART = timedelta(days=7)  # one a week, whichever they are


def apart(at: datetime, reason: str | None, flow: str, about: str, profile: Profile) -> tuple[datetime, str | None]:
    """`at` with its reason, or if that is later a week after another survey's message (surveyed_this_week)."""
    others = [sent.at for sent in profile.sent if sent.flow in SURVEYS and (sent.flow, sent.about) != (flow, about)]
    free_at = max((when + APART for when in others if when <= max(at, profile.now)), default=at)
    return (free_at, "surveyed_this_week") if free_at > at else (at, reason)
