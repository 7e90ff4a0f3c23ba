"""Tells the shop the birthdays that customers told us, so that its record and all its apps have them too. What the
shop itself wrote later stays, and so does a date on the same day: it may have a year, which we do not know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.birthdays import birthday_of, written_birthday
from plugin.encore import Encore
from plugin.model.customer import Customer, CustomerTelling
from plugin.platform.seam import BirthDate
from plugin.shops import Shop
from plugin.stages.tell.customers import note_asked, tell_each
from plugin.telling import BIRTHDAY, date_hash


@dataclass(frozen=True, slots=True)
class _Word:
    """What a customer said, and when; `day` (month, day) None: they took it back."""

    day: tuple[int, int] | None
    at: datetime


def tell(encore: Encore, shop: Shop, limit: int) -> int:
    """Returns how many birthdays were settled."""
    return tell_each(encore, shop, BIRTHDAY, limit, _tell_one)


def _tell_one(encore: Encore, shop: Shop, row: CustomerTelling) -> str | None:
    with encore.database.read(shop.id) as session:
        word = _word(session, shop, row.customer_id)
    if word is None:
        return None  # the shop itself said something newer, or has no such customer any more
    there = encore.platform.birth_date(shop.id, row.customer_id)
    if _is_shown(word, there) or _is_newer(shop, row, word, there):
        return None
    text = None if word.day is None else written_birthday(*word.day, there.text if there else None)
    note_asked(encore, shop, row, None if text is None else date_hash(shop.keys, text))
    return encore.platform.show_birth_date(shop.id, row.customer_id, text, instead_of=there)


def _word(session: Session, shop: Shop, customer_id: int) -> _Word | None:
    found = session.execute(
        select(Customer.birthday, Customer.birthday_told_at).where(
            Customer.shop_id == shop.id, Customer.id == customer_id, Customer.birthday_told_at.is_not(None),
            Customer.gone_at.is_(None),
        )
    ).one_or_none()  # fmt: skip
    if found is None:
        return None
    text = shop.keys.open("customer.birthday", customer_id, found.birthday)
    return _Word(birthday_of(text) if text else None, found.birthday_told_at)


def _is_shown(word: _Word, there: BirthDate | None) -> bool:
    return word.day == (None if there is None else birthday_of(there.text))


def _is_newer(shop: Shop, row: CustomerTelling, word: _Word, there: BirthDate | None) -> bool:
    """Whether the shop wrote something of its own later, and not what we asked it to write before this word."""
    if there is None or there.at is None or there.at <= word.at:
        return False
    return date_hash(shop.keys, there.text) != row.asked
