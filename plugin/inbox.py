"""Puts what came in on the disk, before anybody is told that it arrived.

No ORM session: one would cost more than everything else the door does (measured by bench/ingest.py). Bodies
are sealed but not compressed: at 10.6 KB zlib's fastest level costs 136 µs, and storing a quarter of the
bytes saves less than 20 µs of that.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from plugin.db.group_commit import GroupCommit
from plugin.db.insert import insert_new_on
from plugin.db.row_security import work_for
from plugin.db.session import Database
from plugin.db.writes import insert_new_rows
from plugin.errors import EncoreError, UndecryptableError
from plugin.model.inbox import InboxItem, InboxState
from plugin.model.shop import RejectedDelivery
from plugin.vault import Cabinet

PATIENCE_S = 4.0  # the platform hangs up after 5 s; a "busy" it hears is better than a silence
_BODY = "inbox_item.body"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_COLUMNS = (
    "shop_id", "source", "topic", "delivery_key", "event_id", "triggered_at", "received_at", "wake_at",
    "body", "body_hash", "state", "attempts",
)  # fmt: skip


class StoreBusy(EncoreError):
    """It cannot be stored now: locked, disk full, database down. The sender should come again."""


class ShopGone(EncoreError):
    """The shop was erased while its delivery was under way."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One verified delivery. `body` is sealed; `body_hash` is the hex SHA-256 of what was sent."""

    shop_id: int
    source: str  # platform, provider, shopper
    topic: str
    delivery_key: str
    event_id: str | None
    triggered_at: datetime
    received_at: datetime
    body: bytes
    body_hash: str


def seal(cabinet: Cabinet, topic: str, delivery_key: str, body: bytes) -> bytes:
    """`body` encrypted for the inbox row of that topic and key, in the cabinet's shop."""
    return cabinet.seal_bytes(_BODY, f"{topic}|{delivery_key}", body)


def open_body(cabinet: Cabinet, item: InboxItem) -> bytes:
    """The bytes that were sent. UndecryptableError if they belong to another row, or are no longer kept."""
    if item.body is None:
        raise UndecryptableError(f"the body of inbox item {item.id} is no longer kept")
    return cabinet.open_bytes(_BODY, f"{item.topic}|{item.delivery_key}", item.body)


def put_here(session: Session, incoming: Incoming) -> None:
    """The same inside a transaction of its shop that is already open: a replay is its own sender."""
    insert_new_rows(session, InboxItem, [_row(incoming)])


class Inbox:
    """The way into the first queue. One per process; `close` it at the end."""

    def __init__(self, database: Database, *, patience_s: float = PATIENCE_S) -> None:
        self._engine = database.engine.execution_options(encore_write=True)
        self._patience_s = patience_s
        self._group = GroupCommit(self._connect, _sqlite_insert, patience_s) if database.is_sqlite else None

    def put(self, incoming: Incoming) -> None:
        """Returns once the row is committed. A delivery that is already there changes nothing.
        StoreBusy: not stored, the sender should repeat it. ShopGone: its shop is not here any more."""
        with storing():
            if self._group is not None:
                self._group.write(_sqlite_row(incoming))
            else:
                self._insert(incoming)

    def put_rejected(self, source: str, topic: str, reason: str, body_hash: str, received_at: datetime) -> None:
        """Notes a signed delivery that belongs to no shop of ours, without its body. Raises StoreBusy."""
        row = {
            "source": source, "topic": topic, "reason": reason, "body_hash": body_hash, "received_at": received_at,
        }  # fmt: skip
        with storing(), self._engine.begin() as connection:
            connection.execute(insert(RejectedDelivery), row)

    def close(self) -> None:
        """Writes what waits and lets the writer go. Later puts raise StoreBusy on SQLite."""
        if self._group is not None:
            self._group.close()

    def _insert(self, incoming: Incoming) -> None:
        """PostgreSQL groups the flushes of concurrent commits by itself."""
        with self._engine.begin() as connection:
            work_for(connection, incoming.shop_id)
            connection.execute(_upsert(), _row(incoming))

    def _connect(self) -> sqlite3.Connection:
        """The writer's own connection: made as the engine makes them, then taken out of its pool."""
        try:
            pooled = self._engine.raw_connection()
        except (DBAPIError, PoolTimeout) as error:
            raise sqlite3.OperationalError(str(error)) from error
        connection = cast(sqlite3.Connection, pooled.driver_connection)
        pooled.detach()
        connection.execute(f"PRAGMA busy_timeout={int(self._patience_s * 1000)}")
        return connection


class storing:  # noqa: N801  (reads as the statement it is: `with storing():`)
    """Says what a database error means to a sender: StoreBusy, or ShopGone. A bug stays what it is.
    A class, because a generator would cost a webhook several microseconds more."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is None:
            return
        if isinstance(error, _GONE):
            raise ShopGone("the shop of this delivery is gone") from error
        if isinstance(error, _BUSY):
            raise StoreBusy(f"the inbox cannot store now: {error}") from error


_GONE = (sqlite3.IntegrityError, IntegrityError)
_BUSY = (sqlite3.Error, OperationalError, InterfaceError, InternalError, PoolTimeout, TimeoutError)


def _row(incoming: Incoming) -> dict[str, Any]:
    return {
        "shop_id": incoming.shop_id, "source": incoming.source, "topic": incoming.topic,
        "delivery_key": incoming.delivery_key, "event_id": incoming.event_id,
        "triggered_at": incoming.triggered_at, "received_at": incoming.received_at,
        "wake_at": incoming.received_at, "body": incoming.body, "body_hash": incoming.body_hash,
        "state": InboxState.WAITING, "attempts": 0,
    }  # fmt: skip


@cache
def _upsert() -> Any:
    return insert_new_on("postgresql", InboxItem)


@cache
def _sqlite_insert(rows: int) -> str:
    marks = f"({', '.join('?' * len(_COLUMNS))})"
    return (
        f"INSERT INTO inbox_item ({', '.join(_COLUMNS)}) "  # noqa: S608  (our own column names)
        f"VALUES {', '.join([marks] * rows)} ON CONFLICT DO NOTHING"
    )


def _sqlite_row(one: Incoming) -> tuple[Any, ...]:
    received = (one.received_at - _EPOCH) // _MICROSECOND
    return (
        one.shop_id, one.source, one.topic, one.delivery_key, one.event_id,
        (one.triggered_at - _EPOCH) // _MICROSECOND, received, received,
        one.body, one.body_hash, "waiting", 0,
    )  # fmt: skip
