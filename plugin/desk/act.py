"""Somebody acts on a message of the outbox: what they saw of it, and why nothing was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from plugin.errors import EncoreError
from plugin.shops import Shop

BY_STAFF = "staff"  # the provider of events that our own users made


class MessageChanged(EncoreError):
    """The message is not as it was shown any more (it was sent meanwhile, or somebody else was faster)."""


class CannotGo(EncoreError):
    """Flow or policy will not let it go, not even later; `reason` says why. Nothing was changed."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the message cannot go: {reason}")
        self.reason = reason


class BadTime(EncoreError):
    """The time is not one at which the message can go; `is_past` or later than it is of use. Nothing was changed."""

    def __init__(self, is_past: bool) -> None:
        super().__init__("the time is over" if is_past else "the message is of no use any more then")
        self.is_past = is_past


@dataclass(frozen=True, slots=True)
class Act:
    """Who acts on which message, and what they saw of it (`seen_of`)."""

    shop: Shop
    id: str
    seen: str
    user_id: str


def seen_of(row: Any) -> str:
    """What a page shows of a message's place in the ledger: changes with every move, and with every other time."""
    return f"{row.version}.{row.due_at.timestamp():.0f}"
