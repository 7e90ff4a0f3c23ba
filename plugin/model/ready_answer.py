"""Answers that the staff have ready, to begin an answer in a case with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from plugin.db.types import Word
from plugin.model.base import Tenant


class ReadyAnswer(Tenant):
    """A text by its name; it may hold the places of plugin.desk.ready_answers. `version` is +1 with every change."""

    __tablename__ = "ready_answer"

    id: Mapped[str] = mapped_column(Word, primary_key=True)  # random
    name: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
