"""How often products are looked at: counted for each product and local day of the shop, never for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from plugin.clock import local_date
from plugin.db.insert import insert_new
from plugin.db.session import Database
from plugin.model.product import Product, ProductView
from plugin.shops import Shop

SHOWN_DAYS = 30


@dataclass(frozen=True, slots=True)
class Viewed:
    title: str
    views: int


def count_view(database: Database, shop: Shop, product_id: int, now: datetime) -> None:
    """One more on the shop's day. A product that the shop does not have is not counted."""
    with database.read(shop.id) as session:
        there = (Product.shop_id == shop.id, Product.id == product_id, Product.gone_at.is_(None))
        if session.scalar(select(Product.id).where(*there)) is None:
            return
    with database.write(shop.id) as session:
        _count(session, shop.id, product_id, local_date(now, shop.time_zone))


def most_viewed(session: Session, shop: Shop, now: datetime, most: int = 10) -> list[Viewed]:
    """Of the last SHOWN_DAYS local days, today's among them, the most viewed product first."""
    since = local_date(now, shop.time_zone) - timedelta(days=SHOWN_DAYS - 1)
    views = func.sum(ProductView.views)
    found = session.execute(
        select(Product.title, views)
        .join(ProductView, (ProductView.shop_id == Product.shop_id) & (ProductView.product_id == Product.id))
        .where(Product.shop_id == shop.id, ProductView.shop_id == shop.id, ProductView.day >= since)
        .where(Product.gone_at.is_(None))
        .group_by(Product.id, Product.title)
        .order_by(views.desc(), Product.id)
        .limit(most)
    )
    return [Viewed(title, int(count)) for title, count in found]


def _count(session: Session, shop_id: int, product_id: int, day: date) -> None:
    key = {"shop_id": shop_id, "product_id": product_id, "day": day}
    session.execute(insert_new(session, ProductView), [{**key, "views": 0}])
    mine = (ProductView.shop_id == shop_id, ProductView.product_id == product_id, ProductView.day == day)
    session.execute(update(ProductView).where(*mine).values(views=ProductView.views + 1))
