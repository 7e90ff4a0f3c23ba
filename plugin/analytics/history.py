"""What each customer bought when, reduced to what the figures about customers need. One pass over the orders,
kept compact: 200,000 customers with a million orders fit into some 100 MB."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise
from operator import itemgetter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plugin.analytics.facts import refunded, valid
from plugin.clock import local_date
from plugin.model.order import Order
from plugin.shops import Shop

_ORDER = Order.__table__.c  # bare columns: cheaper per row than mapped ones
_MICROSECOND = timedelta(microseconds=1)
_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class History:
    """One customer's valid orders, oldest first; at least one. Days and months are the shop's."""

    customer_id: int
    months: array[int]  # of each order, counted from year 0 (see `month_of`)
    gaps: array[int]  # microseconds between one order and the next
    last_on: date
    net: int  # minor units, refunds taken off

    @property
    def orders(self) -> int:
        return len(self.months)


def month_of(day: date) -> int:
    """Calendar months since year 0, so that months can be counted and subtracted."""
    return day.year * 12 + day.month - 1


def histories(session: Session, shop: Shop, as_of: datetime) -> list[History]:
    """Everyone with a valid order before `as_of`, by customer id."""
    back = refunded(shop.id, as_of)
    net = _ORDER.total - func.coalesce(back.c.amount, 0)
    statement = (
        select(_ORDER.customer_id, _ORDER.created_at, net)
        .select_from(Order.__table__)
        .outerjoin(back, back.c.order_id == _ORDER.id)
        .where(valid(shop.id, as_of), _ORDER.customer_id.is_not(None))
        .order_by(_ORDER.customer_id, _ORDER.created_at, _ORDER.id)
        .execution_options(yield_per=_BATCH)
    )
    return list(histories_of(session.execute(statement), shop.time_zone))


def histories_of(rows: Iterable[tuple[int | None, datetime, int]], time_zone: str) -> Iterator[History]:
    """`rows` are (customer id, ordered at, net value), sorted by customer and time."""
    for customer_id, orders in groupby(rows, key=itemgetter(0)):
        if customer_id is not None:
            yield _history(customer_id, [(at, net) for _, at, net in orders], time_zone)


def _history(customer_id: int, orders: list[tuple[datetime, int]], time_zone: str) -> History:
    moments = [at for at, _ in orders]
    days = [local_date(at, time_zone) for at in moments]
    gaps = ((later - at) // _MICROSECOND for at, later in pairwise(moments))
    return History(
        customer_id, array("i", map(month_of, days)), array("q", gaps), days[-1], sum(int(net) for _, net in orders)
    )
