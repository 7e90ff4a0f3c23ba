"""Everything held about a person, as plain words and figures: what they get when they ask for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, or_, select

from plugin.cases import of_people as cases_of
from plugin.help_desk import of_people as facts_of
from plugin.model.case import CaseEntry, EntryKind, SupportCase
from plugin.model.customer import ConsentEntry, Customer, Suppression
from plugin.model.help_desk import HelpDeskFact
from plugin.model.message import Code, Message, MessageEvent
from plugin.model.moving import ImportedPerson
from plugin.model.order import Order, OrderLine, Parcel, Refund, Return
from plugin.model.review import Review, ReviewPhoto
from plugin.model.survey import SurveyAnswer
from plugin.projection.work import Work
from plugin.questions_held import questions_held
from plugin.surveys import of_people as answers_of

Held = dict[str, Any]
_SEALED = ("email", "phone", "first_name", "last_name", "birthday")


def held_about(work: Work, customer_ids: Collection[int], order_ids: Collection[int]) -> Held:
    """What is kept about these customers and these orders, by kind. Times are UTC, money is minor units."""
    orders = _rows(work, Order, Order.id.in_(order_ids))
    about = [f"order:{id}" for id in order_ids]
    messages = _rows(work, Message, or_(Message.customer_id.in_(customer_ids), Message.about.in_(about)))
    customers = _rows(work, Customer, Customer.id.in_(customer_ids))
    hashes = {getattr(row, name) for row in (*customers, *orders) for name in ("email_hash", "phone_hash")} - {None}
    return {
        "customers": [_customer(work, row) for row in customers],
        "orders": list(_orders(work, orders)),
        "messages": list(_messages(work, messages)),
        "consent": [
            {
                "channel": row.channel, "state": row.state, "level": row.level, "at": row.at,
                "recorded_at": row.recorded_at, "source": row.source, "wording": row.wording,
            }
            for row in _rows(work, ConsentEntry, ConsentEntry.customer_id.in_(customer_ids))
        ],
        "never_written_to": [
            {"channel": row.channel, "reason": row.reason, "at": row.at}
            for row in _rows(work, Suppression, Suppression.address_hash.in_(hashes))
        ],
        "codes": [
            {
                "code": row.code, "percent": row.percent, "starts_at": row.starts_at, "ends_at": row.ends_at,
                "used_at": row.used_at, "void_at": row.void_at,
            }
            for row in _rows(work, Code, Code.customer_id.in_(customer_ids))
        ],
        "reviews": _reviews(
            work,
            or_(Review.customer_id.in_(customer_ids), Review.order_id.in_(order_ids), Review.email_hash.in_(hashes)),
        ),
        "from_files": [
            {
                "file": row.kind,
                **msgspec.json.decode(work.keys.open_bytes("imported_person.said", row.id, row.said)),
            }
            for row in _rows(work, ImportedPerson, or_(ImportedPerson.customer_id.in_(customer_ids),
                                                       ImportedPerson.email_hash.in_(hashes)))
        ],
        "cases": list(_cases(work, _rows(work, SupportCase, cases_of(customer_ids, order_ids)))),
        "surveys": [
            {
                "question": row.kind, "score": row.score, "choice": row.choice,
                "at": row.edited_at or row.answered_at,
                "comment": work.keys.open("survey_answer.comment", row.id, row.comment),
            }
            for row in _rows(work, SurveyAnswer, answers_of(customer_ids, order_ids))
        ],
        "questions": questions_held(work, customer_ids),
        "told_to_the_shops_help_desk": [
            {"what": row.kind, "at": row.told_at}
            for row in _rows(work, HelpDeskFact, facts_of(customer_ids, order_ids))
            if row.told_at is not None
        ],
    }  # fmt: skip


def _customer(work: Work, row: Customer) -> Held:
    return {
        "id": row.id, "created_at": row.created_at,
        **{name: work.keys.open(f"customer.{name}", row.id, getattr(row, name)) for name in _SEALED},
        "country": row.country, "province": row.province, "city": row.city, "postcode": row.postcode,
        "locale": row.locale,
    }  # fmt: skip


def _orders(work: Work, orders: Collection[Order]) -> Iterator[Held]:
    ids = [order.id for order in orders]
    lines = _by_order(work, OrderLine, ids, lambda row: {"title": row.title, "quantity": row.quantity})
    parcels = _by_order(work, Parcel, ids, _parcel)
    refunds = _by_order(work, Refund, ids, lambda row: {"at": row.at, "amount": row.amount, "currency": row.currency})
    returns = _by_order(work, Return, ids, lambda row: {"requested_at": row.requested_at, "state": row.state})
    for row in orders:
        yield {
            "id": row.id, "name": row.name, "created_at": row.created_at, "paid_at": row.paid_at,
            "cancelled_at": row.cancelled_at, "total": row.total, "currency": row.currency, "codes": row.codes,
            "email": work.keys.open("orders.email", row.id, row.email),
            "phone": work.keys.open("orders.phone", row.id, row.phone),
            "country": row.country, "province": row.province, "city": row.city, "postcode": row.postcode,
            "lines": lines.get(row.id, []), "parcels": parcels.get(row.id, []),
            "refunds": refunds.get(row.id, []), "returns": returns.get(row.id, []),
        }  # fmt: skip


def _parcel(row: Parcel) -> Held:
    return {
        "carrier": row.carrier, "tracking_number": row.tracking_number, "shipped_at": row.shipped_at,
        "delivered_at": row.delivered_at,
    }  # fmt: skip


def _messages(work: Work, messages: Collection[Message]) -> Iterator[Held]:
    told: dict[str, list[Held]] = {}
    ids = [row.id for row in messages]
    for event in _rows(work, MessageEvent, MessageEvent.message_id.in_(ids)):
        told.setdefault(event.message_id, []).append({"kind": event.kind, "at": event.at})
    for row in messages:
        yield {
            "flow": row.flow, "channel": row.channel, "state": row.state, "reason": row.reason,
            "planned_at": row.planned_at, "due_at": row.due_at, "at": row.accepted_at,
            "to": work.keys.open("message.to", row.id, row.to),
            "subject": work.keys.open("message.subject", row.id, row.subject),
            "text": work.keys.open("message.text", row.id, row.text), "code": row.code,
            "what_happened": told.get(row.id, []),
        }  # fmt: skip


def _reviews(work: Work, theirs: ColumnElement[bool]) -> list[Held]:
    rows = _rows(work, Review, theirs)
    of_these = ReviewPhoto.review_id.in_([row.id for row in rows])
    pictures = Counter(
        work.session.scalars(select(ReviewPhoto.review_id).where(ReviewPhoto.shop_id == work.shop.id, of_these))
    )
    return [
        {
            "product_id": row.product_id, "stars": row.stars, "written_at": row.written_at,
            "title": work.keys.open("review.title", row.id, row.title),
            "text": work.keys.open("review.text", row.id, row.text),
            "name": work.keys.open("review.name", row.id, row.name), "video": row.video, "state": row.state,
            "may_reuse": row.may_reuse, "incentive": row.incentive, "pictures": pictures[row.id],
        }
        for row in rows
    ]  # fmt: skip


def _cases(work: Work, cases: Collection[SupportCase]) -> Iterator[Held]:
    """What they said and what they were answered; the staff's notes among themselves are not of the person."""
    told: dict[str, list[Held]] = {}
    ids = [row.id for row in cases]
    between = (EntryKind.SAID.value, EntryKind.ANSWERED.value)
    for entry in _rows(work, CaseEntry, CaseEntry.case_id.in_(ids), CaseEntry.kind.in_(between)):
        text = work.keys.open("case_entry.text", f"{entry.case_id}.{entry.number}", entry.text)
        said = {"kind": entry.kind, "at": entry.at, "text": text}
        came = {"from_another_address": entry.from_elsewhere, "attachments_not_kept": entry.left_out}
        told.setdefault(entry.case_id, []).append({**said, **came})
    for row in cases:
        yield {
            "cause": row.cause, "state": row.state, "opened_at": row.opened_at, "closed_at": row.closed_at,
            "what_was_said": told.get(row.id, []),
        }  # fmt: skip


def _by_order(work: Work, table: Any, ids: Collection[int], told: Callable[[Any], Held]) -> dict[int, list[Held]]:
    found: dict[int, list[Held]] = {}
    for row in _rows(work, table, table.order_id.in_(ids)):
        found.setdefault(row.order_id, []).append(told(row))
    return found


def _rows(work: Work, table: Any, *theirs: ColumnElement[bool]) -> Any:
    return work.session.scalars(select(table).where(table.shop_id == work.shop.id, *theirs)).all()
