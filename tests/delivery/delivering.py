"""What the delivery tests share: a transport that passes everything on and remembers what it was given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from plugin.channels.transport import Accepted, Answer, Fault, Letter, NotSent, Opened, Transport


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


class Scripted:
    """A provider in memory. It gives `answers` in turn then accepts;
    `stored` are the keys it took. LOST_REPLY is stored and gives no answer."""

    idempotent = False

    def __init__(self, lanes: int = 4, can_find: bool = False, name: str = "scripted") -> None:
        self.name, self.lanes, self.can_find = name, lanes, can_find
        self.settle = timedelta(minutes=15)
        self.answers: list[Answer] = []
        self.shut: list[NotSent] = []  # answers of `open`, in turn
        self.delivered: list[Letter] = []
        self.stored: list[str] = []
        self.after_open: Callable[[], object] = lambda: None
        self.before_answer: Callable[[], object] = lambda: None

    def open(self, letters: Sequence[Letter]) -> list[Opened | NotSent]:
        ways = [self.shut.pop(0) if self.shut else Opened(letter) for letter in letters]
        self.after_open()
        return ways

    def deliver(self, opened: Sequence[Opened]) -> list[Answer]:
        answers = [self._answer(one.letter) for one in opened]
        self.before_answer()
        return answers

    def abandon(self, opened: Opened) -> None:
        opened.lane = None

    def find(self, message_id: str, key: str) -> bool | None:
        return key in self.stored if self.can_find else None

    def close(self) -> None:
        """Nothing is held open."""

    def _answer(self, letter: Letter) -> Answer:
        self.delivered.append(letter)
        answer: Answer = self.answers.pop(0) if self.answers else Accepted()
        if isinstance(answer, Accepted) or answer is LOST_REPLY:
            self.stored.append(letter.key)
        return answer


LOST_REPLY = NotSent(Fault.UNKNOWN, "the answer was lost; the provider has it")
LOST_ALL = NotSent(Fault.UNKNOWN, "the connection broke; the provider has nothing")
