"""A basket: what is in it, whose it is, what it costs, and whether its code is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from devstore import shop
from devstore.act import Refused
from devstore.doings import codes, people
from devstore.doings.people import Newcomer
from devstore.model.catalogue import Variant
from devstore.model.discounts import Discount
from devstore.model.people import Customer


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
    variants = variants_of(session, basket)
    subtotal = sum(variants[number].pence * pieces for number, pieces in basket.variants.items())
    priced = Priced(subtotal, 0, shop.POSTAGE_PENCE)
    if not basket.code:
        return priced
    customer, email, phone = buyer_of(session, basket)
    row = codes.by_text(session, basket.code)
    who = codes.buyer(customer, email, phone)
    refusal = codes.refusal(row, basket.code, who, customer, subtotal, now)
    if row is None or refusal:
        return replace(priced, refusal=refusal)
    return replace(priced, discount=row.taken_off(subtotal), taken=row)


def variants_of(session: Session, basket: Basket) -> dict[int, Variant]:
    found = {}
    for number, pieces in basket.variants.items():
        row = session.get(Variant, number)
        if row is None or not row.product.is_for_sale:
            raise Refused(f"There is nothing for sale with the number {number}.")
        if pieces < 1:
            raise Refused("A basket holds one piece or more of a thing.")
        found[number] = row
    return found


def buyer_of(session: Session, basket: Basket) -> tuple[Customer | None, str | None, str | None]:
    if basket.customer_id is not None:
        row = people.customer_of(session, basket.customer_id)
        return row, row.email, row.phone
    guest = basket.guest or Newcomer()
    return people.find(session, guest.email, guest.phone), guest.email, guest.phone
