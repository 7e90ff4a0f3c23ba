"""Many transactions in one, for scratch work in a single thread: a replay opens several for each message, and
beginning and committing them cost more than what happened in them (bench/simulate.py).

Each write becomes a savepoint, so that what fails is undone alone. Never used where anybody else reads or
writes the database meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, sessionmaker

from plugin.db.row_security import work_for


class Joined:
    """The transaction that all others join: one session for each shop, on one connection."""

    def __init__(self, connection: Connection, sessions: sessionmaker[Session]) -> None:
        self._connection = connection
        self._make = sessions
        self._sessions: dict[int | None, Session] = {}
        self._cursor = connection.connection.cursor()

    @contextmanager
    def part(self, shop_id: int | None, info: Mapping[str, Any], *, is_write: bool) -> Iterator[Session]:
        """What would have been a transaction of its own."""
        session = self._session(shop_id, info)
        if self._connection.dialect.name == "postgresql":
            work_for(self._connection, shop_id)  # the part before may have been of another shop
        if not is_write:
            yield session
            session.expunge_all()
            return
        self._cursor.execute("SAVEPOINT part")
        try:
            yield session
            session.flush()
        except BaseException:
            self._cursor.execute("ROLLBACK TO SAVEPOINT part")
            raise
        finally:
            self._cursor.execute("RELEASE SAVEPOINT part")
            session.expunge_all()

    def _session(self, shop_id: int | None, info: Mapping[str, Any]) -> Session:
        if shop_id not in self._sessions:
            self._sessions[shop_id] = self._make(bind=self._connection, info=dict(info))
        return self._sessions[shop_id]

    def close(self) -> None:
        for session in self._sessions.values():
            session.close()
