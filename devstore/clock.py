"""The store's own time: the wall clock plus an offset, which is kept in the database and survives a restart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from devstore.database import Database
from devstore.model.kept import remember, remembered

_NAME = "clock offset in seconds"


def wall() -> datetime:
    return datetime.now(UTC)


class StoreClock:
    def __init__(self, database: Database, wall: Callable[[], datetime] = wall) -> None:
        self._database = database
        self._wall = wall
        with database.read() as session:
            self._offset = timedelta(seconds=remembered(session, _NAME, 0))

    def now(self) -> datetime:
        """Aware, UTC."""
        return self._wall() + self._offset

    def signs_at(self) -> datetime:
        """What is signed for the app carries the time on the wall, where the app's own check reads it, however far
        the store has moved. Aware, UTC."""
        return self._wall()

    @property
    def offset(self) -> timedelta:
        return self._offset

    def begin_at(self, at: datetime) -> None:
        """The time at which a new store begins, which may lie in the past."""
        self._set(at - self._wall())

    def move_by(self, step: timedelta) -> datetime:
        """Forward only; the new time."""
        if step < timedelta(0):
            raise ValueError("time goes forward only")
        self._set(self._offset + step)
        return self.now()

    def _set(self, offset: timedelta) -> None:
        self._offset = offset
        with self._database.write() as session:
            remember(session, _NAME, offset.total_seconds())
