"""How far the shop's own records have been compared with what came in, for each kind of them: a queue of its own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from plugin.db.types import Id, Word
from plugin.model.base import Tenant

GONE = "gone_"  # how the kinds begin that say when the shop was asked whether it still has what we know


class Watermark(Tenant):
    """Every change before `read_until` has been compared. `looked` and `missing` are of the run that began at
    `began_at`, which is not through while `done_at` is earlier; `missing_total` is of all runs."""

    __tablename__ = "watermark"

    kind: Mapped[str] = mapped_column(Word, primary_key=True)  # orders, customers, products; each with GONE too
    read_until: Mapped[datetime]
    wake_at: Mapped[datetime]  # when to compare next; whoever is at it moves it on
    began_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]  # when a run was through the last time
    looked: Mapped[int] = mapped_column(default=0)
    missing: Mapped[int] = mapped_column(default=0)  # unknown or older here
    missing_total: Mapped[int] = mapped_column(default=0)
    after_id: Mapped[int | None] = mapped_column(Id)  # of a look for what is gone: where it goes on
    trouble: Mapped[str | None] = mapped_column(Text)  # why the shop could not be read the last time
