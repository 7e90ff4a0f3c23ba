"""The stages: each claims for itself what is due and works it off. `STAGES` is the list of all of them."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plugin.encore import Encore

Drain = Callable[["Encore", int], int]

_WHERE = {
    "inbox": ("plugin.stages.inbox", "drain"),
    "daily": ("plugin.stages.daily", "drain"),
    "outbox_email": ("plugin.stages.outbox", "drain_email"),
    "outbox_sms": ("plugin.stages.outbox", "drain_sms"),
    "codes": ("plugin.stages.codes", "drain"),
    "sweep": ("plugin.stages.sweep", "drain"),
    "prune": ("plugin.stages.prune", "drain"),
    "reconcile": ("plugin.stages.reconcile", "drain"),
    "learn": ("plugin.stages.learn", "drain"),
    "tariff": ("plugin.stages.tariff", "drain"),
    "renew": ("plugin.stages.renew", "drain"),
    "history": ("plugin.stages.history", "drain"),
    "tell": ("plugin.stages.tell", "drain"),
    "mailbox": ("plugin.stages.mailbox", "drain"),
    "help_desk": ("plugin.stages.help_desk", "drain"),
    "pictures": ("plugin.stages.pictures", "drain"),
    "moving": ("plugin.stages.moving", "drain"),
    "replay": ("plugin.desk.replaying", "drain"),
    "reviews": ("plugin.desk.publishing", "drain"),
}
STAGES = tuple(_WHERE)


def drain_of(stage: str) -> Drain:
    """The stage's drain, imported when it is first needed: a web process without workers stays small."""
    module, name = _WHERE[stage]
    found: Drain = getattr(import_module(module), name)
    return found
