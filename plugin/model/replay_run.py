"""A replay of the shop's past that somebody asked for on a flow's page: a queue of its own, and the kept results."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from plugin.db.types import Json, Word
from plugin.model.base import Tenant


class RunState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class ReplayRun(Tenant):
    __tablename__ = "replay_run"
    __table_args__ = (Index("ix_replay_run_flow", "shop_id", "flow", "asked_at"),)

    id: Mapped[str] = mapped_column(Word, primary_key=True)  # random: it stands in an address
    flow: Mapped[str] = mapped_column(Word)
    asked_at: Mapped[datetime]
    begins: Mapped[datetime]
    ends: Mapped[datetime]
    settings: Mapped[dict[str, Any]] = mapped_column(Json)  # the flow's own, as they were when it was asked for
    state: Mapped[str] = mapped_column(Word)
    done: Mapped[int] = mapped_column(default=0)  # of `total` facts of the past
    total: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any] | None] = mapped_column(Json)  # figures and the messages behind them; no person
    finished_at: Mapped[datetime | None]
    wake_at: Mapped[datetime | None]  # when to look at it; None: nothing to do
    lease_token: Mapped[str | None] = mapped_column(Word)
