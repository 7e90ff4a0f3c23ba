"""The customers who ordered last: whom a merchant looks at to see what a real customer would get."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plugin.model.customer import Customer
from plugin.model.order import Order
from plugin.shops import Shop

MOST = 12
_LOOKED_AT = 200  # newest orders


def recent_customers(session: Session, shop: Shop) -> list[tuple[int, str | None]]:
    """(customer id, name or None), the newest order's first; nobody who is gone."""
    newest = (
        select(Order.customer_id, Order.created_at)
        .where(Order.shop_id == shop.id, Order.customer_id.is_not(None))
        .order_by(Order.created_at.desc())
        .limit(_LOOKED_AT)
        .subquery()
    )
    rows = session.execute(
        select(Customer.id, Customer.first_name, Customer.last_name)
        .join(newest, newest.c.customer_id == Customer.id)
        .where(Customer.shop_id == shop.id, Customer.gone_at.is_(None), Customer.merged_into.is_(None))
        .group_by(Customer.id, Customer.first_name, Customer.last_name)
        .order_by(func.max(newest.c.created_at).desc(), Customer.id)
        .limit(MOST)
    )
    return [(row.id, _name(shop, row.id, row.first_name, row.last_name)) for row in rows]


def _name(shop: Shop, id: int, first: bytes | None, last: bytes | None) -> str | None:
    names = (shop.keys.open("customer.first_name", id, first), shop.keys.open("customer.last_name", id, last))
    return " ".join(name for name in names if name) or None
