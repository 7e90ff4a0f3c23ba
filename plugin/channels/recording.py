"""A transport that reaches nobody and remembers what it was given: simulate, replay, preview and tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from plugin.channels.local_outbox import LocalOutbox
from plugin.channels.transport import Answer, Letter, Opened
from plugin.clock import Clock


@dataclass(frozen=True, slots=True)
class Recorded:
    letter: Letter
    at: datetime | None  # None: no clock was given


class RecordingTransport(LocalOutbox):
    """`recorded` holds every letter once per key, in order; with keep=False only `count` grows (long replays)."""

    def __init__(self, name: str = "recording", clock: Clock | None = None, keep: bool = True) -> None:
        self.name = name
        self.can_find = keep
        self.recorded: list[Recorded] = []
        self.count = 0
        self._clock = clock
        self._keys: set[str] = set()

    @property
    def letters(self) -> list[Letter]:
        return [one.letter for one in self.recorded]

    def deliver(self, opened: Sequence[Opened]) -> list[Answer]:
        for one in opened:
            self._record(one.letter)
        return super().deliver(opened)

    def find(self, message_id: str, key: str) -> bool | None:  # noqa: ARG002
        return key in self._keys if self.can_find else None

    def _record(self, letter: Letter) -> None:
        if letter.key in self._keys:
            return
        self.count += 1
        if self.can_find:
            self._keys.add(letter.key)
            self.recorded.append(Recorded(letter, self._clock.now() if self._clock else None))
