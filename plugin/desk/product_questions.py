"""Questions of visitors with their answers, as the staff look at them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from plugin.desk.place import KEYED, place_in, place_of
from plugin.desk.reviews import Why
from plugin.desk.who import Who, names_of
from plugin.model.product import Product
from plugin.model.product_question import AskedOwner, ProductAnswer, ProductQuestion, QuestionReport, QuestionState
from plugin.shops import Shop

PER_PAGE = 50


class Pile(StrEnum):
    """Which questions are listed."""

    WAITING = "waiting"
    ANSWERED = "answered"  # by somebody, and the answer waits
    PUBLISHED = "published"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """`who` is None for the shop's own. `seen` names the answer as it is now."""

    id: str
    seen: str
    who: Who | None
    text: str
    name: str
    state: QuestionState
    hidden_for: Why | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """`own` is what the shop answered, "" for nothing; `asked` how many owners were chosen to be asked."""

    id: str
    seen: str
    product: str
    text: str
    name: str
    state: QuestionState
    hidden_for: Why | None
    at: datetime
    reports: int
    asked: int
    own: str
    answers: Sequence[ShownAnswer]  # of owners


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[ShownQuestion]
    after: str | None  # where the next page begins; None: this is the last


def listed(session: Session, shop: Shop, pile: Pile, *, after: str = "", per_page: int = PER_PAGE) -> Page:
    """One page of a pile, the newest first."""
    rows = select(ProductQuestion).where(ProductQuestion.shop_id == shop.id, _in(pile))
    place = place_in(after, KEYED)
    if place is not None:
        at, id = place
        older = or_(ProductQuestion.asked_at < at, ProductQuestion.id < id)
        rows = rows.where(ProductQuestion.asked_at <= at, older)
    newest = rows.order_by(ProductQuestion.asked_at.desc(), ProductQuestion.id.desc()).limit(per_page + 1)
    found = list(session.scalars(newest))
    shown, more = found[:per_page], found[per_page:]
    after_these = place_of(shown[-1].asked_at, shown[-1].id) if more else None
    return Page(_shown(session, shop, shown), after_these)


def counted(session: Session, shop: Shop) -> dict[Pile, int]:
    mine = ProductQuestion.shop_id == shop.id
    return {
        pile: session.scalar(select(func.count()).select_from(ProductQuestion).where(mine, _in(pile))) or 0
        for pile in Pile
    }


def seen(row: ProductQuestion | ProductAnswer) -> str:
    """Names a question or an answer together with its state and its last edition."""
    at = row.asked_at if isinstance(row, ProductQuestion) else row.edited_at or row.written_at
    return f"{row.id}.{row.state}.{at.timestamp():.6f}"


def _in(pile: Pile) -> ColumnElement[bool]:
    if pile is not Pile.ANSWERED:
        return ProductQuestion.state == pile.value
    waits = exists().where(
        ProductAnswer.shop_id == ProductQuestion.shop_id, ProductAnswer.question_id == ProductQuestion.id,
        ProductAnswer.state == QuestionState.WAITING.value,
    )  # fmt: skip
    return and_(ProductQuestion.state == QuestionState.PUBLISHED.value, waits)


def _shown(session: Session, shop: Shop, rows: Sequence[ProductQuestion]) -> list[ShownQuestion]:
    ids = [row.id for row in rows]
    products = _titles(session, shop, {row.product_id for row in rows})
    answers = _answers(session, shop, ids)
    wrote = {one.customer_id for each in answers.values() for one in each if one.customer_id is not None}
    people = names_of(session, shop, wrote)
    reports, asked = (_count(session, shop, table, ids) for table in (QuestionReport, AskedOwner))
    return [
        ShownQuestion(
            id=row.id, seen=seen(row), product=products.get(row.product_id, ""), state=QuestionState(row.state),
            text=_said(shop, "product_question.text", row), name=_said(shop, "product_question.name", row),
            hidden_for=Why(row.hidden_for) if row.hidden_for else None, at=row.asked_at,
            reports=reports.get(row.id, 0), asked=asked.get(row.id, 0), own=_own(shop, answers[row.id]),
            answers=[_answer(shop, one, people) for one in answers[row.id] if one.customer_id is not None],
        )
        for row in rows
    ]  # fmt: skip


def _answers(session: Session, shop: Shop, ids: Collection[str]) -> Mapping[str, list[ProductAnswer]]:
    found: dict[str, list[ProductAnswer]] = defaultdict(list)
    mine = (ProductAnswer.shop_id == shop.id, ProductAnswer.question_id.in_(ids))
    oldest = select(ProductAnswer).where(*mine).order_by(ProductAnswer.written_at, ProductAnswer.id)
    for row in session.scalars(oldest):
        found[row.question_id].append(row)
    return found


def _answer(shop: Shop, row: ProductAnswer, people: Mapping[int, Who]) -> ShownAnswer:
    return ShownAnswer(
        id=row.id, seen=seen(row), who=people.get(row.customer_id or 0, Who(None, "")),
        text=_said(shop, "product_answer.text", row), name=_said(shop, "product_answer.name", row),
        state=QuestionState(row.state), hidden_for=Why(row.hidden_for) if row.hidden_for else None,
        at=row.edited_at or row.written_at,
    )  # fmt: skip


def _own(shop: Shop, answers: Sequence[ProductAnswer]) -> str:
    return next((_said(shop, "product_answer.text", one) for one in answers if one.customer_id is None), "")


def _said(shop: Shop, place: str, row: ProductQuestion | ProductAnswer) -> str:
    return shop.keys.open(place, row.id, row.text if place.endswith(".text") else row.name) or ""


def _titles(session: Session, shop: Shop, product_ids: Collection[int]) -> Mapping[int, str]:
    mine = (Product.shop_id == shop.id, Product.id.in_(product_ids))
    return {row.id: row.title for row in session.execute(select(Product.id, Product.title).where(*mine))}


def _count(
    session: Session, shop: Shop, table: type[QuestionReport | AskedOwner], ids: Collection[str]
) -> Mapping[str, int]:
    mine = (table.shop_id == shop.id, table.question_id.in_(ids))
    rows = session.execute(select(table.question_id, func.count()).where(*mine).group_by(table.question_id))
    return dict(iter(rows))
