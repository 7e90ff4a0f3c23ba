"""Tells Shopify Flow what happened, so that the merchant's workflows start. At least once: Flow has no key by which
it would know a repetition, so a crash between its answer and our note tells it again."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from plugin.encore import Encore
from plugin.model.flow_trigger import FlowTrigger
from plugin.platform.seam import PlatformDown
from plugin.shops import Shop
from plugin.stages.tell.waits import wait_after

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=2)
NO_USE_AFTER = timedelta(days=1)  # a workflow that starts later than that does more harm than none
AT_ONCE = 25
log = structlog.get_logger()


def tell(encore: Encore, shop: Shop, limit: int) -> int:
    """Returns how many Flow has taken. The first trouble of the shop ends the round: the rest is in trouble too."""
    now, done = encore.clock.now(), 0
    for row in _due(encore, shop, now, min(limit, AT_ONCE)):
        if now - row.at > NO_USE_AFTER:
            _forget(encore, shop, row, "no use any more")
            continue
        try:
            refused = encore.platform.trigger(shop.id, row.handle, row.payload)
        except PlatformDown as trouble:
            _put_off(encore, shop, row, now, str(trouble))
            return done
        _forget(encore, shop, row, refused)
        done += refused is None
    return done


def _due(encore: Encore, shop: Shop, now: datetime, most: int) -> list[FlowTrigger]:
    with encore.database.read(shop.id) as session:
        mine = select(FlowTrigger).where(FlowTrigger.shop_id == shop.id, FlowTrigger.due_at <= now)
        return list(session.scalars(mine.order_by(FlowTrigger.due_at, FlowTrigger.id).limit(most)))


def _forget(encore: Encore, shop: Shop, row: FlowTrigger, why: str | None) -> None:
    if why is not None:
        log.warning("workflow not started", shop=shop.domain, trigger=row.handle, reason=why)
    with encore.database.write(shop.id) as session:
        session.execute(delete(FlowTrigger).where(FlowTrigger.shop_id == shop.id, FlowTrigger.id == row.id))


def _put_off(encore: Encore, shop: Shop, row: FlowTrigger, now: datetime, why: str) -> None:
    """The whole shop waits: what fails for one of its rows fails for all."""
    log.warning("workflows not started yet", shop=shop.domain, trigger=row.handle, reason=why)
    wait = wait_after(row.tries, FIRST_WAIT, LONGEST_WAIT)
    with encore.database.write(shop.id) as session:
        _wait_until(session, shop, now, now + wait, why)


def _wait_until(session: Session, shop: Shop, now: datetime, until: datetime, why: str) -> None:
    session.execute(
        update(FlowTrigger)
        .where(FlowTrigger.shop_id == shop.id, FlowTrigger.due_at <= now)
        .values(due_at=until, tries=FlowTrigger.tries + 1, problem=why)
    )
