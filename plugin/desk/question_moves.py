"""What the staff do with a question or an answer to one: they publish it, hide it for a listed reason, or answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from plugin.db.writes import insert_new_rows, update_row
from plugin.desk.access import note
from plugin.desk.product_questions import seen as seen_of
from plugin.desk.reviews import Why
from plugin.encore import Encore
from plugin.errors import EncoreError
from plugin.model.product_question import ProductAnswer, ProductQuestion, QuestionState
from plugin.model.staff import Deed
from plugin.owners import ask_owners
from plugin.projection.work import Work
from plugin.shopper_payloads import cleaned
from plugin.shops import Shop


class Piece(StrEnum):
    QUESTION = "question"
    ANSWER = "answer"


_TABLES: Mapping[Piece, Any] = {
    Piece.QUESTION: ProductQuestion, Piece.ANSWER: ProductAnswer,
}  # fmt: skip


class QuestionChanged(EncoreError):
    """It is not as it was shown any more: its writer edited it, or somebody else was faster."""


def is_there(session: Session, shop: Shop, piece: Piece, id: str) -> bool:
    return _row(session, shop, piece, id) is not None


def publish(encore: Encore, shop: Shop, piece: Piece, id: str, seen: str, *, user_id: str) -> bool:
    """It is shown from now on; False where there is none. A question that is shown for the first time is passed on to
    owners. Raises QuestionChanged."""
    now = encore.clock.now()
    with encore.database.write(shop.id) as session:
        row = _seen_row(session, shop, piece, id, seen)
        if row is None:
            return False
        new = row if isinstance(row, ProductQuestion) and row.published_at is None else None
        shown_since = {} if new is None else {"published_at": now}
        shown = {"state": QuestionState.PUBLISHED.value, "hidden_for": None, **shown_since}
        update_row(session, _TABLES[piece], id, shown)
        note(session, shop, user_id, Deed.PUBLISHED_QUESTION, now, customer_id=_writer(row))
        times = [] if new is None else ask_owners(Work(session, shop, now), encore.flows, new)
    encore.planned(times)
    return True


def hide(encore: Encore, shop: Shop, piece: Piece, id: str, seen: str, why: Why, *, user_id: str) -> bool:
    """It is shown to nobody, and a question is passed on to nobody more; False where there is none. Raises
    QuestionChanged."""
    with encore.database.write(shop.id) as session:
        row = _seen_row(session, shop, piece, id, seen)
        if row is None:
            return False
        update_row(session, _TABLES[piece], id, {"state": QuestionState.HIDDEN.value, "hidden_for": why.value})
        note(session, shop, user_id, Deed.HID_QUESTION, encore.clock.now(), customer_id=_writer(row))
    return True


def answer(encore: Encore, shop: Shop, id: str, text: str, *, user_id: str) -> bool:
    """The shop's answer is this from now on, none where `text` is blank; False where there is no such question."""
    said, now = cleaned(text), encore.clock.now()
    its = shop.keys.name("product_answer", f"shop.{id}", 12).hex()
    with encore.database.write(shop.id) as session:
        if not is_there(session, shop, Piece.QUESTION, id):
            return False
        mine = (ProductAnswer.shop_id == shop.id, ProductAnswer.id == its)
        session.execute(delete(ProductAnswer).where(*mine).execution_options(synchronize_session=False))
        if said:
            insert_new_rows(session, ProductAnswer, [_own_answer(shop, its, id, said, now)])
        note(session, shop, user_id, Deed.ANSWERED_QUESTION, now)
    return True


def _own_answer(shop: Shop, id: str, question_id: str, text: str, now: datetime) -> dict[str, object]:
    return {
        "shop_id": shop.id, "id": id, "question_id": question_id, "customer_id": None, "written_at": now,
        "text": shop.keys.seal("product_answer.text", id, text), "state": QuestionState.PUBLISHED.value,
    }  # fmt: skip


def _seen_row(
    session: Session, shop: Shop, piece: Piece, id: str, seen: str
) -> ProductQuestion | ProductAnswer | None:
    row = _row(session, shop, piece, id)
    if row is not None and seen_of(row) != seen:
        raise QuestionChanged(f"{piece} {id} of {shop.domain} has changed")
    return row


def _row(session: Session, shop: Shop, piece: Piece, id: str) -> ProductQuestion | ProductAnswer | None:
    table = _TABLES[piece]
    mine = select(table).where(table.shop_id == shop.id, table.id == id)
    found: ProductQuestion | ProductAnswer | None = session.scalars(mine.with_for_update()).one_or_none()
    return found


def _writer(row: ProductQuestion | ProductAnswer) -> int | None:
    return row.customer_id if isinstance(row, ProductAnswer) else None
