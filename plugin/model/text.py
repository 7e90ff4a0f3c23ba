"""A shop's own texts, and when test messages left. Both only ever grow, but for tests older than a day."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from plugin.db.types import Word
from plugin.model.base import Tenant


class MessageText(Tenant):
    """One version of what a step of a flow says in a language; the newest number is the one in use. `restores`: the
    older version that this one brings back, 0 for the text that comes with Encore, whose `subject` is None."""

    __tablename__ = "message_text"

    flow: Mapped[str] = mapped_column(Word, primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(Word, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    subject: Mapped[str | None] = mapped_column(Text)
    preheader: Mapped[str | None] = mapped_column(Text)
    body: Mapped[str | None] = mapped_column(Text)
    sms: Mapped[str | None] = mapped_column(Text)
    restores: Mapped[int | None]
    created_at: Mapped[datetime]
    user_id: Mapped[str | None] = mapped_column(Word)  # the platform's id of the member of staff


class Trial(Tenant):
    """A test message that left, and nothing of whom to: so many an hour are enough."""

    __tablename__ = "trial"

    id: Mapped[str] = mapped_column(Word, primary_key=True)
    at: Mapped[datetime]
    channel: Mapped[str] = mapped_column(Word)
    user_id: Mapped[str | None] = mapped_column(Word)
