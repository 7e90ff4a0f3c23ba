"""Questions of visitors about a product: asked, reported, and forgotten with the person. plugin.questions is about
surveys."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, delete, or_, select, update

from plugin.db.session import Database
from plugin.db.writes import insert_new_rows
from plugin.model.product import Product
from plugin.model.product_question import AskedOwner, ProductAnswer, ProductQuestion, QuestionReport, QuestionState
from plugin.shopper_payloads import one_line, whole_text
from plugin.shops import Shop

if TYPE_CHECKING:  # projecting brings questions along
    from plugin.projection.work import Work

TEXT_LIMIT = 500
NAME_LIMIT = 60
ANSWER_LIMIT = 2_000


def ask(
    database: Database, shop: Shop, product_id: int, text: str, name: str, *, visitor: str,
    customer_id: int | None, now: datetime,
) -> bool:  # fmt: skip
    """The question waits for the merchant to look at it; the same of the same visitor is one. False where the shop
    has no such product."""
    said = whole_text(text, TEXT_LIMIT)
    id = shop.keys.name("product_question", f"{product_id}.{visitor}.{said}", 12).hex()
    row = {
        "shop_id": shop.id, "id": id, "product_id": product_id, "customer_id": customer_id, "asked_at": now,
        "text": shop.keys.seal("product_question.text", id, said),
        "name": shop.keys.seal("product_question.name", id, one_line(name, NAME_LIMIT) or None),
        "state": QuestionState.WAITING.value,
    }  # fmt: skip
    with database.write(shop.id) as session:
        mine = (Product.shop_id == shop.id, Product.id == product_id, Product.gone_at.is_(None))
        if session.scalar(select(Product.id).where(*mine)) is None:
            return False
        insert_new_rows(session, ProductQuestion, [row])
    return True


def report(database: Database, shop: Shop, id: str, visitor: str, now: datetime) -> bool:
    """The desk shows that somebody complained, once for each visitor; False where no such question is published."""
    mine = (ProductQuestion.shop_id == shop.id, ProductQuestion.id == id)
    with database.write(shop.id) as session:
        state = session.scalar(select(ProductQuestion.state).where(*mine))
        if state != QuestionState.PUBLISHED:
            return False
        row = {"shop_id": shop.id, "question_id": id, "reporter_hash": visitor, "at": now}
        insert_new_rows(session, QuestionReport, [row])
    return True


def forget_questions(work: Work, customer_ids: Collection[int]) -> None:
    """What these people asked goes with everything that was said to it, and what they answered, and that they were
    asked."""
    asked = select(ProductQuestion.id).where(
        ProductQuestion.shop_id == work.shop.id, ProductQuestion.customer_id.in_(customer_ids)
    )
    theirs: list[tuple[type[AskedOwner | ProductAnswer | QuestionReport], ColumnElement[bool]]] = [
        (AskedOwner, or_(AskedOwner.customer_id.in_(customer_ids), AskedOwner.question_id.in_(asked))),
        (ProductAnswer, or_(ProductAnswer.customer_id.in_(customer_ids), ProductAnswer.question_id.in_(asked))),
        (QuestionReport, QuestionReport.question_id.in_(asked)),
    ]
    for table, which in theirs:
        statement = delete(table).where(table.shop_id == work.shop.id, which)
        work.session.execute(statement.execution_options(synchronize_session=False))
    gone = delete(ProductQuestion).where(
        ProductQuestion.shop_id == work.shop.id, ProductQuestion.customer_id.in_(customer_ids)
    )
    work.session.execute(gone.execution_options(synchronize_session=False))


def bring_questions(work: Work, kept_id: int, gone_id: int) -> None:
    """What the one who is gone asked, answered and was asked belongs to the kept one."""
    shop_id = work.shop.id
    of_gone = (AskedOwner.shop_id == shop_id, AskedOwner.customer_id == gone_id)
    rows = work.session.execute(select(AskedOwner.question_id, AskedOwner.at).where(*of_gone)).all()
    work.session.execute(delete(AskedOwner).where(*of_gone))
    kept = {"shop_id": shop_id, "customer_id": kept_id}
    work.insert_new(AskedOwner, [{**kept, "question_id": row.question_id, "at": row.at} for row in rows])
    for table in (ProductQuestion, ProductAnswer):
        theirs = update(table).where(table.shop_id == shop_id, table.customer_id == gone_id)
        work.session.execute(theirs.values(customer_id=kept_id))
