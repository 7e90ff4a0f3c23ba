"""Insert rows, leaving those whose key is already there as they are. The same call on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session


def insert_new(session: Session, table: Any) -> Any:
    """The statement for a mapped class; run it with the rows as parameters."""
    return insert_new_on(session.get_bind().dialect.name, table)


def insert_new_on(dialect: str, table: Any) -> Any:
    """The same for a kind of database by its name."""
    core: Table = table.__table__
    # a process carries the one dialect it speaks: PostgreSQL's costs 50 ms of a cold start (bench/start.py)
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(core).on_conflict_do_nothing()
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(core).on_conflict_do_nothing()
