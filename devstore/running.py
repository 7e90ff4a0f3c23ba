"""The threads around the store: the one that sends webhooks, and the mail server's."""

from __future__ import annotations

import threading
from types import TracebackType

from devstore.provider.mail import mail_server
from devstore.store import Store

_LOOK_EVERY_S = 1.0  # for retries that fall due; new webhooks wake the thread at once


class Running:
    """A context manager; `smtp=False` leaves the mail server out."""

    def __init__(self, store: Store, smtp: bool = True) -> None:
        self._store = store
        self._mail = mail_server(store.database, store.clock, store.settings.smtp_port) if smtp else None
        self._woken, self._is_over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._send, name="webhooks", daemon=True)

    def __enter__(self) -> Running:
        if self._mail is not None:
            self._mail.start()
        self._store.wake = self._woken.set
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._woken.set()
        self._thread.join()
        if self._mail is not None:
            self._mail.stop()

    def _send(self) -> None:
        """A store that is ahead of the wall clock tells the app so first, as soon as that is there."""
        is_told = not self._store.clock.offset
        while not self._is_over.is_set():
            is_told = is_told or self._store.mover.tell_time() is None
            self._woken.wait(_LOOK_EVERY_S)
            self._woken.clear()
            if not self._is_over.is_set():
                self._store.sender.drain()
