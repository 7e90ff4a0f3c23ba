"""Is the app installed, and with which scopes?"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from devstore.model.installs import Install


def current_install(session: Session) -> Install | None:
    """The install that is not over; None when there is none."""
    row = session.scalars(select(Install).order_by(Install.id.desc()).limit(1)).first()
    return None if row is None or row.ended_at is not None else row


def covers(granted: list[str] | tuple[str, ...], needed: str) -> bool:
    """Writing includes reading."""
    return needed in granted or needed.replace("read_", "write_", 1) in granted
