"""One letter's envelope on one session: what to write next, and what the replies made of it."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.channels.email.smtp_envelope import commands
from plugin.channels.email.smtp_session import Session
from plugin.channels.email.smtp_wire import Lost, Reply
from plugin.channels.email.smtp_words import loss, refusal
from plugin.channels.transport import Letter, NotSent


@dataclass(frozen=True, slots=True)
class Wish:
    """A letter that may be written, its place among its fellows, and its content for the wire."""

    index: int
    letter: Letter
    content: bytes


class Talk:
    """Written and read in turns until `is_done`; then `answer` says why not, or is None: the way is open.

    `is_stale`: a kept connection had ended meanwhile, so a fresh one may do better.
    `is_usable`: the session may carry the next letter.
    """

    __slots__ = ("_writes", "answer", "is_stale", "is_usable", "session", "wish")

    def __init__(self, wish: Wish, session: Session) -> None:
        self.wish, self.session = wish, session
        self.answer: NotSent | None = None
        self.is_stale, self.is_usable = False, True
        lines = commands(wish.letter, session)
        self._writes = [lines] if "PIPELINING" in session.offers else [[line] for line in lines]

    @property
    def is_done(self) -> bool:
        return not self._writes or self.answer is not None

    def write(self, deadline: float) -> None:
        try:
            self.session.wire.send(b"".join([line for _, line in self._writes[0]]), deadline)
        except Lost as lost:
            self._end(loss("envelope", lost))

    def read(self, deadline: float) -> None:
        """Every reply to the last write, also those after a refusal: the session is in step again afterwards."""
        if self.is_done:
            return
        try:
            for stage, _ in self._writes.pop(0):
                self._take(stage, self.session.wire.reply(deadline))
        except Lost as lost:
            self._end(loss("envelope", lost))

    def _take(self, stage: str, reply: Reply) -> None:
        if reply.code == 421:
            self._end(refusal(stage, reply, self.wish.letter))
            raise Lost("the server said goodbye")
        is_agreed = reply.code == 354 if stage == "DATA" else reply.is_good
        if stage == "DATA" and reply.code == 354 and self.answer:
            self.is_usable = False  # it waits for a message although the envelope was refused
            self.session.wire.drop()
        elif is_agreed:
            self.session.is_dirty = stage not in ("RSET", "DATA")
        else:
            self.answer = self.answer or refusal(stage, reply, self.wish.letter)

    def _end(self, answer: NotSent) -> None:
        self.session.wire.drop()
        if self.answer is None:
            self.is_stale = self.session.is_kept
            self.answer = answer
        self.is_usable = False
