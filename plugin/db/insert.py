"""Insert rows, leaving those whose key is already there as they are. The same call on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_new(session: Session, table: Any) -> Any:
    """The statement for a mapped class; run it with the rows as parameters."""
    core: Table = table.__table__
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(core).on_conflict_do_nothing()
    return sqlite.insert(core).on_conflict_do_nothing()
