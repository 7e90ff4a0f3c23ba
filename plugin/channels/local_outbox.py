"""Where messages go while no provider is set: nowhere. They stay in the message rows, shown as the local outbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from plugin.channels.transport import Accepted, Answer, Letter, NotSent, Opened


class LocalOutbox:
    """Accepts everything. Sending the same twice changes nothing, so it counts as idempotent."""

    name = "local-outbox"
    idempotent = True
    lanes = 64
    settle = timedelta(0)
    can_find = False

    def open(self, letters: Sequence[Letter]) -> list[Opened | NotSent]:
        return [Opened(letter) for letter in letters]

    def deliver(self, opened: Sequence[Opened]) -> list[Answer]:
        return [Accepted(self.name) for _ in opened]

    def abandon(self, opened: Opened) -> None:
        opened.lane = None

    def find(self, message_id: str, key: str) -> bool | None:  # noqa: ARG002
        return None

    def close(self) -> None:
        """Nothing is held open."""
