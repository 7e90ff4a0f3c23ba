"""What the delivery tests share: a transport that passes everything on and remembers what it was given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from plugin.channels.transport import Answer, Letter, NotSent, Opened, Transport


class Spy:
    """`opened` and `delivered` are letters in order; `after_open` does
    something between the open way and the intent."""

    def __init__(self, real: Transport) -> None:
        self.real = real
        self.name, self.idempotent = real.name, real.idempotent
        self.opened: list[Letter] = []
        self.delivered: list[Letter] = []
        self.abandoned: list[Letter] = []
        self.asked: list[tuple[str, str]] = []
        self.after_open: Callable[[], None] = lambda: None

    @property
    def lanes(self) -> int:
        return self.real.lanes

    @property
    def settle(self) -> timedelta:
        return self.real.settle

    @property
    def can_find(self) -> bool:
        return self.real.can_find

    def open(self, letters: Sequence[Letter]) -> list[Opened | NotSent]:
        self.opened += letters
        ways = self.real.open(letters)
        self.after_open()
        return ways

    def deliver(self, opened: Sequence[Opened]) -> list[Answer]:
        self.delivered += [one.letter for one in opened]
        return self.real.deliver(opened)

    def abandon(self, opened: Opened) -> None:
        self.abandoned.append(opened.letter)
        self.real.abandon(opened)

    def find(self, message_id: str, key: str) -> bool | None:
        self.asked.append((message_id, key))
        return self.real.find(message_id, key)

    def close(self) -> None:
        self.real.close()


def only(channel: str) -> dict[str, Any]:
    """Shop settings that send the thank-you over one channel."""
    return {"flows": {"thank_you": {"channels": [channel]}}}
