"""How many orders there were and what they were worth."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from babel.numbers import get_currency_precision
from sqlalchemy import BigInteger, and_, cast, func, select
from sqlalchemy.orm import Session

from plugin.analytics.facts import is_cancelled, money_text, received, refunded, valid
from plugin.model.order import Order
from plugin.shops import Shop


def order_counts(session: Session, shop_id: int, as_of: datetime) -> dict[str, int]:
    """Received is everything that came in; valid is what the other figures count."""
    counts = valid(shop_id, as_of)
    count = func.count()
    row = session.execute(
        select(
            count,
            count.filter(Order.is_test.is_(True)),
            count.filter(and_(Order.is_test.is_(False), is_cancelled(as_of))),
            count.filter(counts),
            count.filter(and_(counts, Order.customer_id.is_(None))),
        ).where(received(shop_id, as_of))
    ).one()
    names = ("received", "test", "cancelled_not_test", "valid", "valid_without_customer")
    return {f"orders_{name}": number for name, number in zip(names, row, strict=True)}


def order_value(session: Session, shop: Shop, as_of: datetime, orders: int) -> dict[str, Any]:
    """Gross and net revenue of the valid orders as decimal texts, and their mean value (four decimals; None
    without orders), in shop currency."""
    counts = valid(shop.id, as_of)
    gross = session.scalar(select(cast(func.coalesce(func.sum(Order.total), 0), BigInteger)).where(counts)) or 0
    back = refunded(shop.id, as_of)
    given_back = session.scalar(
        select(cast(func.coalesce(func.sum(back.c.amount), 0), BigInteger))
        .select_from(Order)
        .join(back, back.c.order_id == Order.id)
        .where(counts)
    )
    unit = 10 ** get_currency_precision(shop.currency)
    return {
        "gross_revenue": money_text(gross, shop.currency),
        "net_revenue": money_text(gross - (given_back or 0), shop.currency),
        "average_order_value": round(gross / unit / orders, 4) if orders else None,
    }
