"""People as lines of a file: points as they came, customers with what they agree to now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from plugin.birthdays import birthday_of, written_birthday
from plugin.dossier.consents import newest
from plugin.events import Channel, ConsentState
from plugin.model.customer import ConsentEntry, Customer
from plugin.model.moving import ImportedPerson
from plugin.moving import cells
from plugin.moving.dates import moment, plain_day
from plugin.moving.format import Format, Noun
from plugin.moving.formats import FORMATS
from plugin.moving.people import UNDATED
from plugin.moving.review_lines import Rest
from plugin.moving.wrong import Wrong
from plugin.places import normal_email, normal_phone
from plugin.policy.verdict import Answer
from plugin.shops import Shop

_PER_READ = 500
_PLACE = ("country", "province", "city", "postcode")
Parts = tuple[Mapping[str, str], Mapping[str, str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Person:
    """A customer, or only the line of a file, or both."""

    customer: Customer | None
    line: ImportedPerson | None


def people_out(session: Session, shop: Shop, form: Format) -> Iterator[Parts]:
    """Customers first, then who is only known by a file."""
    if form.noun is Noun.POINTS:
        for line in _points(session, shop, form):
            rest = _rest(shop, line)
            yield rest.ours, rest.theirs if line.kind == form.kind else {}, frozenset(rest.ours)
        return
    for some in _people(session, shop, form):
        answers = _answers(session, shop, some)
        for one in some:
            yield _parts(shop, form, one, answers)
        session.expunge_all()


def _points(session: Session, shop: Shop, form: Format) -> Iterator[ImportedPerson]:
    """Each balance once: those of other kinds only of people whom this kind does not name."""
    kinds = [kind for kind, one in FORMATS.items() if one.noun is Noun.POINTS]
    named = select(ImportedPerson.email_hash).where(
        ImportedPerson.shop_id == shop.id, ImportedPerson.kind == form.kind, ImportedPerson.email_hash.is_not(None)
    )
    mine = or_(ImportedPerson.kind == form.kind, ImportedPerson.email_hash.not_in(named))
    rows = select(ImportedPerson).where(ImportedPerson.shop_id == shop.id, ImportedPerson.kind.in_(kinds), mine)
    found = session.scalars(
        rows.order_by(ImportedPerson.kind, ImportedPerson.id).execution_options(yield_per=_PER_READ)
    )
    for some in found.partitions():
        yield from some
        session.expunge_all()


def _people(session: Session, shop: Shop, form: Format) -> Iterator[list[_Person]]:
    kind: ColumnElement[bool] = and_(ImportedPerson.shop_id == shop.id, ImportedPerson.kind == form.kind)
    living = (Customer.shop_id == shop.id, Customer.gone_at.is_(None), Customer.merged_into.is_(None))
    customers = (
        select(Customer, ImportedPerson)
        .outerjoin(ImportedPerson, and_(kind, ImportedPerson.customer_id == Customer.id))
        .where(*living)
        .order_by(Customer.id)
    )
    alone = (
        select(Customer, ImportedPerson)
        .select_from(ImportedPerson)
        .outerjoin(Customer, and_(*living, Customer.id == ImportedPerson.customer_id))
        .where(kind, Customer.id.is_(None))
        .order_by(ImportedPerson.id)
    )
    for rows in (customers, alone):
        for some in session.execute(rows.execution_options(yield_per=_PER_READ)).partitions():
            yield [_Person(customer, line) for customer, line in some]


def _parts(shop: Shop, form: Format, one: _Person, answers: Mapping[tuple[object, str], list[Any]]) -> Parts:
    rest = _rest(shop, one.line)
    found = dict(rest.ours)
    if one.customer is not None:
        found |= _now(shop, one.customer, rest.ours)
    for channel in Channel:
        _say(form, found, channel, _answer(one, channel, answers))
    return found, rest.theirs, frozenset(name for name in found if found[name])


def _now(shop: Shop, row: Customer, was: Mapping[str, str]) -> dict[str, str]:
    """What is known of the customer now, in the words of the file where they still mean the same."""
    open = shop.keys.open
    read: dict[str, Callable[[str], object]] = {
        "id": cells.number, "email": normal_email, "phone": lambda cell: normal_phone(cell, row.country),
        "birthday": _day,
    }  # fmt: skip
    now: dict[str, str | None] = {
        "id": str(row.id), "email": open("customer.email", row.id, row.email),
        "phone": open("customer.phone", row.id, row.phone),
        "first_name": open("customer.first_name", row.id, row.first_name),
        "last_name": open("customer.last_name", row.id, row.last_name),
        "birthday": open("customer.birthday", row.id, row.birthday), **{name: getattr(row, name) for name in _PLACE},
    }  # fmt: skip
    day = birthday_of(now["birthday"] or "")
    if day is not None:
        now["birthday"] = written_birthday(*day, None)
    kept = {}
    for name, value in now.items():
        same = read.get(name, cells.line)
        old = was.get(name, "")
        is_same = value is None or (old and same(cells.bare(old)) == same(value))
        kept[name] = old if is_same else str(value)
    return kept


def _say(form: Format, found: dict[str, str], channel: Channel, answer: Answer | None) -> None:
    """Of who never answered here the words of the file stay, whatever they were worth."""
    name, at = f"{channel}_yes", f"{channel}_at"
    if answer is None and found.get(name):
        return
    yes, no = form.yes_no
    is_yes = answer is not None and answer.state is ConsentState.SUBSCRIBED
    if cells.is_yes(found.get(name, "")) != is_yes or not found.get(name):
        found[name] = yes if is_yes else no
    if answer is not None and answer.at != UNDATED and _moment(found.get(at, "")) != answer.at:
        found[at] = answer.at.strftime(form.moments)


def _answer(one: _Person, channel: Channel, answers: Mapping[tuple[object, str], list[Any]]) -> Answer | None:
    keys = {one.customer.id} if one.customer is not None else set()
    hashes = {getattr(row, f"{'email' if channel is Channel.EMAIL else 'phone'}_hash")
              for row in (one.customer, one.line) if row is not None} - {None}  # fmt: skip
    return newest({entry.id: entry for key in (*keys, *hashes) for entry in answers.get((key, channel), ())}.values())


def _answers(session: Session, shop: Shop, some: Sequence[_Person]) -> dict[tuple[object, str], list[Any]]:
    rows = [row for one in some for row in (one.customer, one.line) if row is not None]
    ids = {one.customer.id for one in some if one.customer is not None}
    hashes = {hashed for row in rows for hashed in (row.email_hash, row.phone_hash)} - {None}
    found: dict[tuple[object, str], list[Any]] = {}
    theirs = or_(ConsentEntry.customer_id.in_(ids), ConsentEntry.address_hash.in_(hashes))
    for entry in session.execute(
        select(
            ConsentEntry.id, ConsentEntry.customer_id, ConsentEntry.address_hash, ConsentEntry.channel,
            ConsentEntry.state, ConsentEntry.level, ConsentEntry.at,
        ).where(ConsentEntry.shop_id == shop.id, theirs)
    ):  # fmt: skip
        for key in {entry.customer_id, entry.address_hash} - {None}:
            found.setdefault((key, entry.channel), []).append(entry)
    return found


def _rest(shop: Shop, line: ImportedPerson | None) -> Rest:
    if line is None:
        return Rest()
    return msgspec.json.decode(shop.keys.open_bytes("imported_person.said", line.id, line.said), type=Rest)


def _day(cell: str) -> object:
    try:
        day = plain_day(cell, None)
    except Wrong:
        return birthday_of(cell)
    return day.month, day.day


def _moment(cell: str) -> object:
    try:
        return moment(cells.bare(cell), None) if cell else None
    except Wrong:
        return None
