"""Mail over any SMTP server, on a few kept-open connections driven in step by one thread.

Everything is written to all lanes before anything is read from one, so their round trips overlap.
Where PIPELINING is offered the envelope is one write. The content is the second half (see transport).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from plugin.channels.email.smtp_envelope import END, content, unfit, unsendable
from plugin.channels.email.smtp_place import place
from plugin.channels.email.smtp_pool import Pool
from plugin.channels.email.smtp_session import FINAL_S, REPLY_S, Refusal, Session
from plugin.channels.email.smtp_talk import Talk, Wish
from plugin.channels.email.smtp_wire import Lost, Reply
from plugin.channels.email.smtp_words import doubt, loss, queue_name, refusal
from plugin.channels.http import Http
from plugin.channels.lookup import LookUp
from plugin.channels.transport import Accepted, Answer, Fault, Letter, NotSent, Opened

SETTLE = timedelta(minutes=15)  # trust: message life, 6
Answers = dict[int, Opened | NotSent]


class SmtpTransport:
    """`url`: smtp:// or smtps:// (ConfigError otherwise). Several threads may use it; each drives its own lanes."""

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
        self._pool = Pool(place(url), lanes, monotonic)
        self._look_up = LookUp(lookup_url, Http()) if lookup_url else None
        self.settle = SETTLE if settle_seconds is None else timedelta(seconds=settle_seconds)
        self._monotonic = monotonic
        self.lanes = lanes

    def open(self, letters: Sequence[Letter]) -> list[Opened | NotSent]:
        """One answer per letter; as many letters as there are lanes, at most. Afterwards `lanes` may be lower:
        some servers take only a few connections from one sender."""
        assert len(letters) <= self._pool.most, "more letters than lanes"
        answers: Answers = {}
        wishes = _wishes(letters, answers)
        stale = self._open_some(wishes, answers, self._pool.take)
        self._open_some(stale, answers, self._pool.fresh)
        self.lanes = self._pool.lanes
        return [answers[index] for index in range(len(letters))]

    def deliver(self, opened: Sequence[Opened]) -> list[Answer]:
        failed = [self._hand_over(_session(one)) for one in opened]
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
        self._pool.close()

    # --- the first half: the envelope

    def _open_some(self, wishes: list[Wish], answers: Answers, session: Callable[[], Session]) -> list[Wish]:
        """Fills in `answers`; returns the wishes whose kept connection had gone stale."""
        talks = self._talks(wishes, answers, session)
        while under_way := [talk for talk in talks if not talk.is_done]:
            deadline = self._monotonic() + REPLY_S
            for talk in under_way:
                talk.write(deadline)
            for talk in under_way:
                talk.read(deadline)
        for talk in talks:
            answers[talk.wish.index] = talk.answer or Opened(talk.wish.letter, talk.session)
            if talk.answer and talk.is_usable:
                self._pool.keep(talk.session)
        return [talk.wish for talk in talks if talk.is_stale]

    def _talks(self, wishes: list[Wish], answers: Answers, session: Callable[[], Session]) -> list[Talk]:
        talks: list[Talk] = []
        for count, wish in enumerate(wishes):
            try:
                way = session()
            except Refusal as error:  # what one connection was refused, the next would be too: do not hammer
                answers.update((left.index, error.answer) for left in wishes[count:])
                open_ones = sum(isinstance(answer, Opened) for answer in answers.values()) + len(talks)
                self._pool.lanes = open_ones or self._pool.lanes
                break
            if fault := unfit(wish.letter, way):
                answers[wish.index] = fault
                self._pool.keep(way)
                continue
            way.content = wish.content
            talks.append(Talk(wish, way))
        return talks

    # --- the second half: the content

    def _hand_over(self, session: Session) -> NotSent | None:
        wire, data, session.content = session.wire, session.content, b""
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
        session.sent += 1
        if reply.code == 421 or 300 <= reply.code < 400:
            session.wire.drop()
        else:
            self._pool.keep(session)
        return _answer(reply, opened.letter)


def _wishes(letters: Sequence[Letter], answers: Answers) -> list[Wish]:
    wishes = []
    for index, letter in enumerate(letters):
        if fault := unsendable(letter):
            answers[index] = fault
        elif (ready := content(letter.payload)) is None:
            answers[index] = NotSent(Fault.REFUSED, "the message holds a bare line break")
        else:
            wishes.append(Wish(index, letter, ready))
    return wishes


def _answer(reply: Reply, letter: Letter) -> Answer:
    if reply.is_good:
        return Accepted(queue_name(reply.text))
    if reply.code < 400:
        return doubt(Lost("the server answered something that is not SMTP"))
    return refusal("content", reply, letter)


def _session(opened: Opened) -> Session:
    assert isinstance(opened.lane, Session), "not opened here, or given up"
    return opened.lane
