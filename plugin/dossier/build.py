"""A dossier: one person as the flows (profile) and policy (facts) see them at a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy.orm import Session

from plugin.birthdays import birthday_of
from plugin.dossier.consents import newest
from plugin.dossier.orders import Parts, as_order
from plugin.dossier.read import Answered, Reader
from plugin.events import Channel, Place, Purpose
from plugin.flows.flow import Case, Flow, OpenQuestion, Order, Profile, Sent, Suggestion, order_in
from plugin.model.case import TOLD_BY_CUSTOMER, Cause
from plugin.model.survey import SurveyKind
from plugin.places import country_of, home_of, normal_email, normal_phone, zones_for
from plugin.policy.verdict import Discount, Facts, Recent
from plugin.questions import band
from plugin.shops import Shop
from plugin.spending import Spending, most_of, spending, worth_of
from plugin.usage import used_up_until

QUESTION = "question"  # the flow that asks owners
CASE_REPLY = "case_reply"  # the flow that answers
_YEAR = timedelta(days=365)
_MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a message is for: a customer, or (without one) the buyer of a single order."""

    customer_id: int | None
    order_id: int | None = None


def subject_of(customer_id: int | None, about: str) -> Subject:
    return Subject(None, order_in(about)) if customer_id is None else Subject(customer_id)


@dataclass(slots=True)
class Dossier:
    """Personal fields stay sealed until somebody asks for them."""

    shop: Shop
    now: datetime
    customer: Any | None
    order_rows: list[Any]
    orders: tuple[Order, ...]
    reviewed: frozenset[tuple[int, int]]
    sent: list[Any]
    place: Place
    phone: str | None  # E.164
    zones: tuple[str, ...]
    country: str | None
    consents: list[Any] = field(default_factory=list)
    suppressed: dict[tuple[str, str], str] = field(default_factory=dict)
    suggestions: tuple[Suggestion, ...] = ()
    cases: tuple[Case, ...] = ()  # oldest first
    open_questions: tuple[OpenQuestion, ...] = ()
    matters_most: str | None = None  # to them, by their newest answer
    recommends: str | None = None  # promoter, passive or detractor, by their newest answer
    used_up_until: datetime | None = None
    spending: Spending | None = None  # None: the shop sets its codes no limit
    coded: frozenset[str] = frozenset()  # messages that have a code already
    _hashed: dict[Channel, str | None] = field(default_factory=dict)  # worked out once for each channel

    @property
    def customer_id(self) -> int | None:
        return None if self.customer is None else self.customer.id

    @property
    def case_opened_at(self) -> datetime | None:
        """Of the oldest case that is open."""
        return next((case.opened_at for case in self.cases if case.closed_at is None), None)

    @property
    def email(self) -> str | None:
        """The normalised address: the customer's, else the newest order's contact address."""
        return normal_email(self._newest("email"))

    @property
    def first_name(self) -> str | None:
        if self.customer is None:
            return None
        return self.shop.keys.open("customer.first_name", self.customer.id, self.customer.first_name)

    @property
    def locale(self) -> str | None:
        """What they read by: the customer's own locale, else that of the newest order with one; None: not known."""
        found = self.customer.locale if self.customer is not None else None
        return found or next((row.locale for row in reversed(self.order_rows) if row.locale), None)

    def address(self, channel: Channel) -> str | None:
        return self.email if channel is Channel.EMAIL else self.phone

    def address_hash(self, channel: Channel) -> str | None:
        if channel not in self._hashed:
            address = self.address(channel)
            kind = "email" if channel is Channel.EMAIL else "phone"
            self._hashed[channel] = None if address is None else self.shop.keys.lookup(kind, address)
        return self._hashed[channel]

    def profile(self, flow: Flow, about: str) -> Profile:
        """What the flow may see. KeyError while the flow is off."""
        birthday = None
        if self.customer is not None and self.customer.birthday is not None:
            birthday = birthday_of(
                self.shop.keys.open("customer.birthday", self.customer.id, self.customer.birthday) or ""
            )
        return Profile(
            now=self.now, zone=self.zones[0], customer_id=self.customer_id, first_name=None, orders=self.orders,
            birthday=birthday, birthday_known_at=self.customer.birthday_known_at if self.customer else None,
            sent=tuple(_sent(row) for row in self.sent if row.customer_id == self.customer_id),
            reviewed=self.reviewed,
            asked_products=self._asked(about), suggestions=self.suggestions, cases=self.cases,
            open_questions=self.open_questions, case_opened_at=self.case_opened_at,
            flow_on_since=self.shop.flow_on_since(flow.name),
        )  # fmt: skip

    def facts(self, row: Any, flow: Flow, channel: Channel, due_at: datetime, useful_until: datetime) -> Facts:
        """What policy may know about this message if it went over `channel`."""
        hashed = self.address_hash(channel)
        entries = [entry for entry in self.consents if entry.channel == channel.value]
        mine = [entry for entry in entries if entry.customer_id is not None and entry.customer_id == self.customer_id]
        there = [entry for entry in entries if hashed is not None and entry.address_hash == hashed]
        since = self.now - _MONTH
        return Facts(
            now=self.now, flow=flow.name, step=row.step, about=row.about, purpose=Purpose(row.purpose),
            channel=channel, due_at=due_at, useful_until=useful_until, hours=flow.hours, settings=self.shop.settings,
            is_installed=self.shop.uninstalled_at is None, paused_at=self.shop.paused_at, country=self.country,
            province=self.place.province, zones=self.zones, address_problem=self._problem(channel, hashed),
            consent=newest(mine), address_consent=newest(there),
            suppressed=self.suppressed.get((hashed or "", channel.value)),
            last_purchase_at=max(
                (order.paid_at for order in self.orders if order.is_valid and order.paid_at), default=None
            ),
            recent=tuple(_recent(one) for one in self.sent if one.first_sent_at > since and one.id != row.id),
            case_opened_at=self.case_opened_at, used_up_until=self.used_up_until, discount=self._discount(row, flow),
        )  # fmt: skip

    def is_same_person(self, customer_id: int | None, to_hash: str | None) -> bool:
        if customer_id is not None and customer_id == self.customer_id:
            return True
        return to_hash is not None and to_hash in {self.address_hash(channel) for channel in Channel}

    def count(self, row: Any, now: datetime) -> None:
        """A message that is about to leave counts from now on: for the budget, and for the flows."""
        sent = SimpleNamespace(
            id=row.id, customer_id=row.customer_id, to_hash=row.to_hash, flow=row.flow, step=row.step,
            about=row.about, channel=row.channel, purpose=row.purpose, first_sent_at=now, accepted_at=None,
            code=row.code, code_ends_at=row.code_ends_at, product_ids=row.product_ids, used_at=None,
            void_at=None, end_at=None,
        )  # fmt: skip
        self.sent = [*self.sent, sent]

    def _discount(self, row: Any, flow: Flow) -> Discount | None:
        found = self.spending
        if found is None or found.left is None or not flow.gives_code or row.step != 0 or row.id in self.coded:
            return None
        percent = self.shop.settings.flow(flow.name).percent
        return Discount(worth_of(self.shop, self.orders, percent), found.left, found.ends_at)

    def _problem(self, channel: Channel, hashed: str | None) -> str | None:
        if self.customer is not None and self.customer.gone_at is not None:
            return "customer_gone"
        if hashed is not None:
            return None
        raw = self._newest("email" if channel is Channel.EMAIL else "phone")
        kind = "email" if channel is Channel.EMAIL else "phone"
        return f"bad_{kind}" if raw else f"no_{kind}"

    def _newest(self, field_name: str) -> str | None:
        if self.customer is not None:
            sealed = getattr(self.customer, field_name)
            if sealed is not None:
                return self.shop.keys.open(f"customer.{field_name}", self.customer.id, sealed)
        for row in reversed(self.order_rows):
            sealed = getattr(row, field_name)
            if sealed is not None and (self.customer is not None or field_name == "email"):
                return self.shop.keys.open(f"orders.{field_name}", row.id, sealed)
        return None

    def _asked(self, about: str) -> frozenset[int]:
        return frozenset(
            product
            for row in self.sent
            if row.flow == "review_request" and row.about != about and row.first_sent_at > self.now - _YEAR
            for product in row.product_ids
        )


def load(
    session: Session, shop: Shop, subjects: Collection[Subject], now: datetime, *, for_policy: bool = False
) -> dict[Subject, Dossier]:
    """Dossiers of these people, in a bounded number of queries. Unknown people are left out."""
    reader = Reader(session, now)
    customer_ids = {subject.customer_id for subject in subjects if subject.customer_id is not None}
    guests = {
        subject.order_id for subject in subjects if subject.customer_id is None and subject.order_id is not None
    }
    customers = reader.customers(customer_ids)
    order_rows = reader.orders(customer_ids, guests)
    parts = Parts.read(reader, [row.id for row in order_rows])
    by_person: dict[Subject, list[Any]] = defaultdict(list)
    for row in order_rows:
        by_person[Subject(row.customer_id) if row.customer_id in customer_ids else Subject(None, row.id)].append(row)
    dossiers = {
        subject: _dossier(shop, now, customers.get(subject.customer_id or 0), by_person[subject], parts)
        for subject in subjects
        if subject.customer_id in customers or by_person[subject]
    }
    hashes = _hashes(dossiers.values()) if for_policy else set()
    _add_sent(dossiers, reader.sent(customer_ids, hashes))
    cases = reader.cases(customer_ids, guests)
    answered = reader.case_answers([row.id for row in cases]) if CASE_REPLY in shop.flows_on_since else {}
    _add_cases(dossiers, cases, answered)
    if QUESTION in shop.flows_on_since:
        _add_questions(dossiers, reader.open_questions(customer_ids))
    if for_policy:
        _add_policy(dossiers, reader.consents(customer_ids, hashes), reader.suppressions(hashes))
        _add_answers(dossiers, reader.answers(customer_ids))
        until = used_up_until(session, shop, now)
        spent = spending(session, shop, now) if most_of(shop) is not None else None
        coded = reader.coded(customer_ids) if spent is not None else frozenset()
        for dossier in dossiers.values():
            dossier.used_up_until, dossier.spending, dossier.coded = until, spent, coded
    return dossiers


def _dossier(shop: Shop, now: datetime, customer: Any | None, rows: list[Any], parts: Parts) -> Dossier:
    home = shop.country or home_of(shop.time_zone)
    place = _place(customer, rows)
    phone = _phone(shop, customer, rows, place)
    return Dossier(
        shop=shop, now=now, customer=customer, order_rows=rows,
        orders=tuple(as_order(row, parts, home) for row in rows),
        reviewed=frozenset((row.id, one.line_id) for row in rows for one in parts.reviews.get(row.id, ())),
        sent=[], place=place, phone=phone, zones=zones_for(place, phone, shop.time_zone),
        country=country_of(place, phone),
    )  # fmt: skip


def _place(customer: Any | None, rows: list[Any]) -> Place:
    """Where they live: the newest order's shipping address, else the default address."""
    source = next((row for row in reversed(rows) if row.country), None) or customer
    if source is None:
        return Place()
    return Place(source.country, source.province, source.city, source.postcode)


def _phone(shop: Shop, customer: Any | None, rows: list[Any], place: Place) -> str | None:
    if customer is None:
        return None
    raw = shop.keys.open("customer.phone", customer.id, customer.phone)
    country = customer.country or place.country
    if raw is None:
        row = next((row for row in reversed(rows) if row.phone is not None), None)
        if row is not None:
            raw, country = shop.keys.open("orders.phone", row.id, row.phone), row.country or country
    return normal_phone(raw, country)


def _hashes(dossiers: Iterable[Dossier]) -> set[str]:
    return {
        hashed for dossier in dossiers for channel in Channel if (hashed := dossier.address_hash(channel)) is not None
    }


def _add_sent(dossiers: dict[Subject, Dossier], rows: list[Any]) -> None:
    if not rows:
        return
    for dossier in dossiers.values():
        mine = {dossier.address_hash(channel) for channel in Channel} - {None}
        dossier.sent = [
            row
            for row in rows
            if (row.customer_id is not None and row.customer_id == dossier.customer_id) or row.to_hash in mine
        ]


def _add_cases(dossiers: dict[Subject, Dossier], rows: list[Any], answered: Mapping[str, Answered]) -> None:
    for row in rows:
        subject = Subject(row.customer_id) if row.customer_id is not None else Subject(None, row.order_id)
        dossier = dossiers.get(subject)
        if dossier is not None:
            dossier.cases = (*dossier.cases, _case(row, tuple(answered.get(row.id, ()))))


def _case(row: Any, answers: tuple[tuple[int, datetime], ...]) -> Case:
    is_known = row.first_answer_at is not None or Cause(row.cause) in TOLD_BY_CUSTOMER
    return Case(row.id, row.opened_at, row.closed_at, is_known, answers)


def _add_answers(dossiers: dict[Subject, Dossier], rows: list[Any]) -> None:
    for row in rows:  # the newest is the last
        dossier = dossiers.get(Subject(row.customer_id))
        if dossier is not None and row.kind == SurveyKind.VALUES:
            dossier.matters_most = row.choice
        if dossier is not None and row.kind == SurveyKind.NPS:
            dossier.recommends = band(row.score)


def _add_questions(dossiers: dict[Subject, Dossier], rows: list[Any]) -> None:
    for row in rows:
        dossier = dossiers.get(Subject(row.customer_id))
        if dossier is not None:
            asked = OpenQuestion(row.id, row.product_id, row.published_at)
            dossier.open_questions = (*dossier.open_questions, asked)


def _add_policy(dossiers: dict[Subject, Dossier], entries: list[Any], suppressed: dict[tuple[str, str], str]) -> None:
    by_customer: dict[int, list[Any]] = defaultdict(list)
    by_hash: dict[str, list[Any]] = defaultdict(list)
    for entry in entries:
        if entry.customer_id is not None:
            by_customer[entry.customer_id].append(entry)
        if entry.address_hash is not None:
            by_hash[entry.address_hash].append(entry)
    for dossier in dossiers.values():
        found = {id(entry): entry for entry in by_customer.get(dossier.customer_id or 0, ())}
        for channel in Channel:
            found.update((id(entry), entry) for entry in by_hash.get(dossier.address_hash(channel) or "", ()))
        dossier.consents = list(found.values())
        dossier.suppressed = suppressed


def _sent(row: Any) -> Sent:
    return Sent(
        flow=row.flow, step=row.step, about=row.about, channel=Channel(row.channel), purpose=Purpose(row.purpose),
        at=row.accepted_at or row.first_sent_at, code=row.code, code_ends_at=row.code_ends_at,
        code_is_used=row.used_at is not None, code_is_ended=row.void_at is not None or row.end_at is not None,
    )  # fmt: skip


def _recent(row: Any) -> Recent:
    return Recent(
        at=row.first_sent_at, flow=row.flow, channel=Channel(row.channel), purpose=Purpose(row.purpose),
        about=row.about, step=row.step,
    )  # fmt: skip
