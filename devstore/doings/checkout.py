"""The checkout: the order that comes of a basket. Baskets and prices can be had from here too."""

from __future__ import annotations

import secrets

from devstore.act import Act, Refused
from devstore.bodies import orders as bodies
from devstore.bodies.customers import full_address
from devstore.doings import codes, people
from devstore.doings.basket import Basket, Priced, buyer_of, price, variants_of
from devstore.doings.people import Newcomer
from devstore.doings.stock import take
from devstore.doings.summary import purchasing_summary
from devstore.model.discounts import Discount, Use
from devstore.model.kept import new_id, next_number
from devstore.model.orders import Line, Order
from devstore.model.people import Customer

__all__ = ["Basket", "Priced", "place_order", "price"]
_FIRST_NUMBER = 1001


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
    who = codes.buyer(customer, row.email, row.phone) or ""
    for discount, _ in priced.taken:
        discount.uses.append(Use(order_id=row.id, who=who, at=act.at))
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
        codes=[[one.code, pence, _kind(one)] for one, pence in priced.taken],
        discount_pence=priced.discount,
        postage_pence=priced.postage, paid_pence=priced.total, created_at=act.at, updated_at=act.at,
        lines=_lines(act, basket, priced), parcels=[], refunds=[], returns=[],
    )  # fmt: skip


def _kind(discount: Discount) -> str:
    return "fixed_amount" if discount.percent is None else "percentage"


def _lines(act: Act, basket: Basket, priced: Priced) -> list[Line]:
    """The discount is spread over the lines; the last one takes what rounding leaves."""
    variants = variants_of(act.session, basket)
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


def _known(act: Act, basket: Basket) -> Customer:
    """The buyer, with an account made for them if they have none, as Shopify does; and what they ticked."""
    customer = buyer_of(act.session, basket)[0] or people.welcome(act, basket.guest or Newcomer())
    for channel in basket.wants:
        if (customer.email if channel == "email" else customer.phone) is not None:
            people.consent(act, customer, channel, "subscribed")
    return customer
