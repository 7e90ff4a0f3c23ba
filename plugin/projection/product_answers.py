"""What owners of a product answer to a question about it."""

from __future__ import annotations

from sqlalchemy import select

from plugin.events import QuestionAnswered
from plugin.flows.flow import question_in
from plugin.model.product_question import ProductAnswer, ProductQuestion, QuestionState
from plugin.projection.told_message import arrived, message_of
from plugin.projection.work import Work


def project_question_answer(work: Work, event: QuestionAnswered) -> None:
    """One answer of each owner: writing again edits it, and an edited one waits like a new one. To a question that is
    gone, or by whoever has been erased, there is none."""
    message = message_of(work, event.message_id)
    if message is None or message.customer_id is None:
        return
    arrived(work, message)
    question = (ProductQuestion.shop_id == work.shop.id, ProductQuestion.id == question_in(message.about))
    question_id = work.session.scalar(select(ProductQuestion.id).where(*question))
    if question_id is None:
        return
    id = answer_id(work, event.message_id)
    said = {
        "text": work.keys.seal("product_answer.text", id, event.text),
        "name": work.keys.seal("product_answer.name", id, event.name or None),
        "state": QuestionState.WAITING.value, "hidden_for": None,
    }  # fmt: skip
    mine = (ProductAnswer.shop_id == work.shop.id, ProductAnswer.id == id)
    before = work.session.scalar(select(ProductAnswer).where(*mine))
    if before is None:
        fixed = {"question_id": question_id, "customer_id": message.customer_id, "written_at": event.at}
        work.insert_new(ProductAnswer, [{"shop_id": work.shop.id, "id": id, **fixed, **said}])
    elif event.at > (before.edited_at or before.written_at) and not _is_same(work, before, event):
        work.update(ProductAnswer, id, {**said, "edited_at": event.at})


def answer_id(work: Work, message_id: str) -> str:
    return work.keys.name("product_answer", message_id, 12).hex()


def _is_same(work: Work, row: ProductAnswer, event: QuestionAnswered) -> bool:
    text = work.keys.open("product_answer.text", row.id, row.text)
    name = work.keys.open("product_answer.name", row.id, row.name)
    return (text, name or "") == (event.text, event.name)
