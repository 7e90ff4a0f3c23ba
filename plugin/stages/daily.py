"""The second loop: once per shop and local day, DayBegan is raised for customers whose day has come, and the
same flows are asked. Plans reach to the shop's date + 2, so that customers in earlier zones are in time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from plugin.birthdays import celebrated_on
from plugin.clock import local_date
from plugin.db.prepared import SHOP, Prepared, keys
from plugin.deciding import decide
from plugin.encore import Encore
from plugin.events import DayBegan
from plugin.model.customer import Customer
from plugin.projection import Work
from plugin.shops import Shop, change, next_daily

_AHEAD = 2
_CHUNK = 200  # customers per transaction
_BORN_THEN = Prepared(
    select(Customer.id, Customer.birthday_hash)
    .where(
        Customer.shop_id == SHOP, Customer.birthday_hash.in_(keys("hashes")), Customer.gone_at.is_(None),
        Customer.merged_into.is_(None),
    )
    .order_by(Customer.id)
)  # fmt: skip


def drain(encore: Encore, budget: int) -> int:
    """Shops whose day has begun; returns how many customers' days were looked at. Twice is the same as once."""
    now = encore.clock.now()
    done = 0
    for shop in encore.shops.working():
        if shop.next_daily_at <= now and done < budget:
            done += _begin_day(encore, shop, now)
    return done


def _begin_day(encore: Encore, shop: Shop, now: datetime) -> int:
    today = local_date(now, shop.time_zone)
    days = [today + timedelta(days=n) for n in range(-1, _AHEAD + 1)]
    found = _customers(encore, shop, days)
    for start in range(0, len(found), _CHUNK):
        with encore.database.write(shop.id) as session:
            times = decide(
                Work(session, shop, now), encore.flows,
                [DayBegan(customer, day, now) for customer, day in found[start : start + _CHUNK]],
            )  # fmt: skip
        encore.planned(times)
    with encore.database.write_registry() as session:
        change(session, shop.id, next_daily_at=next_daily(now, shop.time_zone))
    return len(found)


def _customers(encore: Encore, shop: Shop, days: list[date]) -> list[tuple[int, date]]:
    """Whose birthday is celebrated on one of these days, by keyed hash: the table knows no plain dates."""
    by_hash = {shop.keys.lookup("birthday", text): day for day in days for text in _celebrated(day)}
    with encore.database.read(shop.id) as session:
        rows = _BORN_THEN.rows(session, hashes=by_hash)
    return [(row.id, by_hash[row.birthday_hash]) for row in rows]


def _celebrated(day: date) -> list[str]:
    texts = [f"{day:%m-%d}"]
    if (day.month, day.day) == (2, 28) and celebrated_on(2, 29, day.year) == day:
        texts.append("02-29")
    return texts
