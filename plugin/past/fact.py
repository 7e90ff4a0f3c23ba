"""A fact of a shop's past: which rows it made or changed, when, and what newly followed from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from plugin.events import Milestone


@dataclass(frozen=True, slots=True)
class Write:
    """A new row; or, where `key` names one, new values for it. Values are as the table has them, sealed too."""

    table: Any  # the mapped class's table
    values: Mapping[str, Any]
    key: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    at: datetime
    writes: tuple[Write, ...]
    milestone: Milestone | None = None


def write(session: Session, shop_id: int, fact: Fact) -> None:
    """Let the fact be true in this session's database."""
    for one in fact.writes:
        if one.key is None:
            session.execute(insert(one.table), dict(one.values))
        else:
            mine = [one.table.c[name] == value for name, value in one.key.items()]
            session.execute(update(one.table).where(one.table.c.shop_id == shop_id, *mine).values(dict(one.values)))
