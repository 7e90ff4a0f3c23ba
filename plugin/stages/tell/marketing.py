"""Tells the shop's own marketing reports what each flow sent, one day after the other, where the merchant granted
that. Service messages are no marketing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from plugin.clock import local_date
from plugin.db.insert import insert_new
from plugin.encore import Encore
from plugin.events import Purpose
from plugin.flows.registry import FLOWS
from plugin.marketing import SCOPE
from plugin.model.marketing import MarketingDay
from plugin.platform.seam import PlatformDown
from plugin.scopes import are_enough
from plugin.shops import Shop
from plugin.stages.tell.marketing_figures import reported_day
from plugin.stages.tell.waits import wait_after

AFTER_MIDNIGHT = timedelta(hours=1)  # so that late receipts of the day are in
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=6)
KEPT_DAYS = 7  # how far back days are made up for; a day that cannot be told until then is given up
AT_ONCE = 10
REPORTED = tuple(name for name, flow in FLOWS.items() if flow.purpose is not Purpose.SERVICE)
log = structlog.get_logger()


def tell(encore: Encore, shop: Shop, limit: int) -> int:
    """Returns how many days of flows were settled. Nothing is claimed: the same day told twice is the same day.
    The first without an answer ends the round, and all that is due there waits."""
    if not are_enough(shop.granted_scopes, SCOPE):
        return 0
    now = encore.clock.now()
    _list_days(encore, shop, now)
    with encore.database.read(shop.id) as session:
        due = _due(session, shop, now, min(limit, AT_ONCE))
    for done, row in enumerate(due):
        try:
            problem = _tell_one(encore, shop, row)
        except PlatformDown as trouble:
            log.warning("marketing report not told yet", shop=shop.domain, reason=str(trouble))
            _put_off(encore, shop, row, now, str(trouble))
            return done
        if problem:
            log.warning("marketing report refused", shop=shop.domain, flow=row.flow, reason=problem)
        with encore.database.write(shop.id) as session:
            session.execute(_of(row).values(due_at=None, tries=0, problem=problem))
    return len(due)


def _list_days(encore: Encore, shop: Shop, now: datetime) -> None:
    """Every day that is over since the last one listed; of a shop that is new to this, yesterday."""
    yesterday = local_date(now, shop.time_zone) - timedelta(days=1)
    with encore.database.read(shop.id) as session:
        last = session.scalar(select(func.max(MarketingDay.day)).where(MarketingDay.shop_id == shop.id))
    if last is not None and last >= yesterday:
        return
    missed = min((yesterday - last).days, KEPT_DAYS) if last is not None else 1
    rows: list[dict[str, Any]] = [
        {"shop_id": shop.id, "day": yesterday - timedelta(days=n), "flow": flow, "due_at": now + AFTER_MIDNIGHT,
         "tries": 0}
        for n in range(missed) for flow in REPORTED
    ]  # fmt: skip
    with encore.database.write(shop.id) as session:
        session.execute(insert_new(session, MarketingDay), rows)
        old = MarketingDay.day <= yesterday - timedelta(days=KEPT_DAYS)
        session.execute(delete(MarketingDay).where(MarketingDay.shop_id == shop.id, old))


def _due(session: Session, shop: Shop, now: datetime, most: int) -> Sequence[MarketingDay]:
    return session.scalars(
        select(MarketingDay)
        .where(MarketingDay.shop_id == shop.id, MarketingDay.due_at <= now)
        .order_by(MarketingDay.due_at, MarketingDay.day, MarketingDay.flow)
        .limit(most)
    ).all()


def _tell_one(encore: Encore, shop: Shop, row: MarketingDay) -> str | None:
    """None where the shop shows the day, or there is nothing to show; else why it does not."""
    with encore.database.read(shop.id) as session:
        reported = reported_day(session, shop, encore.settings, row.flow, row.day)
    return None if reported is None else encore.platform.report_day(shop.id, reported)


def _of(row: MarketingDay) -> Any:
    mine = (MarketingDay.shop_id == row.shop_id, MarketingDay.day == row.day, MarketingDay.flow == row.flow)
    return update(MarketingDay).where(*mine)


def _put_off(encore: Encore, shop: Shop, row: MarketingDay, now: datetime, why: str) -> None:
    wait = wait_after(row.tries, FIRST_WAIT, LONGEST_WAIT)
    with encore.database.write(shop.id) as session:
        session.execute(
            update(MarketingDay)
            .where(MarketingDay.shop_id == shop.id, MarketingDay.due_at <= now)
            .values(due_at=now + wait, tries=MarketingDay.tries + 1, problem=why)
        )
