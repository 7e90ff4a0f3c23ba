"""Sending stops in all shops at once because times or data cannot be trusted, and goes on once somebody confirms."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select, update

from plugin.db.session import Database, note_shop_change
from plugin.model.shop import Shop


class PauseReason(StrEnum):
    """Why Encore itself paused a shop; a pause by its staff has none."""

    CLOCK = "clock"  # the machine's clock jumped
    RESTORED = "restored"  # the data are older than what this installation has done, or another's


def halt(database: Database, reason: PauseReason, now: datetime) -> int:
    """Pause every shop that is not paused; returns how many those were. Theirs who paused stays as it is."""
    running = Shop.paused_at.is_(None), Shop.uninstalled_at.is_(None)
    with database.write_registry() as session:
        count = session.scalar(select(func.count()).select_from(Shop).where(*running)) or 0
        session.execute(
            update(Shop)
            .where(*running)
            .values(paused_at=now, pause_reason=reason.value, settings_version=Shop.settings_version + 1)
        )
        note_shop_change(session)
    return count


def confirm(database: Database) -> int:
    """Let all shops send again that Encore itself paused; returns how many those were."""
    halted = Shop.pause_reason.is_not(None)
    with database.write_registry() as session:
        count = session.scalar(select(func.count()).select_from(Shop).where(halted)) or 0
        session.execute(
            update(Shop)
            .where(halted)
            .values(paused_at=None, pause_reason=None, settings_version=Shop.settings_version + 1)
        )
        note_shop_change(session)
    return count
