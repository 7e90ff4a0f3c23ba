"""What was answered to the questions of surveys. A low answer opens a case."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from plugin.cases import open_case
from plugin.events import SurveyAnswered
from plugin.flow_triggers import low_score_given
from plugin.flows.flow import order_in
from plugin.help_desk import low_score_told
from plugin.model.case import Cause
from plugin.model.survey import SurveyAnswer, SurveyKind
from plugin.questions import QUESTIONS, is_low
from plugin.shops import Shop

_ABOUT_THEM = (SurveyKind.VALUES, SurveyKind.SOURCE)

if TYPE_CHECKING:  # projecting takes answers
    from plugin.projection.work import Work


def take_answer(work: Work, event: SurveyAnswered, message: Any) -> None:
    """One answer for each message and question: a later one edits it, an older one changes nothing. `message` is the
    row of the ledger that asked."""
    kind, order_id = SurveyKind(event.kind), order_in(message.about)
    id = work.keys.name("survey_answer", f"{message.id}.{kind}", 12).hex()
    said = {
        "score": event.score, "choice": event.choice,
        "comment": work.keys.seal("survey_answer.comment", id, event.comment or None),
    }  # fmt: skip
    mine = (SurveyAnswer.shop_id == work.shop.id, SurveyAnswer.id == id)
    before = work.session.execute(
        select(SurveyAnswer.answered_at, SurveyAnswer.edited_at).where(*mine).with_for_update()
    ).one_or_none()
    if before is None:
        fixed = {
            "shop_id": work.shop.id, "id": id, "kind": kind.value, "customer_id": message.customer_id,
            "order_id": order_id, "message_id": message.id, "answered_at": event.at,
        }  # fmt: skip
        work.insert_new(SurveyAnswer, [{**fixed, **said}])
    elif event.at > (before.edited_at or before.answered_at):
        work.session.execute(update(SurveyAnswer).where(*mine).values(**said, edited_at=event.at))
    else:
        return
    if is_low(kind, event.score):
        _see_to(work, event, message, order_id, id)


def next_question(session: Session, shop: Shop, kind: SurveyKind | None, message: Any) -> SurveyKind | None:
    """What may be asked after `kind` was answered (None: a review was written) by that message: one question, the
    same for every answer, and only what this person has not answered yet. None: enough was asked."""
    theirs = (
        SurveyAnswer.customer_id == message.customer_id
        if message.customer_id is not None
        else SurveyAnswer.message_id == message.id
    )
    known = session.scalars(select(SurveyAnswer.kind).where(SurveyAnswer.shop_id == shop.id, theirs))
    answered = {*known, kind}
    wanted = (SurveyKind.CES, *_ABOUT_THEM) if kind is SurveyKind.CSAT else _ABOUT_THEM
    return next((one for one in wanted if one not in answered), None)


def of_people(customer_ids: Collection[int], order_ids: Collection[int]) -> ColumnElement[bool]:
    return or_(SurveyAnswer.customer_id.in_(customer_ids), SurveyAnswer.order_id.in_(order_ids))


def forget_answers(work: Work, customer_ids: Collection[int], order_ids: Collection[int]) -> None:
    """Scores stay as figures of nobody; comments go."""
    theirs = of_people(customer_ids, order_ids)
    work.session.execute(
        update(SurveyAnswer)
        .where(SurveyAnswer.shop_id == work.shop.id, theirs)
        .values(customer_id=None, order_id=None, comment=None)
    )


def _see_to(work: Work, event: SurveyAnswered, message: Any, order_id: int | None, id: str) -> None:
    """A person looks at it, and the merchant's workflows and help desk hear of it. An answer that is edited is one
    more entry."""
    highest = QUESTIONS[SurveyKind(event.kind)].highest
    told = f"{event.score}/{highest}" + (f"\n{event.comment}" if event.comment else "")
    case_id = open_case(
        work, customer_id=message.customer_id, order_id=order_id, cause=Cause.LOW_SCORE, text=told, at=event.at,
        message_id=message.id, once=f"{id}.{event.at.isoformat()}",
    )  # fmt: skip
    low_score_given(work.session, work.shop, id, event.at, message.customer_id, order_id, event.score)
    low_score_told(
        work, id, event.at, customer_id=message.customer_id, order_id=order_id, case_id=case_id, score=event.score,
        highest=highest,
    )  # fmt: skip
