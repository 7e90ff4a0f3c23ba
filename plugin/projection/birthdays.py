"""Birthdays: what somebody says of themselves stands until the shop says another day later, and the shop is to hear
it (plugin.telling). Never a year."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from plugin.birthdays import birthday_of
from plugin.db.prepared import SHOP, Prepared
from plugin.events import BirthdayTakenBack, BirthdayTold, CustomerSeen
from plugin.model.customer import Customer
from plugin.projection.work import Work, final_id
from plugin.telling import BIRTHDAY, asked, date_hash, to_be_shown

_NOTHING = {"birthday": None, "birthday_hash": None, "birthday_known_at": None}
_KNOWN = Prepared(
    select(
        Customer.birthday, Customer.birthday_hash, Customer.birthday_known_at, Customer.birthday_told_at
    ).where(Customer.shop_id == SHOP, Customer.id == bindparam("id"))
)  # fmt: skip


def project_birthday(work: Work, event: BirthdayTold) -> None:
    """Of somebody unknown or erased nothing is kept."""
    id = final_id(work, event.customer_id)
    row = _KNOWN.row(work.session, id=id)
    if row is not None and not _is_settled_later(row, event.at):
        _keep_word(work, id, born(work, id, (event.month, event.day), event.at, row), event.at)


def project_taken_back(work: Work, event: BirthdayTakenBack) -> None:
    """It is forgotten, and an older date of the shop's does not bring it back."""
    id = final_id(work, event.customer_id)
    row = _KNOWN.row(work.session, id=id)
    if row is not None and row.birthday_hash is not None and not _is_settled_later(row, event.at):
        _keep_word(work, id, _NOTHING, event.at)


def bring_birthday(work: Work, kept_id: int, gone_id: int) -> None:
    """The word of a customer who was merged away is one of the kept customer's."""
    row = _KNOWN.row(work.session, id=gone_id)
    if row is None or row.birthday_told_at is None:
        return
    day = birthday_of(work.keys.open("customer.birthday", gone_id, row.birthday) or "")
    if day is None:
        project_taken_back(work, BirthdayTakenBack(kept_id, row.birthday_told_at))
    else:
        project_birthday(work, BirthdayTold(kept_id, *day, row.birthday_told_at))


def seen_birthday(work: Work, event: CustomerSeen, row: Any | None) -> dict[str, Any]:
    """The columns that change by a view of the shop's. None there takes away what the shop had told, never what the
    customer told here."""
    known: datetime | None = event.birthday_known_at or event.updated_at
    day = birthday_of(event.birthday) if event.birthday else None
    if row is not None and row.birthday_told_at is not None and not _is_news(work, event, row, day, known):
        return {}
    if day is None:
        return _NOTHING
    return {**born(work, event.id, day, known, row), "birthday_told_at": None}


def _keep_word(work: Work, id: int, columns: dict[str, Any], at: datetime) -> None:
    work.update(Customer, id, {**columns, "birthday_told_at": at})
    to_be_shown(work.session, work.shop.id, BIRTHDAY, [id], work.now)


def _is_settled_later(row: Any, at: datetime) -> bool:
    """Whether they, or the shop, said another birthday after that moment: news may overtake each other."""
    if row.birthday_told_at is not None:
        return bool(row.birthday_told_at > at)
    return row.birthday_hash is not None and row.birthday_known_at is not None and bool(row.birthday_known_at > at)


def _is_news(
    work: Work, event: CustomerSeen, row: Any, day: tuple[int, int] | None, known: datetime | None
) -> bool:  # fmt: skip
    """Whether the shop says something else than the customer, and later. What it shows because we told it is an echo,
    and may be one of a word that they have replaced meanwhile."""
    if day is None or known is None or known <= row.birthday_told_at:
        return False
    if _day_hash(work, day) == row.birthday_hash:
        return False
    return date_hash(work.keys, event.birthday or "") != asked(work.session, work.shop.id, BIRTHDAY, event.id)


def born(
    work: Work, id: int, day: tuple[int, int], known: datetime | None, row: Any | None
) -> dict[str, Any]:  # fmt: skip
    """The columns of a birthday. The same day said again is known since it was first said."""
    found = _day_hash(work, day)
    if known is not None and row is not None and row.birthday_hash == found and row.birthday_known_at is not None:
        known = min(known, row.birthday_known_at)
    return {
        "birthday": work.keys.seal("customer.birthday", id, _text(day)),
        "birthday_hash": found,
        "birthday_known_at": known,
    }


def _day_hash(work: Work, day: tuple[int, int]) -> str:
    return work.keys.lookup("birthday", _text(day))


def _text(day: tuple[int, int]) -> str:
    return f"{day[0]:02}-{day[1]:02}"
