"""A basket: what is in it, whose it is, what it costs, and whether its code is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    channels ticked at the checkout. `code` may hold several, with commas between them."""

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
    taken: tuple[tuple[Discount, int], ...] = field(default=(), repr=False)  # each with what it takes off

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
    who = codes.buyer(customer, email, phone)
    rows: list[Discount] = []
    for text in _texts(basket.code):
        row = codes.by_text(session, text)
        refusal = codes.refusal(row, text, who, customer, subtotal, now)
        if row is None or refusal:
            return replace(priced, refusal=refusal)
        rows.append(row)
    if refusal := codes.not_together(rows):
        return replace(priced, refusal=refusal)
    return _taken(priced, rows)


def _taken(priced: Priced, rows: Sequence[Discount]) -> Priced:
    """One after the other, each off what the ones before have left."""
    taken: list[tuple[Discount, int]] = []
    left = priced.subtotal
    for row in rows:
        taken.append((row, row.taken_off(left)))
        left -= taken[-1][1]
    return replace(priced, discount=priced.subtotal - left, taken=tuple(taken))


def _texts(typed: str) -> list[str]:
    """Each code once, however often and in whatever case it was typed."""
    return list({text.strip().casefold(): text.strip() for text in typed.split(",") if text.strip()}.values())


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
