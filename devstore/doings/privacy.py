"""A customer asks what is known about them, or wants it erased: the two compliance topics about people."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from devstore.act import Act
from devstore.bodies import shops as bodies
from devstore.model.kept import new_id
from devstore.model.orders import Order
from devstore.model.people import Customer

_REDACT_AFTER = timedelta(days=10)  # platform documentation: ten days after the request


def ask_for_data(act: Act, row: Customer) -> None:
    act.tell("customers/data_request", bodies.asked_for_data(row, _orders(act, row), new_id(act.session, "request")))


def ask_to_be_erased(act: Act, row: Customer) -> None:
    """customers/redact is due ten days later."""
    act.tell("customers/redact", bodies.to_be_erased(row, _orders(act, row)), due_at=act.at + _REDACT_AFTER)


def _orders(act: Act, row: Customer) -> list[int]:
    return list(act.session.scalars(select(Order.id).where(Order.customer_id == row.id)))
