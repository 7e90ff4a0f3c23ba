"""Works off what the shop's own record of customers is to show (plugin.telling). Nothing is claimed: telling twice
is the same as once, and whoever finds that something changed while it told has it told again, so that the newest is
what stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from plugin.encore import Encore
from plugin.model.customer import CustomerTelling
from plugin.platform.seam import PlatformDown
from plugin.shops import Shop
from plugin.stages.tell.waits import wait_after

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
AT_ONCE = 20
log = structlog.get_logger()

TellOne = Callable[[Encore, Shop, CustomerTelling], str | None]
"""None where the shop now shows it, else why it does not. Raises PlatformDown."""


def tell_each(encore: Encore, shop: Shop, what: str, limit: int, tell_one: TellOne) -> int:
    """Returns how many were settled. The first without an answer ends the round."""
    now = encore.clock.now()
    with encore.database.read(shop.id) as session:
        due = _due(session, shop, what, now, min(limit, AT_ONCE))
    for done, row in enumerate(due):
        try:
            problem = tell_one(encore, shop, row)
        except PlatformDown as trouble:
            log.warning("customer not told yet", shop=shop.domain, what=what, reason=str(trouble))
            wait = wait_after(row.tries, FIRST_WAIT, LONGEST_WAIT)
            note(encore, shop, row, due_at=now + wait, tries=row.tries + 1, problem=str(trouble))
            return done
        if problem:
            log.warning("the shop shows no such thing", shop=shop.domain, what=what, reason=problem)
        told = {} if problem else {"told_at": now}
        note(encore, shop, row, due_at=None, tries=0, problem=problem, **told)
    return len(due)


def note(encore: Encore, shop: Shop, row: CustomerTelling, **values: Any) -> None:
    """How it went. What changed meanwhile is due again, and may show what we asked for, whoever else has told it
    something newer."""
    with encore.database.write(shop.id) as session:
        as_read = _mine(row).where(CustomerTelling.version == row.version).values(**values)
        found: Any = session.execute(as_read.execution_options(synchronize_session=False))
        if not found.rowcount:
            again = _mine(row).values(due_at=row.due_at, **({"asked": row.asked} if row.asked else {}))
            session.execute(again.execution_options(synchronize_session=False))


def note_asked(encore: Encore, shop: Shop, row: CustomerTelling, asked: str | None) -> None:
    """What the shop is about to be asked to show, whatever changes meanwhile; None: nothing."""
    with encore.database.write(shop.id) as session:
        session.execute(_mine(row).values(asked=asked).execution_options(synchronize_session=False))
    row.asked = asked


def _due(session: Session, shop: Shop, what: str, now: datetime, most: int) -> Sequence[CustomerTelling]:
    return session.scalars(
        select(CustomerTelling)
        .where(CustomerTelling.shop_id == shop.id, CustomerTelling.what == what, CustomerTelling.due_at <= now)
        .order_by(CustomerTelling.due_at, CustomerTelling.customer_id)
        .limit(most)
    ).all()


def _mine(row: CustomerTelling) -> Any:
    return update(CustomerTelling).where(
        CustomerTelling.shop_id == row.shop_id, CustomerTelling.customer_id == row.customer_id,
        CustomerTelling.what == row.what,
    )  # fmt: skip
