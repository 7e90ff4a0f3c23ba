"""The development store as one object: everything wired together. Flask, the threads and the tests are its doors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import devstore.model  # noqa: F401  (so that every table is known)
from devstore.act import Act
from devstore.admin_api.throttle import Bucket
from devstore.clock import StoreClock, wall
from devstore.database import Database
from devstore.moving import Mover
from devstore.settings import Settings
from devstore.webhooks.sending import Sender


class Store:
    def __init__(self, settings: Settings, wall: Callable[[], datetime] = wall) -> None:
        self.settings = settings
        self.database = Database(settings.folder / "devstore.sqlite3")
        self.clock = StoreClock(self.database, wall)
        self.sender = Sender(settings, self.database, self.clock)
        self.mover = Mover(settings, self.clock, self.sender)
        self.bucket = Bucket()
        self.wake: Callable[[], None] = lambda: None  # the sending thread, once there is one

    @contextmanager
    def act(self) -> Iterator[Act]:
        """Something happens now: one transaction; its webhooks are sent right after."""
        with self.database.write() as session:
            yield Act(session, self.clock.now(), self.settings.app)
        self.wake()

    def close(self) -> None:
        self.mover.close()
        self.sender.close()
        self.database.close()
