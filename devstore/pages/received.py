"""Who has received what: a box for each address and number, joined where one customer owns both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from devstore.model.messages import Message
from devstore.model.people import Customer
from devstore.pages.everybody import by_name
from devstore.provider import mailbox

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Box:
    """`customer` is None for an address that belongs to nobody who buys here; then `to` is the address."""

    name: str
    customer: Customer | None
    to: str
    mails: int
    texts: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Arrived:
    message: Message
    name: str
    customer: Customer | None


def boxes(session: Session) -> list[Box]:
    """Everybody; whoever received something last comes first."""
    counted = select(Message.to, func.count(), func.max(Message.at)).group_by(Message.to)
    counts = {to: (count, last) for to, count, last in session.execute(counted)}
    owners = by_name(session)
    found = [_box_of(owner, counts) for owner in owners]
    theirs = set(_owners(owners))
    found += [
        Box(to, None, to, *((0, count) if to.startswith("+") else (count, 0)), last)
        for to, (count, last) in counts.items()
        if to not in theirs
    ]
    return sorted(found, key=lambda box: (box.last_at is None, -(box.last_at.timestamp() if box.last_at else 0)))


def newest(session: Session) -> list[Arrived]:
    owners = _owners(session.scalars(select(Customer)).all())
    return [
        Arrived(one, owners[one.to].shown_name if one.to in owners else one.to, owners.get(one.to))
        for one in mailbox.everything(session, limit=_SHOWN)
    ]


def _box_of(owner: Customer, counts: dict[str, tuple[int, datetime]]) -> Box:
    mails, last_mail = counts.get((owner.email or "").lower(), (0, None))
    texts, last_text = counts.get(owner.phone or "", (0, None))
    times = [at for at in (last_mail, last_text) if at is not None]
    return Box(owner.shown_name, owner, "", mails, texts, max(times) if times else None)


def _owners(customers: Sequence[Customer]) -> dict[str, Customer]:
    """Folded address or number → whose it is."""
    return {
        place: owner for owner in customers for place in ((owner.email or "").lower(), owner.phone or "") if place
    }  # fmt: skip
