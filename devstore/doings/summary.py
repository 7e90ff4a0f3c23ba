"""customers/purchasing_summary: how much somebody has bought, after an order."""

from __future__ import annotations

from datetime import UTC

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from devstore import shop
from devstore.act import Act, Body
from devstore.model.orders import Order
from devstore.model.people import Customer


def bought(session: Session, customer_id: int) -> tuple[int, int]:
    """How many orders, and how many pence."""
    sums = select(func.count(), func.coalesce(func.sum(Order.paid_pence), 0)).where(Order.customer_id == customer_id)
    count, pence = session.execute(sums).one()
    return int(count), int(pence)


def purchasing_summary(act: Act, customer: Customer, last: Order) -> Body:
    count, pence = bought(act.session, customer.id)
    return {
        "customerId": customer.gid, "numberOfOrders": count,
        "amountSpent": {"amount": shop.pounds(pence), "currencyCode": shop.CURRENCY}, "lastOrderId": last.gid,
        "occurredAt": act.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
    }  # fmt: skip
