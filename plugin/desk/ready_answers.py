"""Answers that the staff have ready: kept by name, and put into the answer of a case with what is known of it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from plugin.compose.values import greeted
from plugin.compose.words import clean
from plugin.db.writes import insert_rows, update_row
from plugin.desk.access import note
from plugin.encore import Encore
from plugin.errors import EncoreError
from plugin.model.customer import Customer
from plugin.model.ready_answer import ReadyAnswer
from plugin.model.shop import Shop as Row
from plugin.model.staff import Deed
from plugin.shops import Shop

MOST = 50
NAME_LIMIT = 60
_PLACE = re.compile(r"\{(first_name|order)\}")


class TooMany(EncoreError):
    """There are as many as a list can still be read with."""


class AnswerChanged(EncoreError):
    """It is not as it was shown any more: somebody else changed it meanwhile."""


def listed(session: Session, shop: Shop) -> list[ReadyAnswer]:
    """All of them, by their names."""
    mine = select(ReadyAnswer).where(ReadyAnswer.shop_id == shop.id)
    return sorted(session.scalars(mine), key=lambda one: (one.name.casefold(), one.id))


def text_for(session: Session, shop: Shop, id: str, customer_id: int | None, order: str) -> str | None:
    """That answer with the first name and the number of the order in their places; a place stays where the thing is
    not known ("" for the order: there is none). None: there is no such answer."""
    found = session.scalar(select(ReadyAnswer.text).where(ReadyAnswer.shop_id == shop.id, ReadyAnswer.id == id))
    if found is None:
        return None
    return filled(found, {"first_name": _first_name(session, shop, customer_id), "order": clean(order)})


def filled(text: str, known: Mapping[str, str | None]) -> str:
    """What is put in is never looked at again: a customer may be called "{order}"."""
    return _PLACE.sub(lambda place: known.get(place[1]) or place[0], text)


def left_open(text: str) -> list[str]:
    """The places that are still in it, each once."""
    return list(dict.fromkeys(place[0] for place in _PLACE.finditer(text)))


def add(encore: Encore, shop: Shop, name: str, text: str, *, user_id: str) -> None:
    """Raises TooMany."""
    with encore.database.write(shop.id) as session:
        session.execute(select(Row.id).where(Row.id == shop.id).with_for_update(key_share=True))  # one after another
        counted = select(func.count()).select_from(ReadyAnswer).where(ReadyAnswer.shop_id == shop.id)
        if (session.scalar(counted) or 0) >= MOST:
            raise TooMany(f"{shop.domain} has {MOST} ready answers")
        fresh = {"id": secrets.token_hex(8), "name": name, "text": text, "changed_at": encore.clock.now()}
        insert_rows(session, ReadyAnswer, [{"shop_id": shop.id, **fresh}])
        _noted(encore, session, shop, user_id)


def change(encore: Encore, shop: Shop, id: str, name: str, text: str, *, user_id: str, seen: int) -> None:
    """Raises KeyError, AnswerChanged."""
    with encore.database.write(shop.id) as session:
        version = _seen(session, shop, id, seen)
        columns = {"name": name, "text": text, "version": version + 1, "changed_at": encore.clock.now()}
        update_row(session, ReadyAnswer, id, columns)
        _noted(encore, session, shop, user_id)


def remove(encore: Encore, shop: Shop, id: str, *, user_id: str, seen: int) -> None:
    """Raises KeyError, AnswerChanged."""
    with encore.database.write(shop.id) as session:
        _seen(session, shop, id, seen)
        session.execute(delete(ReadyAnswer).where(ReadyAnswer.shop_id == shop.id, ReadyAnswer.id == id))
        _noted(encore, session, shop, user_id)


def _seen(session: Session, shop: Shop, id: str, seen: int) -> int:
    mine = select(ReadyAnswer.version).where(ReadyAnswer.shop_id == shop.id, ReadyAnswer.id == id)
    version = session.scalar(mine.with_for_update())
    if version is None:
        raise KeyError(id)
    if version != seen:
        raise AnswerChanged(f"ready answer {id} of {shop.domain} has changed")
    return version


def _noted(encore: Encore, session: Session, shop: Shop, user_id: str) -> None:
    note(session, shop, user_id, Deed.CHANGED, encore.clock.now(), what="ready_answers")


def _first_name(session: Session, shop: Shop, customer_id: int | None) -> str | None:
    if customer_id is None:
        return None
    mine = select(Customer.first_name).where(Customer.shop_id == shop.id, Customer.id == customer_id)
    return greeted(shop.keys.open("customer.first_name", customer_id, session.scalar(mine)))
