"""The names that a run has come across and not stored yet; a dry run stores none. On disk, so that a file of any
length needs the same memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable


class Seen:
    """A set of texts in a temporary file that goes with it. For one thread."""

    def __init__(self) -> None:
        self._names = sqlite3.connect("", isolation_level=None)
        self._names.execute("create table seen (name text primary key) without rowid")
        self._names.execute("begin")  # never committed: nobody else reads it

    def __contains__(self, name: str) -> bool:
        return self._names.execute("select 1 from seen where name = ?", (name,)).fetchone() is not None

    def update(self, names: Iterable[str]) -> None:
        self._names.executemany("insert or ignore into seen values (?)", [(one,) for one in names])

    def clear(self) -> None:
        self._names.execute("delete from seen")
