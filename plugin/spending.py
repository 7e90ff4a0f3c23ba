"""What a shop's discount codes cost in a month of its own calendar, and whether there is money for one more.

A code counts in the month in which it was asked for. Once used it counts with what the order took off; while it can
still be used, with what it will probably take off (`worth_of`); once it ended unused, not at all. Amounts are minor
units of the shop's currency. A percentage has no upper limit, so the budget is a careful estimate, not a promise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, bindparam, case, func, select
from sqlalchemy.orm import Session

from plugin.clock import local_date
from plugin.db.prepared import SHOP, Prepared
from plugin.db.types import UtcDateTime
from plugin.flows.flow import Order
from plugin.model.message import Code
from plugin.model.shop import Shop as ShopRow
from plugin.platform.payloads.money import exponent
from plugin.shops import Shop
from plugin.usage import month_of

_USED = Code.used_at.is_not(None)
_USABLE = and_(Code.used_at.is_(None), Code.void_at.is_(None), Code.ends_at > bindparam("now", type_=UtcDateTime))
_SUMS = Prepared(
    select(
        func.coalesce(func.sum(case((_USED, func.coalesce(Code.taken_off, Code.worth)), else_=0)), 0).label("used"),
        func.coalesce(func.sum(case((_USABLE, Code.worth), else_=0)), 0).label("usable"),
    ).where(
        Code.shop_id == SHOP, Code.asked_at >= bindparam("begins", type_=UtcDateTime),
        Code.asked_at < bindparam("ends", type_=UtcDateTime),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spending:
    """`used` was taken off by orders, `usable` may still be. `most` is None where the shop sets no limit."""

    used: int
    usable: int
    most: int | None
    month: date  # its first day
    ends_at: datetime  # when the next month begins (UTC)

    @property
    def left(self) -> int | None:
        return None if self.most is None else max(0, self.most - self.used - self.usable)


@dataclass(slots=True)
class Room:
    """Money for codes that are about to be written down; None: as much as it takes."""

    left: int | None

    def take(self, worth: int) -> bool:
        """Whether there is enough; then it is taken."""
        if self.left is None:
            return True
        if worth > self.left:
            return False
        self.left -= worth
        return True


def spending(session: Session, shop: Shop, now: datetime) -> Spending:
    month = local_date(now, shop.time_zone).replace(day=1)
    begins, ends = month_of(shop, month)
    sums = _SUMS.row(session, now=now, begins=begins, ends=ends)
    assert sums is not None
    return Spending(int(sums.used), int(sums.usable), most_of(shop), month, ends)


def most_of(shop: Shop) -> int | None:
    """The month's budget; None: there is none."""
    most = shop.settings.discounts.per_month
    return most * 10 ** exponent(shop.currency) or None


def room_for_codes(session: Session, shop: Shop, now: datetime) -> Room:
    """What is left for codes that this transaction writes down; others who want to wait until it ends."""
    if most_of(shop) is None:
        return Room(None)
    # Not FOR UPDATE: that would also wait for every row that names the shop as its own.
    session.execute(select(ShopRow.id).where(ShopRow.id == shop.id).with_for_update(key_share=True))
    return Room(spending(session, shop, now).left)


def worth_of(shop: Shop, orders: Iterable[Order], percent: int) -> int:
    """What a code of this customer will probably take off: its share of their largest order so far, rounded up. 0 for
    somebody without an order in the shop's currency."""
    totals = (order.total.minor for order in orders if order.is_valid and order.total.currency == shop.currency)
    return -(-max(totals, default=0) * percent // 100)
