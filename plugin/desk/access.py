"""The access log: which member of staff came in, saw, exported or erased whose data, changed what, and when."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from plugin.desk.asked import id_in
from plugin.desk.place import KEYED, place_in, place_of
from plugin.desk.who import Who, names_of
from plugin.encore import Encore
from plugin.ledger import digest
from plugin.model.shop import Shop as Row
from plugin.model.staff import AccessEntry, Deed
from plugin.shops import Shop

PER_PAGE = 50
ONCE_IN = timedelta(hours=1)  # the same person looking at the same thing again is no new line


@dataclass(frozen=True, slots=True)
class Choice:
    """Which lines; "" and None mean any."""

    user_id: str = ""
    deed: str = ""
    customer_id: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `who` is None where it concerns no customer, and a guest's where the customer was erased."""

    at: datetime
    user_id: str
    deed: Deed
    who: Who | None
    of_user: str | None
    role: str | None
    what: str | None


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Entry]
    after: str | None  # where the next page begins; None: this is the last


def note(
    session: Session, shop: Shop, user_id: str, deed: Deed, now: datetime, *, customer_id: int | None = None,
    of_user: str | None = None, role: str | None = None, what: str | None = None,
) -> None:  # fmt: skip
    """One line more, in the transaction of what it tells of: neither is kept without the other."""
    number, before = _last(session, shop)
    entry = AccessEntry(
        shop_id=shop.id, id=secrets.token_hex(8), at=now, user_id=user_id, deed=deed.value,
        customer_id=customer_id, subject_hash=_subject(shop, customer_id), of_user=of_user, role=role,
        what=what, number=number + 1, before=before,
    )  # fmt: skip
    entry.chain = digest(before, entry.digested)
    session.add(entry)
    session.flush()


def seen(encore: Encore, shop: Shop, user_id: str, deed: Deed, customer_id: int | None = None) -> None:
    """Write down that somebody saw people (LISTED), or one of them (LOOKED); within an hour once."""
    now = encore.clock.now()
    mine = [AccessEntry.user_id == user_id, AccessEntry.deed == deed.value, AccessEntry.at > now - ONCE_IN]
    mine.append(AccessEntry.subject_hash.is_not_distinct_from(_subject(shop, customer_id)))
    with encore.database.read(shop.id) as session:
        if session.scalar(select(AccessEntry.id).where(AccessEntry.shop_id == shop.id, *mine).limit(1)):
            return
    with encore.database.write(shop.id) as session:
        note(session, shop, user_id, deed, now, customer_id=customer_id)


def choice(user_id: str = "", deed: str = "", customer: str = "") -> Choice:
    """What an address asks for; what nobody knows counts as not asked."""
    return Choice(
        user_id[:64], deed if deed in set(Deed) else "",
        id_in(customer),
    )  # fmt: skip


def listed(session: Session, shop: Shop, chosen: Choice, *, after: str = "", per_page: int = PER_PAGE) -> Page:
    """One page, the newest first."""
    rows = select(AccessEntry).where(AccessEntry.shop_id == shop.id, *_wanted(shop, chosen))
    place = place_in(after, KEYED)
    if place is not None:
        at, id = place
        rows = rows.where(AccessEntry.at <= at, or_(AccessEntry.at < at, AccessEntry.id < id))
    newest = rows.order_by(AccessEntry.at.desc(), AccessEntry.id.desc()).limit(per_page + 1)
    found = list(session.scalars(newest))
    shown, more = found[:per_page], found[per_page:]
    people = names_of(session, shop, {row.customer_id for row in shown if row.customer_id is not None})
    return Page([_entry(row, people) for row in shown], place_of(shown[-1].at, shown[-1].id) if more else None)


def _last(session: Session, shop: Shop) -> tuple[int, str]:
    """Number and chain of the newest line. Until this transaction ends nobody adds another."""
    session.execute(select(Row.id).where(Row.id == shop.id).with_for_update(key_share=True))
    newest = select(AccessEntry.number, AccessEntry.chain).where(AccessEntry.shop_id == shop.id)
    found = session.execute(newest.order_by(AccessEntry.number.desc()).limit(1)).one_or_none()
    return (found.number, found.chain) if found else (0, shop.public_id)


def _wanted(shop: Shop, chosen: Choice) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if chosen.user_id:
        wanted.append(or_(AccessEntry.user_id == chosen.user_id, AccessEntry.of_user == chosen.user_id))
    if chosen.deed:
        wanted.append(AccessEntry.deed == chosen.deed)
    if chosen.customer_id is not None:
        wanted.append(AccessEntry.subject_hash == _subject(shop, chosen.customer_id))
    return wanted


def _subject(shop: Shop, customer_id: int | None) -> str | None:
    return None if customer_id is None else shop.keys.lookup("customer", str(customer_id))


def _entry(row: AccessEntry, people: Mapping[int, Who]) -> Entry:
    who = people.get(row.customer_id or 0, Who(row.customer_id, "")) if row.subject_hash else None
    return Entry(row.at, row.user_id, Deed(row.deed), who, row.of_user, row.role, row.what)
