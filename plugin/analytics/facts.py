"""Which orders count at a moment, and how the figures are written. Every figure starts from here, so that no
two of them disagree about what an order is. Definitions: the metrics page of the documentation."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from babel.numbers import get_currency_precision
from sqlalchemy import BigInteger, ColumnElement, Subquery, and_, cast, func, or_, select

from plugin.model.order import Order, Refund


def received(shop_id: int, as_of: datetime) -> ColumnElement[bool]:
    """Orders that exist before `as_of`, tests and cancelled ones too."""
    return and_(Order.shop_id == shop_id, Order.created_at < as_of)


def is_cancelled(as_of: datetime) -> ColumnElement[bool]:
    """Cancelled before `as_of`. A later cancellation has not happened yet."""
    return and_(Order.cancelled_at.is_not(None), Order.cancelled_at < as_of)


def valid(shop_id: int, as_of: datetime) -> ColumnElement[bool]:
    """Orders that count: no test, and neither cancelled nor deleted before `as_of`. Refunds do not matter."""
    return and_(
        received(shop_id, as_of),
        Order.is_test.is_(False),
        or_(Order.cancelled_at.is_(None), Order.cancelled_at >= as_of),
        or_(Order.deleted_at.is_(None), Order.deleted_at >= as_of),
    )


def refunded(shop_id: int, as_of: datetime) -> Subquery:
    """`order_id` and `amount`, the minor units given back before `as_of`, of each order with a refund."""
    amount = cast(func.sum(Refund.amount), BigInteger).label("amount")
    where = and_(Refund.shop_id == shop_id, Refund.at < as_of)
    return select(Refund.order_id, amount).where(where).group_by(Refund.order_id).subquery()


def money_text(minor: int, currency: str) -> str:
    """An exact decimal with the currency's places: 646990 USD is "6469.90", 500 JPY is "500"."""
    places = get_currency_precision(currency)
    return f"{Decimal(minor).scaleb(-places):.{places}f}"


def ratio(part: int, whole: int) -> float | None:
    """Six decimals; None where there is nothing to divide by."""
    return round(part / whole, 6) if whole else None
