"""A shop's past on its way in: which export is how far, and the objects of its file that are not taken in yet."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from plugin.db.types import Id, Sealed, Word
from plugin.model.base import Tenant


class Step(StrEnum):
    WAITING = "waiting"  # for the export before it
    ASKING = "asking"
    MAKING = "making"  # the platform writes the file
    LOADING = "loading"  # its lines are stored as they come
    FOLDING = "folding"  # what is stored becomes rows of customers, products and orders
    DONE = "done"
    FAILED = "failed"  # asked for anew the next day


class HistoryExport(Tenant):
    __tablename__ = "history_export"

    id: Mapped[str] = mapped_column(Word, primary_key=True)  # products, customers, orders
    before: Mapped[datetime]  # the install: later orders come by webhooks
    step: Mapped[str] = mapped_column(Word)
    operation_id: Mapped[str | None] = mapped_column(Text)
    url: Mapped[bytes | None] = mapped_column(Sealed)  # whoever has it may read the file
    offset: Mapped[int] = mapped_column(default=0)  # bytes of the file whose lines are stored
    loaded: Mapped[int] = mapped_column(default=0)  # lines
    lines: Mapped[int] = mapped_column(default=0)  # as many as the platform says there are
    things: Mapped[int] = mapped_column(default=0)  # the same, without what belongs to another object
    taken: Mapped[int] = mapped_column(default=0)  # things that are rows now
    refused: Mapped[int] = mapped_column(default=0)  # things that could not be read
    attempts: Mapped[int] = mapped_column(default=0)  # exports that failed, one after the other
    reason: Mapped[str | None] = mapped_column(Text)  # why it waits or has failed
    done_at: Mapped[datetime | None]
    wake_at: Mapped[datetime | None]  # when to look at it; None: nothing to do
    lease_token: Mapped[str | None] = mapped_column(Word)


class HistoryPart(Tenant):
    """One line of a file. An object and those inside it are lines of their own, in any order."""

    __tablename__ = "history_part"
    __table_args__ = (Index("ix_history_part_parent", "shop_id", "parent_id"),)

    kind: Mapped[str] = mapped_column(Word, primary_key=True)  # Order, LineItem, …
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    parent_id: Mapped[int | None] = mapped_column(Id)  # None: it stands by itself
    body: Mapped[bytes] = mapped_column(Sealed)
