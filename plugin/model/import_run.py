"""A file that was read in: what it was, what became of its lines, and the name by which it is undone."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from plugin.db.types import Json, Word
from plugin.model.base import Tenant


class ImportState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNDONE = "undone"


class ImportRun(Tenant):
    __tablename__ = "import_run"
    __table_args__ = (Index("ix_import_run_begun", "shop_id", "begun_at"),)

    id: Mapped[str] = mapped_column(Word, primary_key=True)
    kind: Mapped[str] = mapped_column(Word)
    file_name: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Word)
    lines: Mapped[int] = mapped_column(default=0)  # data rows read so far
    added: Mapped[int] = mapped_column(default=0)
    doubles: Mapped[int] = mapped_column(default=0)
    wrong: Mapped[int] = mapped_column(default=0)
    problems: Mapped[list[Any]] = mapped_column(Json)  # [line number, column, what is wrong]; the first thousand
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
