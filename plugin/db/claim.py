"""Claiming due rows: one statement, the same text on both databases. A claim is a lease: it writes a token and
moves `wake_at` past the lease, so that a worker that dies gives its rows back by doing nothing."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, bindparam, select, update
from sqlalchemy.orm import Session

from plugin.db.prepared import SHOP, Prepared, keys
from plugin.db.types import UtcDateTime

LEASE = timedelta(seconds=45)  # longer than any batch takes; trust: a dead worker is replaced within 45 s
BATCH = 200  # the knee is at 100, 500 is the most that helps (performance.md)


class Claim:
    """Claims rows of one queue that meet the conditions and whose `wake_at` has come. Conditions may hold
    parameters; they are given when claiming."""

    def __init__(self, model: Any, *conditions: Any, order_by: tuple[Any, ...]) -> None:
        self._due = Prepared(
            select(model.id)
            .where(model.shop_id == SHOP, *conditions, model.wake_at <= bindparam("now", type_=UtcDateTime))
            .order_by(*order_by)
            .limit(bindparam("most", type_=Integer))
            .with_for_update(skip_locked=True)
        )
        table = model.__table__
        self._lease = Prepared(
            update(table)
            .where(table.c.shop_id == SHOP, table.c.id.in_(keys("ids")))
            .values(lease_token=bindparam("token"), wake_at=bindparam("until", type_=UtcDateTime))
        )

    def take(
        self, session: Session, *, limit: int, now: datetime, lease: timedelta = LEASE, **values: Any
    ) -> tuple[str, list[Any]]:
        """Lease up to `limit` rows; returns the lease token and their ids. Rows that another worker is just
        claiming are skipped, not waited for."""
        token = secrets.token_hex(8)
        ids = self._due.values(session, now=now, most=limit, **values)
        if ids:
            self._lease.run(session, ids=ids, token=token, until=now + lease)
        return token, ids
