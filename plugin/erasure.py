"""Forgets one person, everywhere: rows, queued bodies, message contents, codes. Orders stay as anonymous
figures; suppressions stay as keyed hashes, and a keyed hash stops a re-import (trust section 7)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, literal, or_, select, update
from sqlalchemy.orm import Session

from plugin import ledger
from plugin.cases import forget_cases
from plugin.code_ends import EndReason, end_codes
from plugin.events import CustomerRedacted, CustomerSeen, Event, OrderSeen
from plugin.help_desk import forget_facts
from plugin.model.customer import ConsentEntry, ConsentTelling, Customer, PrivacyRequest, Tombstone
from plugin.model.flow_trigger import FlowTrigger
from plugin.model.inbox import InboxItem, InboxState
from plugin.model.message import Code, Message, MessageEvent
from plugin.model.moving import ABOUT_CUSTOMERS, ImportedPerson, ImportFile, ImportMark
from plugin.model.not_arrived import NotArrived
from plugin.model.order import Order, Parcel
from plugin.model.replay_run import ReplayRun
from plugin.model.review import Review, ReviewPhoto
from plugin.model.staff import AccessEntry
from plugin.places import normal_email, normal_phone
from plugin.privacy import customer_ids_of, log_erasure, order_ids_of, subjects_of
from plugin.product_questions import forget_questions
from plugin.projection.work import Work, erased_at
from plugin.shops import Shop
from plugin.surveys import forget_answers
from plugin.telling import forget as forget_tellings

_ORDER_FIELDS: dict[str, Any] = {
    "customer_id": None, "email": None, "email_hash": None, "phone": None, "phone_hash": None, "status_url": None,
    "city": None, "postcode": None, "codes": [],
}  # fmt: skip
_MESSAGE_FIELDS = {
    "to": None, "to_hash": None, "subject": None, "text": None, "payload": None, "links": None, "customer_id": None,
    "code": None,
}  # fmt: skip
NOBODY = 0  # whose a code is once its owner is forgotten; no customer of the platform has that id


def erase_customer(work: Work, event: CustomerRedacted) -> None:
    """Everything personal of this person goes, and what is planned for them is cancelled; their codes are
    ended by the stage `codes`. Twice is the same as once."""
    shop_id, session = work.shop.id, work.session
    ids = customer_ids_of(work, event)
    order_ids = order_ids_of(work, ids, event.order_ids)
    theirs = or_(Message.customer_id.in_(ids), Message.about.in_([f"order:{id}" for id in order_ids]))
    hashes = _address_hashes(work, ids, order_ids) | _told_hashes(work, event)
    ledger.cancel_where(session, work.shop, work.now, "erased", theirs)
    of_them = select(Message.id).where(Message.shop_id == shop_id, theirs)
    own = or_(Code.customer_id.in_(ids), Code.message_id.in_(of_them))
    end_codes(session, shop_id, EndReason.ERASED, work.now, own)
    _forget_receipts(work, theirs)
    session.execute(update(Message).where(Message.shop_id == shop_id, theirs).values(_fields(_MESSAGE_FIELDS)))
    session.execute(update(Order).where(Order.shop_id == shop_id, Order.id.in_(order_ids)).values(_ORDER_FIELDS))
    session.execute(delete(ReplayRun).where(ReplayRun.shop_id == shop_id))  # may name them; asked for again at will
    session.execute(
        update(Parcel)
        .where(Parcel.shop_id == shop_id, Parcel.order_id.in_(order_ids))
        .values(tracking_number=None, tracking_url=None)
    )
    _make_reviews_anonymous(work, ids, order_ids, hashes)
    session.execute(delete(NotArrived).where(NotArrived.shop_id == shop_id, NotArrived.order_id.in_(order_ids)))
    _forget_imported(work, ids, hashes)
    forget_cases(work, ids, order_ids)
    forget_answers(work, ids, order_ids)
    forget_questions(work, ids)
    forget_facts(work, ids, order_ids)
    session.execute(
        update(ConsentEntry)
        .where(
            ConsentEntry.shop_id == shop_id,
            or_(ConsentEntry.customer_id.in_(ids), ConsentEntry.address_hash.in_(hashes)),
        )
        .values(customer_id=None, wording=None)
    )
    session.execute(
        update(AccessEntry)
        .where(AccessEntry.shop_id == shop_id, AccessEntry.customer_id.in_(ids))
        .values(customer_id=None)
    )
    session.execute(delete(FlowTrigger).where(FlowTrigger.shop_id == shop_id, FlowTrigger.customer_id.in_(ids)))
    session.execute(
        delete(ConsentTelling).where(ConsentTelling.shop_id == shop_id, ConsentTelling.customer_id.in_(ids))
    )
    forget_tellings(session, shop_id, ids)
    subjects = subjects_of(work, event, ids, order_ids)
    _forget_exports(work, ids, subjects)
    log_erasure(work, event, subjects[0])
    session.execute(delete(Customer).where(Customer.shop_id == shop_id, Customer.id.in_(ids)))
    _forget_bodies(work)
    _bury(work, ids, order_ids, event)


def concerns_erased(work: Work, events: Iterable[Event]) -> bool:
    """Whether any of these is about somebody who was erased: then the body is not kept either."""
    subjects = [subject for event in events for subject in _subjects(event)]
    return bool(subjects) and erased_at(work, subjects) is not None


def of_nobody(shop: Shop) -> ColumnElement[bool]:
    """Codes whose owner was erased: their messages name no customer any more."""
    forgotten = exists().where(
        Message.shop_id == Code.shop_id, Message.id == Code.message_id, Message.customer_id.is_(None)
    )
    return and_(Code.shop_id == shop.id, forgotten)


def forget_code_owners(session: Session, shop: Shop) -> None:
    """Codes of erased people that can no longer be used lose owner and text: a text may hold a first name."""
    ended = or_(Code.void_at.is_not(None), Code.used_at.is_not(None))
    session.execute(
        update(Code)
        .where(of_nobody(shop), ended, Code.customer_id != NOBODY)
        .values(customer_id=NOBODY, code="ERASED-" + Code.message_id)
        .execution_options(synchronize_session=False)
    )


def _subjects(event: Event) -> list[tuple[str, str | None]]:
    order_id = event.id if isinstance(event, OrderSeen) else getattr(event, "order_id", None)
    customer_id = getattr(event, "customer_id", None)
    if customer_id is None:
        customer_id = _customer_in(event)
    return [(kind, str(id)) for kind, id in (("order", order_id), ("customer", customer_id)) if id is not None]


def _customer_in(event: Event) -> int | None:
    if isinstance(event, CustomerSeen):
        return event.id
    return event.customer.id if isinstance(event, OrderSeen) and event.customer is not None else None


def _fields(values: dict[str, Any]) -> dict[Any, Any]:
    return {getattr(Message, name): value for name, value in values.items()}


def _address_hashes(work: Work, ids: list[int], order_ids: list[int]) -> set[str]:
    rows = [
        *work.session.execute(
            select(Customer.email_hash, Customer.phone_hash).where(
                Customer.shop_id == work.shop.id, Customer.id.in_(ids)
            )
        ),
        *work.session.execute(
            select(Order.email_hash, Order.phone_hash).where(Order.shop_id == work.shop.id, Order.id.in_(order_ids))
        ),
    ]
    return {hashed for row in rows for hashed in row if hashed is not None}


def _told_hashes(work: Work, event: CustomerRedacted) -> set[str]:
    """Of the addresses that the request itself names: a file may have brought somebody who is no customer."""
    email, phone = normal_email(event.email), normal_phone(event.phone, None)
    named = (("email", email), ("phone", phone))
    return {work.keys.lookup(kind, value) for kind, value in named if value is not None}


def _forget_imported(work: Work, ids: list[int], hashes: set[str]) -> None:
    """Files that wait to be read in may name them; whoever sent one sends it again."""
    shop_id = work.shop.id
    theirs = or_(
        ImportedPerson.customer_id.in_(ids), ImportedPerson.email_hash.in_(hashes),
        ImportedPerson.phone_hash.in_(hashes),
    )  # fmt: skip
    of_them = (ImportMark.what.in_(ABOUT_CUSTOMERS), ImportMark.which.in_([str(id) for id in ids]))
    for statement in (
        delete(ImportedPerson).where(ImportedPerson.shop_id == shop_id, theirs),
        delete(ImportMark).where(ImportMark.shop_id == shop_id, *of_them),
        delete(ImportFile).where(ImportFile.shop_id == shop_id),
    ):
        work.session.execute(statement.execution_options(synchronize_session=False))


def _make_reviews_anonymous(work: Work, ids: list[int], order_ids: list[int], hashes: set[str]) -> None:
    """Stars and words stay. Pictures may show the person; the answer to them, and what an import brought along, may
    name them."""
    theirs = or_(Review.customer_id.in_(ids), Review.order_id.in_(order_ids), Review.email_hash.in_(hashes))
    written = select(Review.id).where(Review.shop_id == work.shop.id, theirs)
    work.session.execute(
        delete(ReviewPhoto)
        .where(ReviewPhoto.shop_id == work.shop.id, ReviewPhoto.review_id.in_(written))
        .execution_options(synchronize_session=False)
    )
    nothing = dict.fromkeys(("customer_id", "name", "email", "email_hash", "rest", "video", "reply"))
    work.session.execute(update(Review).where(Review.shop_id == work.shop.id, theirs).values(**nothing))


def _forget_receipts(work: Work, theirs: ColumnElement[bool]) -> None:
    """A provider's own words may repeat the address."""
    ids = select(Message.id).where(Message.shop_id == work.shop.id, theirs)
    work.session.execute(
        update(MessageEvent)
        .where(MessageEvent.shop_id == work.shop.id, MessageEvent.message_id.in_(ids))
        .values(detail=None)
        .execution_options(synchronize_session=False)
    )


def _forget_exports(work: Work, ids: list[int], subjects: list[str]) -> None:
    """The request stays as a line without a name; one that still waited needs no answer any more."""
    now = literal(work.now, PrivacyRequest.done_at.type)
    theirs = or_(PrivacyRequest.customer_id.in_(ids), PrivacyRequest.subject_hash.in_(subjects))
    work.session.execute(
        update(PrivacyRequest)
        .where(PrivacyRequest.shop_id == work.shop.id, theirs)
        .values(export=None, customer_id=None, done_at=func.coalesce(PrivacyRequest.done_at, now))
    )


def _forget_bodies(work: Work) -> None:
    """Bodies in the inbox are sealed and cannot be searched by person: those worked off all go."""
    work.session.execute(
        update(InboxItem)
        .where(InboxItem.shop_id == work.shop.id, InboxItem.state != InboxState.WAITING.value)
        .values(body=None)
    )


def _bury(work: Work, ids: list[int], order_ids: list[int], event: CustomerRedacted) -> None:
    subjects = [("customer", str(id)) for id in ids] + [("order", str(id)) for id in order_ids]
    email = normal_email(event.email)
    if email is not None:
        subjects.append(("email", email))
    hashes = [work.keys.lookup(kind, value) for kind, value in subjects]
    work.insert_new(Tombstone, [{"shop_id": work.shop.id, "subject_hash": one, "at": work.now} for one in hashes])
    work.session.execute(
        update(Tombstone)
        .where(Tombstone.shop_id == work.shop.id, Tombstone.subject_hash.in_(hashes))
        .values(at=work.now)
    )
