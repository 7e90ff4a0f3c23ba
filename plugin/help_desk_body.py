"""What a help desk is sent about a fact: a small JSON body, and the headers by which it knows that it is from us,
new, and not the same again. docs/help-desk.md is its manual."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.model.case import CaseEntry
from plugin.model.customer import Customer
from plugin.model.help_desk import Fact, HelpDeskFact
from plugin.model.review import Review
from plugin.model.survey import SurveyAnswer
from plugin.shops import Shop

ID, TIME, SIGNATURE = "Encore-Id", "Encore-Time", "Encore-Signature"
_PAGES = {Fact.REVIEW_SUBMITTED: "/app/reviews", Fact.LOW_SCORE: "/app/reviews", Fact.TEST: "/app/help-desk"}


def body_of(session: Session, shop: Shop, row: HelpDeskFact, app: str, *, with_words: bool) -> bytes:
    """The same for the same fact, as long as what was written stays as it is. `app` is where Encore is in the shop's
    admin. Without words it holds nothing personal but the platform's numbers of customer and order."""
    page = _PAGES[Fact(row.kind)] if row.case_id is None else f"/app/cases/{row.case_id}"
    told = {
        "id": row.id, "kind": row.kind, "at": row.at, "shop": shop.domain, "link": app + page, "case_id": row.case_id,
        "customer_id": row.customer_id, "order_id": row.order_id, **row.payload,
        **(_words(session, shop, row) if with_words else {}),
    }  # fmt: skip
    return msgspec.json.encode({name: value for name, value in told.items() if value is not None})


def headers_of(id: str, body: bytes, secret: str, now: datetime) -> dict[str, str]:
    """`id` stays when the fact is told again, time and signature are of this try."""
    time = str(int(now.timestamp()))
    mac = hmac.digest(secret.encode(), time.encode() + b"." + body, "sha256").hex()
    return {"Content-Type": "application/json", "User-Agent": "Encore", ID: id, TIME: time, SIGNATURE: f"v1={mac}"}


def _words(session: Session, shop: Shop, row: HelpDeskFact) -> dict[str, str | None]:
    """The customer's name and what was written, as they are known now; None where there is none, or none any more."""
    table, _dot, key = (row.written_in or "").partition(".")
    text = _WRITTEN[table](session, shop, key) if table else None
    return {"name": _name(session, shop, row.customer_id), "text": text or None}


def _name(session: Session, shop: Shop, customer_id: int | None) -> str | None:
    mine = select(Customer.first_name, Customer.last_name).where(Customer.shop_id == shop.id)
    found = session.execute(mine.where(Customer.id == customer_id)).one_or_none()
    if customer_id is None or found is None:
        return None
    first = shop.keys.open("customer.first_name", customer_id, found.first_name)
    last = shop.keys.open("customer.last_name", customer_id, found.last_name)
    return " ".join(part for part in (first, last) if part) or None


def _entry(session: Session, shop: Shop, key: str) -> str | None:
    case_id, _dot, number = key.partition(".")
    mine = (CaseEntry.shop_id == shop.id, CaseEntry.case_id == case_id, CaseEntry.number == int(number))
    return shop.keys.open("case_entry.text", key, session.scalar(select(CaseEntry.text).where(*mine)))


def _review(session: Session, shop: Shop, key: str) -> str | None:
    row = session.execute(select(Review.title, Review.text).where(Review.shop_id == shop.id, Review.id == key))
    title, text = row.one_or_none() or (None, None)
    said = shop.keys.open("review.title", key, title), shop.keys.open("review.text", key, text)
    return "\n".join(part for part in said if part)


def _comment(session: Session, shop: Shop, key: str) -> str | None:
    mine = (SurveyAnswer.shop_id == shop.id, SurveyAnswer.id == key)
    return shop.keys.open("survey_answer.comment", key, session.scalar(select(SurveyAnswer.comment).where(*mine)))


_WRITTEN: dict[str, Callable[[Session, Shop, str], Any]] = {
    "case_entry": _entry, "review": _review, "survey_answer": _comment,
}  # fmt: skip
