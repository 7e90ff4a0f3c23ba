"""Many callers, one commit (SQLite): a flush to disk costs the same for one row as for a hundred.

One writer thread takes whatever waits, commits it, and lets those callers go. There is no timer: the batch
is whoever waited while the last one was written. At 32 callers it costs what `synchronous=NORMAL` costs,
without losing acknowledged rows at a power cut (measured by bench/ingest.py).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any

_MOST = 64  # rows to a statement; SQLite keeps every such statement prepared (it remembers 128)


class _Slot:
    """One caller's row. `done` is a bare lock, the cheapest thing a thread can wait for once."""

    __slots__ = ("done", "error", "row")

    def __init__(self, row: Sequence[Any]) -> None:
        self.row = row
        self.error: sqlite3.Error | None = None
        self.done = Lock()
        self.done.acquire()


class GroupCommit:
    """Rows for one table. `connect` opens the writer's own connection, in autocommit mode; `insert(n)` is the
    statement that takes n rows at once. One statement is one transaction, and lets go of the interpreter lock
    once for the whole batch, where `executemany` would do so at each row."""

    def __init__(
        self, connect: Callable[[], sqlite3.Connection], insert: Callable[[int], str], patience_s: float
    ) -> None:
        self._connect = connect
        self._insert = insert
        self._patience_s = patience_s
        self._waiting: SimpleQueue[_Slot | None] = SimpleQueue()
        self._starting = Lock()
        self._writer: Thread | None = None
        self._connection: sqlite3.Connection | None = None
        self._closed = False

    def write(self, row: Sequence[Any]) -> None:
        """Returns once the row is on the disk. IntegrityError: this row cannot be; any other sqlite3.Error,
        or TimeoutError: not now (after a TimeoutError the row may still follow)."""
        if self._closed:
            raise sqlite3.OperationalError("the writer has been closed")
        if self._writer is None:
            self._start()
        slot = _Slot(row)
        self._waiting.put(slot)
        if not slot.done.acquire(timeout=self._patience_s):
            raise TimeoutError(f"not written within {self._patience_s} s")
        if slot.error is not None:
            # a new one for each caller: threads must not share a traceback
            raise type(slot.error)(*slot.error.args)

    def close(self) -> None:
        """Writes what waits, then ends the writer and its connection."""
        self._closed = True
        if self._writer is not None:
            self._waiting.put(None)
            self._writer.join()

    def _start(self) -> None:
        """Started by the first row, so that a server may fork before it."""
        with self._starting:
            if self._writer is None:
                self._writer = Thread(target=self._run, name="group-commit", daemon=True)
                self._writer.start()

    def _run(self) -> None:
        is_open = True
        while is_open:
            batch, is_open = self._take()
            if batch:
                self._store(batch)
        self._disconnect()

    def _take(self) -> tuple[list[_Slot], bool]:
        """Whoever waits, at least one; and whether more may come."""
        batch: list[_Slot] = []
        slot = self._waiting.get()
        while slot is not None:
            batch.append(slot)
            if len(batch) == _MOST:
                return batch, True
            try:
                slot = self._waiting.get_nowait()
            except Empty:
                return batch, True
        return batch, False

    def _store(self, batch: list[_Slot]) -> None:
        try:
            self._commit(batch)
        except sqlite3.Error as error:
            self._disconnect()  # rolls back; a fresh connection forgets whatever state the failure left
            for slot in batch:
                slot.error = error
        for slot in batch:
            slot.done.release()

    def _commit(self, batch: list[_Slot]) -> None:
        if self._connection is None:
            self._connection = self._connect()
        try:
            self._connection.execute(self._insert(len(batch)), [value for slot in batch for value in slot.row])
        except sqlite3.IntegrityError:
            self._one_by_one(self._connection, batch)

    def _one_by_one(self, connection: sqlite3.Connection, batch: list[_Slot]) -> None:
        """One impossible row must not cost its neighbours their commit."""
        connection.execute("BEGIN IMMEDIATE")
        for slot in batch:
            try:
                connection.execute(self._insert(1), slot.row)
            except sqlite3.IntegrityError as error:
                slot.error = error
        connection.execute("COMMIT")

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
