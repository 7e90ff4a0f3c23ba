"""What arrived in mailboxes and on phones."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from devstore.database import Base, UtcTime


class Message(Base):
    """`key` is what it can be looked up by: the Message-ID of a mail, the sender's key of a text."""

    __tablename__ = "message"
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str]  # email or sms
    to: Mapped[str] = mapped_column(index=True)  # folded address, or number
    sender: Mapped[str]
    key: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str | None]
    text: Mapped[str]
    html: Mapped[str | None]
    headers: Mapped[list[Any]] = mapped_column(JSON)  # [name, value] as they came
    raw: Mapped[bytes | None]
    at: Mapped[datetime] = mapped_column(UtcTime)
