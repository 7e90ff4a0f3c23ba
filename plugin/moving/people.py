"""People of a file: customers, what they agreed to, birthdays and points. What is here already is never overwritten,
and a yes never takes the place of a newer word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from plugin.events import IMPORT, Channel, ConsentSeen, CustomerSeen
from plugin.model.customer import ConsentEntry, Customer
from plugin.model.moving import BIRTHDAY, CONSENT, CUSTOMER, ImportedPerson
from plugin.moving.counts import Also, Counts
from plugin.moving.dates import Order
from plugin.moving.format import Format, Noun
from plugin.moving.marks import mark
from plugin.moving.people_found import PeopleFound
from plugin.moving.people_lines import PersonLine, person_line
from plugin.moving.seen import Seen
from plugin.projection.birthdays import born
from plugin.projection.consent import project_consent
from plugin.projection.customers import project_customer
from plugin.projection.work import Work
from plugin.shops import Shop

UNDATED = datetime(2000, 1, 1, tzinfo=UTC)  # when something was said if a file does not say when: anything is newer


@dataclass(frozen=True, slots=True)
class _New:
    """What of a line is news. `is_new`: the line itself is not here yet."""

    row_id: str
    line: PersonLine
    customer_id: int | None
    is_new: bool
    is_new_customer: bool
    consents: tuple[ConsentSeen, ...]
    has_new_birthday: bool


class People:
    """The people of one file."""

    def __init__(self, shop: Shop, form: Format) -> None:
        self._shop = shop
        self._form = form
        self._source = f"{IMPORT}{form.kind}"
        self._seen = Seen()

    def read(
        self, given: Mapping[str, str], theirs: Mapping[str, str], order: Order | None, now: datetime
    ) -> PersonLine:
        needs = {"sms_needs_time": ""} if "sms_at" in self._form.columns else {}
        return person_line({**given, **needs}, theirs, order, now)

    def look(self, session: Session, lines: Sequence[PersonLine | None], counts: Counts) -> list[_New]:
        """What is news. Reads only."""
        there = [line for line in lines if line is not None]
        people = PeopleFound(
            session, self._shop, ids={line.id for line in there if line.id is not None},
            emails={line.email for line in there if line.email}, phones={line.phone for line in there if line.phone},
        )  # fmt: skip
        row_ids = {line.key: self._row_id(line) for line in there}
        here = set(session.scalars(select(ImportedPerson.id).where(
            ImportedPerson.shop_id == self._shop.id, ImportedPerson.id.in_(row_ids.values())
        )))  # fmt: skip
        said = _newest_answers(session, self._shop, people, there)
        found = []
        for line in there:
            if people.is_erased(line.email, line.phone, line.id):
                counts.also[Also.ERASED] += 1
                continue
            row_id = row_ids[line.key]
            new = self._news(line, row_id, people, said, is_new=row_id not in here and row_id not in self._seen)
            self._seen.update((row_id,))
            found.append(new)
            _count(new, counts)
        return [new for new in found if _is_news(new)]

    def add(self, work: Work, import_id: str, new: Sequence[_New]) -> None:
        for one in new:
            self._add(work, import_id, one)
        work.insert_new(ImportedPerson, [self._row(work, import_id, one) for one in new if one.is_new])
        self._seen.clear()

    def _news(
        self, line: PersonLine, row_id: str, people: PeopleFound, said: Mapping[tuple[object, str], datetime], *,
        is_new: bool,
    ) -> _New:  # fmt: skip
        customer_id = people.customer_id(line.email, line.phone, line.id)
        is_new_customer = customer_id is None and line.id is not None and is_new
        owner = line.id if is_new_customer else customer_id
        consents = () if row_id in self._seen else tuple(self._consents(line, owner, people, said))
        has_birthday = customer_id is not None and people.rows[customer_id].birthday_hash is not None
        return _New(
            row_id, line, owner, is_new, is_new_customer, consents,
            has_new_birthday=line.birthday is not None and owner is not None and not has_birthday
            and row_id not in self._seen,
        )  # fmt: skip

    def _consents(
        self, line: PersonLine, owner: int | None, people: PeopleFound, said: Mapping[tuple[object, str], datetime]
    ) -> Iterable[ConsentSeen]:
        for channel, (state, at) in line.answers.items():
            address = line.email if channel is Channel.EMAIL else line.phone
            if address is None:
                continue
            hashed = people.hash_of(address) if channel is Channel.EMAIL else people.phone_hash_of(address)
            known = [said[one, channel] for one in (owner, hashed) if one is not None and (one, channel) in said]
            when = at or UNDATED
            if all(when > one for one in known):
                yield ConsentSeen(owner, channel, state, None, when, address, self._source)

    def _add(self, work: Work, import_id: str, new: _New) -> None:
        line = new.line
        if new.is_new_customer and line.id is not None:
            project_customer(work, _seen(line, work.now))
            mark(work, import_id, CUSTOMER, [line.id])
        prints = [project_consent(work, one, line.place.country) for one in new.consents]
        mark(work, import_id, CONSENT, prints)
        if new.has_new_birthday and line.birthday is not None and new.customer_id is not None:
            columns = born(work, new.customer_id, line.birthday, work.now, None)
            work.update(Customer, new.customer_id, {**columns, "birthday_told_at": UNDATED})
            mark(work, import_id, BIRTHDAY, [new.customer_id], columns["birthday_hash"])

    def _row(self, work: Work, import_id: str, new: _New) -> dict[str, object]:
        line = new.line
        return {
            "shop_id": work.shop.id, "id": new.row_id, "import_id": import_id, "kind": self._form.kind,
            "customer_id": new.customer_id,
            "email_hash": None if line.email is None else work.keys.lookup("email", line.email),
            "phone_hash": None if line.phone is None else work.keys.lookup("phone", line.phone),
            "points": line.points,
            "said": work.keys.seal_bytes("imported_person.said", new.row_id, msgspec.json.encode(line.rest)),
        }  # fmt: skip

    def _row_id(self, line: PersonLine) -> str:
        """Points and birthdays of one app come in two files about the same people."""
        part = "birthday" if self._form.noun is Noun.POINTS and line.points is None else ""
        return self._shop.keys.name("import/person", f"{self._form.kind}|{part}|{line.key}").hex()


def _is_news(new: _New) -> bool:
    return new.is_new or bool(new.consents) or new.has_new_birthday


def _count(new: _New, counts: Counts) -> None:
    if not _is_news(new):
        counts.doubles += 1
        return
    counts.added += 1
    counts.also[Also.CUSTOMERS] += new.is_new_customer
    counts.also[Also.CONSENTS] += len(new.consents)
    counts.also[Also.CONSENTS_WITHOUT_TIME] += new.line.timeless
    counts.also[Also.BIRTHDAYS] += new.has_new_birthday
    counts.also[Also.NOT_CUSTOMERS] += new.customer_id is None
    counts.also[Also.POINTS] += new.line.points or 0 if new.is_new else 0


def _seen(line: PersonLine, now: datetime) -> CustomerSeen:
    """As short as the view of a customer inside an order: whatever Shopify tells itself wins."""
    assert line.id is not None
    return CustomerSeen(
        id=line.id, updated_at=now, created_at=None, email=line.email, phone=line.phone, first_name=line.first_name,
        last_name=line.last_name, locale=None, place=line.place, is_full=False,
    )  # fmt: skip


def _newest_answers(
    session: Session, shop: Shop, people: PeopleFound, lines: Sequence[PersonLine]
) -> dict[tuple[object, str], datetime]:
    """When each customer and each address last said something about a channel."""
    owners = {people.customer_id(line.email, line.phone, line.id) for line in lines} - {None}
    hashes = {people.hash_of(line.email) for line in lines} | {people.phone_hash_of(line.phone) for line in lines}
    found: dict[tuple[object, str], datetime] = {}
    rows = session.execute(
        select(
            ConsentEntry.customer_id, ConsentEntry.address_hash, ConsentEntry.channel,
            func.max(ConsentEntry.at, type_=ConsentEntry.at.type).label("at"),
        )
        .where(
            ConsentEntry.shop_id == shop.id,
            or_(ConsentEntry.customer_id.in_(owners), ConsentEntry.address_hash.in_(hashes - {None})),
        )
        .group_by(ConsentEntry.customer_id, ConsentEntry.address_hash, ConsentEntry.channel)
    )  # fmt: skip
    for row in rows:
        for key in (row.customer_id, row.address_hash):
            if key is not None:
                found[key, row.channel] = max(row.at, found.get((key, row.channel), row.at))
    return found
