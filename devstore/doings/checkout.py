"""The checkout: what a basket costs, whether its code is taken, and the order that comes of it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from devstore import shop
from devstore.act import Act, Refused
from devstore.bodies import orders as bodies
from devstore.bodies.customers import full_address
from devstore.doings import codes, people
from devstore.doings.people import Newcomer
from devstore.doings.stock import take
from devstore.doings.summary import purchasing_summary
from devstore.model.catalogue import Variant
from devstore.model.discounts import Discount, Use
from devstore.model.kept import new_id, next_number
from devstore.model.orders import Line, Order
from devstore.model.people import Customer

_FIRST_NUMBER = 1001


@dataclass(frozen=True, slots=True)
class Basket:
    """`variants`: variant id → pieces. A guest is somebody new or known by their address or number; `wants` are the
    channels ticked at the checkout."""

    variants: Mapping[int, int]
    guest: Newcomer | None = None
    customer_id: int | None = None
    code: str | None = None
    wants: tuple[people.Channel, ...] = ()


@dataclass(frozen=True, slots=True)
class Priced:
    """In pence. `refusal` says why the code was not taken."""

    subtotal: int
    discount: int
    postage: int
    refusal: str | None = None
    taken: Discount | None = field(default=None, repr=False)

    @property
    def total(self) -> int:
        return self.subtotal - self.discount + self.postage


def price(session: Session, basket: Basket, now: datetime) -> Priced:
    """What it would cost now, with the code if that is taken."""
    variants = _variants(session, basket)
    subtotal = sum(variants[number].pence * pieces for number, pieces in basket.variants.items())
    priced = Priced(subtotal, 0, shop.POSTAGE_PENCE)
    if not basket.code:
        return priced
    customer, email, phone = _who(session, basket)
    row = codes.by_text(session, basket.code)
    who = codes.buyer(customer, email, phone)
    refusal = codes.refusal(row, basket.code, who, customer, subtotal, now)
    if row is None or refusal:
        return replace(priced, refusal=refusal)
    return replace(priced, discount=row.taken_off(subtotal), taken=row)


def place_order(act: Act, basket: Basket) -> Order:
    """A paid order. Refused for an empty basket, empty shelves, or a code that is not taken."""
    if not basket.variants:
        raise Refused("The basket is empty.")
    priced = price(act.session, basket, act.at)
    if priced.refusal:
        raise Refused(priced.refusal)
    customer = _known(act, basket)
    row = _order(act, customer, basket, priced)
    act.session.add(row)
    if priced.taken is not None:
        who = codes.buyer(customer, row.email, row.phone) or ""
        priced.taken.uses.append(Use(order_id=row.id, who=who, at=act.at))
    for topic in ("orders/create", "orders/paid"):
        act.tell(topic, bodies.order(row))
    if not act.is_past:
        act.tell("orders/updated", bodies.order(row))
        act.tell("customers/purchasing_summary", purchasing_summary(act, customer, row))
    for number, pieces in basket.variants.items():
        take(act, number, pieces)
    return row


def _order(act: Act, customer: Customer, basket: Basket, priced: Priced) -> Order:
    return Order(
        id=new_id(act.session, "order"), number=next_number(act.session, "order number", _FIRST_NUMBER),
        customer=customer, email=customer.email, phone=None if customer.email else customer.phone,
        locale=customer.locale, address=full_address(customer), token=secrets.token_hex(16),
        code=priced.taken.code if priced.taken else None, discount_pence=priced.discount,
        code_type="fixed_amount" if priced.taken and priced.taken.percent is None else "percentage",
        postage_pence=priced.postage, paid_pence=priced.total, created_at=act.at, updated_at=act.at,
        lines=_lines(act, basket, priced), parcels=[], refunds=[], returns=[],
    )  # fmt: skip


def _lines(act: Act, basket: Basket, priced: Priced) -> list[Line]:
    """The discount is spread over the lines; the last one takes what rounding leaves."""
    variants = _variants(act.session, basket)
    lines, left = [], priced.discount
    for place, (number, pieces) in enumerate(basket.variants.items(), 1):
        variant = variants[number]
        share = round(priced.discount * variant.pence * pieces / priced.subtotal) if priced.subtotal else 0
        share = left if place == len(basket.variants) else min(left, share)
        left -= share
        lines.append(
            Line(
                id=new_id(act.session, "line"), product_id=variant.product.id, variant_id=variant.id,
                title=variant.product.title, variant_title=variant.title, sku=variant.sku, pence=variant.pence,
                quantity=pieces, discount_pence=share, shipped=0, refunded=0,
            )
        )  # fmt: skip
    return lines


def _variants(session: Session, basket: Basket) -> dict[int, Variant]:
    found = {}
    for number, pieces in basket.variants.items():
        row = session.get(Variant, number)
        if row is None or not row.product.is_for_sale:
            raise Refused(f"There is nothing for sale with the number {number}.")
        if pieces < 1:
            raise Refused("A basket holds one piece or more of a thing.")
        found[number] = row
    return found


def _who(session: Session, basket: Basket) -> tuple[Customer | None, str | None, str | None]:
    if basket.customer_id is not None:
        row = people.customer_of(session, basket.customer_id)
        return row, row.email, row.phone
    guest = basket.guest or Newcomer()
    return people.find(session, guest.email, guest.phone), guest.email, guest.phone


def _known(act: Act, basket: Basket) -> Customer:
    """The buyer, with an account made for them if they have none, as Shopify does; and what they ticked."""
    customer = _who(act.session, basket)[0] or people.welcome(act, basket.guest or Newcomer())
    for channel in basket.wants:
        if (customer.email if channel == "email" else customer.phone) is not None:
            people.consent(act, customer, channel, "subscribed")
    return customer
