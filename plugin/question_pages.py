"""The published questions about a product with their published answers, page by page, as everybody may read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from plugin.desk.place import KEYED, place_in, place_of
from plugin.model.product_question import ProductAnswer, ProductQuestion, QuestionState
from plugin.shops import Shop

PER_PAGE = 5
PLACE = KEYED.pattern


@dataclass(frozen=True, slots=True)
class Answer:
    """`name` is the one its writer chose, "" for none."""

    is_of_shop: bool
    text: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    text: str
    name: str
    at: datetime
    answers: Sequence[Answer]  # the oldest first


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Question]
    after: str | None  # where the next page begins; None: this is the last


def questions_of(session: Session, shop: Shop, product_id: int, after: str = "", per_page: int = PER_PAGE) -> Page:
    """One page, the newest first; from the beginning where `after` is no place."""
    published = QuestionState.PUBLISHED.value
    mine = (ProductQuestion.product_id == product_id, ProductQuestion.state == published)
    query = select(ProductQuestion).where(ProductQuestion.shop_id == shop.id, *mine)
    place = place_in(after, KEYED)
    if place is not None:
        at, id = place
        older = or_(ProductQuestion.asked_at < at, ProductQuestion.id < id)
        query = query.where(ProductQuestion.asked_at <= at, older)
    newest = query.order_by(ProductQuestion.asked_at.desc(), ProductQuestion.id.desc()).limit(per_page + 1)
    found = list(session.scalars(newest))
    here, more = found[:per_page], found[per_page:]
    answers = _answers(session, shop, [row.id for row in here])
    rows = [
        Question(row.id, _said(shop, "product_question", row, "text"), _said(shop, "product_question", row, "name"),
                 row.asked_at, answers.get(row.id, ()))
        for row in here
    ]  # fmt: skip
    return Page(rows, place_of(here[-1].asked_at, here[-1].id) if more else None)


def _answers(session: Session, shop: Shop, ids: Collection[str]) -> Mapping[str, Sequence[Answer]]:
    mine = (ProductAnswer.question_id.in_(ids), ProductAnswer.state == QuestionState.PUBLISHED.value)
    query = select(ProductAnswer).where(ProductAnswer.shop_id == shop.id, *mine)
    found: dict[str, list[Answer]] = defaultdict(list)
    for row in session.scalars(query.order_by(ProductAnswer.written_at, ProductAnswer.id)) if ids else ():
        text, name = (_said(shop, "product_answer", row, part) for part in ("text", "name"))
        found[row.question_id].append(Answer(row.customer_id is None, text, name, row.edited_at or row.written_at))
    return found


def _said(shop: Shop, table: str, row: ProductQuestion | ProductAnswer, part: str) -> str:
    return shop.keys.open(f"{table}.{part}", row.id, getattr(row, part)) or ""
