"""What one flow sent on one day, as a shop's own marketing reports show it. Only e-mail: Shopify knows no channel
for texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

SCOPE = "write_marketing_events"  # optional: the merchant is asked for it in the settings


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of a flow's e-mails; each of them counts once as clicked, left by, complained of or failed, however
    often that was reported; `clicks` counts every click."""

    sends: int = 0
    clicks: int = 0
    clicked: int = 0
    unsubscribes: int = 0
    complaints: int = 0
    fails: int = 0


@dataclass(frozen=True, slots=True)
class Activity:
    """A flow as an entry of the marketing reports. `remote_id` is its name there for good; `url` leads to it in
    Encore."""

    remote_id: str
    title: str
    url: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class ReportedDay:
    """`day` is the shop's own, `offset` its distance from UTC when the day begins."""

    activity: Activity
    day: date
    offset: timedelta
    figures: Figures


def offset_at(at: datetime) -> timedelta:
    """Of a local time; none where it has no zone."""
    return at.utcoffset() or timedelta(0)
