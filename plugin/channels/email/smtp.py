"""Mail over any SMTP server, on a few kept-open connections driven in step by one thread.

Everything is written to all lanes before anything is read from one, so their round trips overlap.
Where PIPELINING is offered the envelope is one write. The content is the second half (see transport).
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from plugin.channels.email.smtp_envelope import END, commands, content, unfit, unsendable
from plugin.channels.email.smtp_place import place
from plugin.channels.email.smtp_session import FINAL_S, REPLY_S, Refusal, Session, connect
from plugin.channels.email.smtp_wire import Lost, Reply
from plugin.channels.email.smtp_words import doubt, loss, queue_name, refusal
from plugin.channels.http import Http
from plugin.channels.lookup import LookUp
from plugin.channels.transport import Accepted, Answer, Letter, NotSent, Opened

SETTLE = timedelta(minutes=15)  # trust: message life, 6
IDLE_S = 60.0  # a connection that waited longer is replaced
MOST_PER_CONNECTION = 100  # messages; many servers end a session there themselves


@dataclass(slots=True)
class _Talk:
    """One letter's envelope on one session."""

    index: int
    letter: Letter
    session: Session
    writes: list[list[tuple[str, bytes]]]  # what may go in one write
    answer: NotSent | None = None
    is_stale: bool = False


class SmtpTransport:
    """`url`: smtp:// or smtps:// (ConfigError otherwise). At most `lanes` connections; fewer once the server
    has shown that it takes no more from us."""

    name = "smtp"
    idempotent = False

    def __init__(
        self,
        url: str,
        lookup_url: str | None = None,
        settle_seconds: float | None = None,
        lanes: int = 8,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._place = place(url)
        self._look_up = LookUp(lookup_url, Http()) if lookup_url else None
        self.settle = SETTLE if settle_seconds is None else timedelta(seconds=settle_seconds)
        self.lanes = self._most = lanes
        self._monotonic = monotonic
        self._kept: list[Session] = []

    def open(self, letters: Sequence[Letter]) -> list[Opened | NotSent]:
        """One answer per letter; as many letters as there are lanes, at most."""
        assert len(letters) <= self._most, "more letters than lanes"
        answers: dict[int, Opened | NotSent] = {}
        todo = []
        for index, letter in enumerate(letters):
            if fault := unsendable(letter):
                answers[index] = fault
            else:
                todo.append((index, letter))
        stale = self._open_some(todo, answers, self._take)
        self._open_some(stale, answers, self._fresh)
        return [answers[index] for index in range(len(letters))]

    def deliver(self, opened: Sequence[Opened]) -> list[Answer]:
        failed = [self._hand_over(one) for one in opened]
        deadline = self._monotonic() + FINAL_S
        return [fault or self._outcome(one, deadline) for one, fault in zip(opened, failed, strict=True)]

    def abandon(self, opened: Opened) -> None:
        """Drops the connection: after DATA there is no other way back."""
        _session(opened).wire.drop()
        opened.lane = None

    def find(self, message_id: str, key: str) -> bool | None:
        return self._look_up.find(message_id, key) if self._look_up else None

    @property
    def can_find(self) -> bool:
        return self._look_up is not None

    def close(self) -> None:
        while self._kept:
            self._quit(self._kept.pop())

    # --- sessions

    def _take(self) -> Session:
        while self._kept:
            session = self._kept.pop()
            if self._monotonic() - session.idle_since <= IDLE_S:
                return session
            session.wire.drop()
        return self._fresh()

    def _fresh(self) -> Session:
        return connect(self._place, lambda: self._tls, self._monotonic)

    def _keep(self, session: Session) -> None:
        if session.sent >= MOST_PER_CONNECTION:
            self.lanes = min(self._most, self.lanes + 1)  # a server that took fewer may take more by now
            self._quit(session)
            return
        session.is_kept, session.idle_since = True, self._monotonic()
        self._kept.append(session)

    def _quit(self, session: Session) -> None:
        try:
            session.wire.send(b"QUIT\r\n", self._monotonic() + 1)
        except Lost:
            pass  # it was to end anyway
        finally:
            session.wire.drop()

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._place.is_loopback and not self._place.is_tls:
            # A relay on this machine has no certificate anybody could check, and nobody is in between.
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context

    # --- the first half: the envelope

    def _open_some(
        self, todo: list[tuple[int, Letter]], answers: dict[int, Opened | NotSent], session: Callable[[], Session]
    ) -> list[tuple[int, Letter]]:
        """Fills in `answers`; returns those whose kept connection had gone stale."""
        talks = self._talks(todo, answers, session)
        while under_way := [talk for talk in talks if talk.writes and not talk.answer]:
            deadline = self._monotonic() + REPLY_S
            for talk in under_way:
                self._write(talk, deadline)
            for talk in under_way:
                self._read(talk, deadline)
        for talk in talks:
            answers[talk.index] = talk.answer or Opened(talk.letter, talk.session)
        return [(talk.index, talk.letter) for talk in talks if talk.is_stale]

    def _talks(
        self, todo: list[tuple[int, Letter]], answers: dict[int, Opened | NotSent], session: Callable[[], Session]
    ) -> list[_Talk]:
        talks: list[_Talk] = []
        refused: NotSent | None = None
        for index, letter in todo:
            try:
                if refused:  # what one connection was refused, the next would be too: do not hammer
                    answers[index] = refused
                    continue
                way = session()
            except Refusal as error:
                answers[index] = refused = error.answer
                self.lanes = self._open_lanes(answers) + len(talks) or self.lanes
                continue
            if fault := unfit(letter, way):
                answers[index] = fault
                self._keep(way)
                continue
            talks.append(_Talk(index, letter, way, _writes(letter, way)))
        return talks

    def _open_lanes(self, answers: dict[int, Opened | NotSent]) -> int:
        return sum(isinstance(answer, Opened) for answer in answers.values())

    def _write(self, talk: _Talk, deadline: float) -> None:
        try:
            talk.session.wire.send(b"".join(line for _, line in talk.writes[0]), deadline)
        except Lost as lost:
            self._lose(talk, loss("envelope", lost))

    def _read(self, talk: _Talk, deadline: float) -> None:
        if talk.answer:
            return
        is_past = False  # DATA was agreed to although the envelope was refused
        try:
            for stage, _ in talk.writes.pop(0):
                reply = talk.session.wire.reply(deadline)
                is_past = stage == "DATA" and reply.code == 354
                if reply.code == 421:
                    self._lose(talk, talk.answer or refusal(stage, reply, talk.letter))
                    return
                if not talk.answer and not (is_past or (stage != "DATA" and reply.is_good)):
                    talk.answer = refusal(stage, reply, talk.letter)
        except Lost as lost:
            self._lose(talk, talk.answer or loss("envelope", lost))
            return
        if talk.answer and is_past:
            talk.session.wire.drop()
        elif talk.answer:
            talk.session.is_dirty = True
            self._keep(talk.session)
        elif not talk.writes:
            talk.session.is_dirty = False

    def _lose(self, talk: _Talk, answer: NotSent) -> None:
        talk.session.wire.drop()
        talk.is_stale = talk.session.is_kept and talk.answer is None
        talk.answer = answer

    # --- the second half: the content

    def _hand_over(self, opened: Opened) -> NotSent | None:
        wire, data = _session(opened).wire, content(opened.letter.payload)
        if not wire.is_quiet():
            wire.drop()
            return loss("content", Lost("the server ended the connection before it"))
        try:
            wire.send(data, self._monotonic() + REPLY_S)
        except Lost as lost:
            wire.drop()
            return doubt(lost) if lost.gone > len(data) - len(END) else loss("content", lost)
        return None

    def _outcome(self, opened: Opened, deadline: float) -> Answer:
        session = _session(opened)
        try:
            reply = session.wire.reply(deadline)
        except Lost as lost:
            session.wire.drop()
            return doubt(lost)
        if 300 <= reply.code < 400:
            session.wire.drop()
            return doubt(Lost("the server answered something that is not SMTP"))
        session.sent += 1
        if reply.code == 421:
            session.wire.drop()
        else:
            self._keep(session)
        return _answer(reply, opened.letter)


def _writes(letter: Letter, session: Session) -> list[list[tuple[str, bytes]]]:
    lines = commands(letter, session)
    return [lines] if "PIPELINING" in session.offers else [[line] for line in lines]


def _answer(reply: Reply, letter: Letter) -> Answer:
    return Accepted(queue_name(reply.text)) if reply.is_good else refusal("content", reply, letter)


def _session(opened: Opened) -> Session:
    assert isinstance(opened.lane, Session), "not opened here, or given up"
    return opened.lane
