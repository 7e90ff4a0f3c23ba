"""Claiming due rows: one statement, the same text on both databases. A claim is a lease: it writes a token and
moves `wake_at` past the lease, so that a worker that dies gives its rows back by doing nothing."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

LEASE = timedelta(seconds=45)  # longer than any batch takes; trust: a dead worker is replaced within 45 s
BATCH = 200  # the knee is at 100, 500 is the most that helps (performance.md)


def claim(
    session: Session, table: Any, key: Any, *conditions: Any, order_by: tuple[Any, ...], limit: int, now: datetime,
    lease: timedelta = LEASE,
) -> tuple[str, list[Any]]:  # fmt: skip
    """Lease up to `limit` rows that meet the conditions and whose `wake_at` has come; returns the lease token
    and the keys. Rows that another worker is just claiming are skipped, not waited for."""
    token = secrets.token_hex(8)
    due = (
        select(key)
        .where(*conditions, table.wake_at <= now)
        .order_by(*order_by)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list(session.scalars(due))
    if ids:
        shop_id = session.info["shop_id"]
        session.execute(
            update(table)
            .where(table.shop_id == shop_id, key.in_(ids))
            .values(lease_token=token, wake_at=now + lease)
            .execution_options(synchronize_session=False)
        )
    return token, ids
