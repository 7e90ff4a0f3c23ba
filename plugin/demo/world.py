"""The demo's Encore while it runs: real seats, a real server, and a clock that the development store moves."""

from __future__ import annotations

import socket
import threading
import time as stopwatch
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from flask import Blueprint
from sqlalchemy import exists, or_, select

from plugin.agenda import Agenda
from plugin.clock import SpunClock, SystemClock
from plugin.encore import Encore
from plugin.history import Delivery
from plugin.inbox import put_here
from plugin.model.inbox import InboxItem, InboxState
from plugin.model.message import Message, State
from plugin.model.shop import Shop as Row
from plugin.runtime.executors import InlineExecutor, ThreadExecutor
from plugin.runtime.scheduler import beat, start_clock
from plugin.serving import Server, listening, wsgi
from plugin.shops import Shop
from plugin.simulate import incoming, spin
from plugin.stages import STAGES

_WEB_THREADS = 6
# The store's points refill by the clock on the wall: comparing hour after hour while time jumps would use them up.
_WOKEN = tuple(stage for stage in STAGES if stage != "reconcile")
_LOOK_EVERY_S = 0.02
_BATCH = 100


@dataclass
class RunningClock(SpunClock):
    """The wall clock, ahead by as much as it was moved."""

    offset: timedelta = timedelta(0)

    def now(self) -> datetime:
        return SystemClock().now() + self.offset

    def move_to(self, at: datetime) -> None:
        self.offset += max(timedelta(0), at - self.now())

    def move_by(self, step: timedelta) -> None:
        self.offset += step


@dataclass
class World:
    """One shop, of that domain, in an Encore of its own. `clock` is Encore's clock."""

    encore: Encore
    clock: SpunClock
    domain: str
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _seats: ThreadExecutor | None = None

    @property
    def shop(self) -> Shop:
        """The shop, once it is installed."""
        found = self.encore.shops.by_domain(self.domain)
        assert found is not None
        return found

    def open(self, place: socket.socket, blueprints: Iterable[Blueprint] = ()) -> Server:
        """Seats taken, clock ticking; the caller runs the server that is returned, and `close`s in the end."""
        self._sit_down()
        self._ticking = start_clock(self.encore, self._wake)
        return listening(wsgi(self.encore, blueprints), place, _WEB_THREADS)

    def _wake(self, stage: str) -> None:
        if stage in _WOKEN:
            self.encore.wake(stage)

    def close(self) -> None:
        self._ticking.shutdown(wait=False)
        self._stand_up()
        self.encore.close()

    def move_to(self, at: datetime) -> None:
        """Move the clock forward; everything that falls due on the way is done at its own time, in order. The
        seats are empty meanwhile: a clock that jumps would look to them like a crash of their neighbours."""
        with self._lock, self._alone():
            self._stand_up()
            try:
                InlineExecutor(self.encore).wake("inbox")
                spin(self.clock, Agenda(self.encore), at)
                beat(self.encore, "clock")  # it ran all the way; its page must not say that it stood still
            finally:
                self._sit_down()

    def follow(self, at: datetime) -> bool:
        """Move the clock to `at`; whether everything that was due by then is done. The store waits for it."""
        self.move_to(at)
        return self.settle()

    def remember(self, past: Iterable[Delivery], events: int, progress: Callable[[int, int], None]) -> None:
        """Take in what happened in the shop before, in order. While no flow is on nothing follows from it."""
        with self._lock, self._alone():
            self._stand_up()
            try:
                shop, inline = self.shop, InlineExecutor(self.encore)
                for done, some in enumerate(batched(past, _BATCH)):
                    with self.encore.database.write(shop.id) as session:
                        for one in some:
                            put_here(session, incoming(shop, one))
                    inline.wake("inbox")
                    progress(min(events, (done + 1) * _BATCH), events)
                inline.wake("learn")
            finally:
                self._sit_down()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """An agenda listens to what is planned; afterwards nobody does."""
        planned = self.encore.planned
        try:
            yield
        finally:
            self.encore.planned = planned

    def settle(self, patience_s: float = 20.0) -> bool:
        """Wait until nothing is left that could be done now; False if that takes longer than `patience_s`."""
        if self.encore.shops.by_domain(self.domain) is None:
            return True
        for stage in _WOKEN:
            self.encore.wake(stage)
        until = stopwatch.monotonic() + patience_s
        while stopwatch.monotonic() < until:
            if self._is_idle():
                return True
            stopwatch.sleep(_LOOK_EVERY_S)
        return False

    def _is_idle(self) -> bool:
        """In one look, so that nothing slips from one queue to the next between two."""
        now, shop_id = self.clock.now(), self.shop.id
        busy = (
            exists().where(
                InboxItem.shop_id == shop_id, InboxItem.state == InboxState.WAITING.value,
                InboxItem.attempts == 0,
            ),
            exists().where(
                Message.shop_id == shop_id,
                or_(
                    Message.wake_at <= now, Message.lease_token.is_not(None), Message.state == State.SENDING.value
                ),
            ),
            exists().where(Row.id == shop_id, or_(Row.next_daily_at <= now, Row.next_learn_at <= now)),
        )  # fmt: skip
        with self.encore.database.read(shop_id) as session:
            return not session.scalar(select(or_(*busy)))

    def _sit_down(self) -> None:
        self._seats = ThreadExecutor(self.encore)
        self.encore.wake = self._seats.wake
        self._seats.start()
        for stage in _WOKEN:
            self.encore.wake(stage)

    def _stand_up(self) -> None:
        if self._seats is not None:
            self._seats.stop()
            self._seats = None


def batched(rows: Iterable[Delivery], size: int) -> Iterator[list[Delivery]]:
    """`size` at a time."""
    left = iter(rows)
    while some := list(islice(left, size)):
        yield some
