"""What becomes of a planned order: paid, sent, scanned, arrived; or cancelled, refunded, returned, lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from devstore.act import Act
from devstore.doings import aftermath, checkout, parcels
from devstore.model.catalogue import Product
from devstore.model.orders import Order
from devstore.model.people import Customer
from devstore.seed.plan import Planned


@dataclass
class Making:
    """What has been made so far: products in the order of GOODS, customers by their place in PEOPLE."""

    products: list[Product] = field(default_factory=list)
    customers: dict[int, Customer] = field(default_factory=dict)


class Diary(Protocol):
    making: Making

    def at(self, when: datetime, deed: Callable[[Act], None]) -> None: ...


def order_happens(diary: Diary, one: Planned) -> None:
    """Writes the order and all that follows into the diary."""
    made: list[Order] = []
    diary.at(one.at, lambda act: made.append(_placed(act, one, diary.making)))
    if one.fate == "cancelled":
        diary.at(one.at + timedelta(hours=2), lambda act: aftermath.cancel(act, made[0]))
        return
    diary.at(one.packed_at, lambda act: _send(act, made[0]))
    if one.fate == "lost":
        diary.at(one.arrives_at + timedelta(days=4), lambda act: _scan(act, made[0], "failure"))
        diary.at(one.arrives_at + timedelta(days=6), lambda act: _refund(act, made[0], is_all=True))
        return
    diary.at(one.arrives_at - timedelta(hours=5), lambda act: _scan(act, made[0], "out_for_delivery"))
    diary.at(one.arrives_at, lambda act: _scan(act, made[0], "delivered"))
    after = one.arrives_at + timedelta(days=3, hours=2)
    if one.fate in ("refunded", "returned"):
        if one.fate == "returned":
            diary.at(after - timedelta(days=1), lambda act: _ask(act, made[0]))
        diary.at(after, lambda act: _refund(act, made[0], is_all=one.fate == "returned"))


def _placed(act: Act, one: Planned, making: Making) -> Order:
    products = [making.products[place] for place in one.goods]
    sizes = [product.variants[(one.person + product.id) % len(product.variants)] for product in products]
    basket = checkout.Basket({size.id: 1 for size in sizes}, customer_id=making.customers[one.person].id)
    return checkout.place_order(act, basket)


def _send(act: Act, order: Order) -> None:
    parcels.fulfil(act, order)


def _scan(act: Act, order: Order, status: str) -> None:
    parcels.scan(act, order.parcels[0], status)


def _ask(act: Act, order: Order) -> None:
    aftermath.ask_for_return(act, order, {order.lines[0].id: 1})


def _refund(act: Act, order: Order, is_all: bool) -> None:
    aftermath.refund(act, order, None if is_all else {order.lines[0].id: 1})
