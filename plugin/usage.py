"""How many promotional messages a shop has sent in a month of its own calendar, counted from the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from plugin.clock import instant, local_date
from plugin.db.prepared import SHOP, Prepared
from plugin.events import Purpose
from plugin.model.message import Message, State
from plugin.shops import Shop
from plugin.tariffs import NEAR

_SENT = Prepared(
    select(func.count())
    .select_from(Message)
    .where(
        Message.shop_id == SHOP, Message.state == State.ACCEPTED.value,
        Message.purpose == Purpose.PROMOTIONAL.value,
        Message.due_at >= bindparam("begins", type_=Message.due_at.type),
        Message.due_at < bindparam("ends", type_=Message.due_at.type),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Usage:
    """`most` is None where there is no limit; `ends_at` is when the count begins anew (UTC)."""

    sent: int
    most: int | None
    month: date  # its first day
    ends_at: datetime

    @property
    def is_over(self) -> bool:
        return self.most is not None and self.sent >= self.most

    @property
    def is_near(self) -> bool:
        return self.most is not None and not self.is_over and self.sent >= self.most * NEAR


def usage(session: Session, shop: Shop, now: datetime) -> Usage:
    month = local_date(now, shop.time_zone).replace(day=1)
    begins, ends = month_of(shop, month)
    return Usage(_SENT.value(session, begins=begins, ends=ends), shop.per_month, month, ends)


def month_of(shop: Shop, month: date) -> tuple[datetime, datetime]:
    """Its first instant and the first of the next, UTC."""
    following = (month.replace(day=1) + timedelta(days=32)).replace(day=1)
    return instant(month.replace(day=1), time(0), shop.time_zone), instant(following, time(0), shop.time_zone)


def used_up_until(session: Session, shop: Shop, now: datetime) -> datetime | None:
    """When promotion may go on (UTC); None while it may. Asks the ledger only where the shop has a limit."""
    if shop.per_month is None:
        return None
    found = usage(session, shop, now)
    return found.ends_at if found.is_over else None
