"""What the demo's pages work with, and the words they use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from plugin.demo.notebook import Notebook
from plugin.demo.people import GUEST, JANE, JOHN, Person
from plugin.demo.world import World

NAME = "encore.demo"
FLOWS = {
    "thank_you": "Thank-you",
    "review_request": "Review request",
    "vip_code": "VIP code",
    "birthday": "Birthday present",
    "cross_sell": "Goes well with",
}
CHANNELS = {"email": "E-mail", "sms": "Text"}
GROUPS = {"arrived": "Arrived", "coming": "Coming up", "stopped": "Not sent", "all": "All"}
STATES = {
    "planned": "Planned", "held": "Waiting", "sending": "On its way", "retry": "Tried again", "unknown": "Unclear",
    "accepted": "Arrived", "suppressed": "Not sent", "expired": "Out of time", "cancelled": "Cancelled",
    "failed": "Failed",
}  # fmt: skip
BUYERS: dict[str, tuple[str, Person]] = {
    "john": ("John", JOHN), "jane": ("Jane", JANE), "guest": ("A guest without a name", GUEST)
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stage:
    world: World
    notebook: Notebook


def stage() -> Stage:
    """The demo behind the current request."""
    return cast(Stage, current_app.extensions[NAME])
