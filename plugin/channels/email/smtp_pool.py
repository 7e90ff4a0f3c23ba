"""The kept-open connections to one server, and how many it lets us have. Several threads may share a pool."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from functools import cached_property

from plugin.channels.email.smtp_place import Place
from plugin.channels.email.smtp_session import Session, connect
from plugin.channels.email.smtp_wire import Lost

IDLE_S = 60.0  # a connection that waited longer is replaced
MOST_PER_CONNECTION = 100  # messages; many servers end a session there themselves


class Pool:
    """`lanes`: how many connections at once; fewer than `most` after the server has refused one."""

    def __init__(self, place: Place, most: int, monotonic: Callable[[], float]) -> None:
        self.lanes = self.most = most
        self._place = place
        self._monotonic = monotonic
        self._kept: list[Session] = []

    def take(self) -> Session:
        """A kept session, which may have gone stale meanwhile, or else a fresh one. Raises Refusal."""
        while (session := self._pop()) is not None:
            if self._monotonic() - session.idle_since <= IDLE_S:
                return session
            session.wire.drop()
        return self.fresh()

    def fresh(self) -> Session:
        """Raises Refusal."""
        return connect(self._place, lambda: self._tls, self._monotonic)

    def keep(self, session: Session) -> None:
        """Take a session back that is between two messages."""
        if session.sent >= MOST_PER_CONNECTION:
            self.lanes = min(self.most, self.lanes + 1)  # a server that took fewer may take more by now
            self._quit(session)
            return
        session.is_kept, session.idle_since = True, self._monotonic()
        self._kept.append(session)

    def close(self) -> None:
        while (session := self._pop()) is not None:
            self._quit(session)

    def _pop(self) -> Session | None:
        """The newest kept session, for one caller alone: between a look at the list and a pop another thread
        may take the last."""
        try:
            return self._kept.pop()
        except IndexError:
            return None

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
