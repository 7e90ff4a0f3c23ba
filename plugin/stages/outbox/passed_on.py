"""What messages pass on: questions to owners, answers of the staff to whom they answer. Read once for all messages of
a batch, and kept nowhere but where they were written and in the sealed letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import and_, select, tuple_
from sqlalchemy.orm import Session

from plugin.compose.message import QuestionFacts
from plugin.encore import Encore
from plugin.flows.flow import about_answer, answer_in, question_in
from plugin.model.case import CaseEntry
from plugin.model.product import Product
from plugin.model.product_question import ProductQuestion
from plugin.shops import Shop


@dataclass(frozen=True, slots=True)
class PassedOn:
    """Questions by their id, answers by what their message is about."""

    questions: Mapping[str, QuestionFacts]
    answers: Mapping[str, str]


def passed_on(encore: Encore, shop: Shop, abouts: Iterable[str]) -> PassedOn:
    """What these messages pass on, as far as it is still there."""
    questions, answers = set(), set()
    for about in abouts:
        questions |= {question_in(about)} - {None}
        answers |= {answer_in(about)} - {None}
    if not questions and not answers:
        return PassedOn({}, {})
    with encore.database.read(shop.id) as session:
        return PassedOn(_questions(session, shop, questions), _answers(session, shop, answers))


def _questions(session: Session, shop: Shop, ids: set[str | None]) -> dict[str, QuestionFacts]:
    its = and_(Product.shop_id == ProductQuestion.shop_id, Product.id == ProductQuestion.product_id)
    rows = session.execute(
        select(ProductQuestion.id, ProductQuestion.text, Product.title)
        .join(Product, its)
        .where(ProductQuestion.shop_id == shop.id, ProductQuestion.id.in_(ids))
    )
    opened = shop.keys.open
    return {row.id: QuestionFacts(opened("product_question.text", row.id, row.text) or "", row.title) for row in rows}


def _answers(session: Session, shop: Shop, named: set[tuple[str, int] | None]) -> dict[str, str]:
    rows = session.execute(
        select(CaseEntry.case_id, CaseEntry.number, CaseEntry.text).where(
            CaseEntry.shop_id == shop.id, tuple_(CaseEntry.case_id, CaseEntry.number).in_(named)
        )
    )
    opened = shop.keys.open
    texts = {about_answer(id, number): opened("case_entry.text", f"{id}.{number}", text) for id, number, text in rows}
    return {about: text for about, text in texts.items() if text}
