"""What the shop's help desk is told: cases opened, written in, answered and closed, low scores, reviews. Written
down in the transaction of what it tells of, and only for shops that have a help desk; `plugin.stages.help_desk` tells
it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from plugin.flow_triggers import LOW
from plugin.model.case import EntryKind, SupportCase
from plugin.model.help_desk import Fact, HelpDesk, HelpDeskFact

if TYPE_CHECKING:  # projecting tells
    from plugin.projection.work import Work

STARS = 5  # the most that a review gives
_OF_ENTRY = {
    EntryKind.SAID: Fact.CUSTOMER_WROTE, EntryKind.ANSWERED: Fact.CASE_ANSWERED, EntryKind.CLOSED: Fact.CASE_CLOSED,
}  # fmt: skip


def case_told(work: Work, case_id: str, number: int, entry: EntryKind, at: datetime) -> None:
    """A case has one line more; with the first it is opened."""
    kind = Fact.CASE_OPENED if number == 1 else _OF_ENTRY.get(entry)
    if kind is None or not _is_wanted(work, kind):
        return
    mine = (SupportCase.shop_id == work.shop.id, SupportCase.id == case_id)
    case = work.session.execute(
        select(SupportCase.customer_id, SupportCase.order_id, SupportCase.cause).where(*mine)
    ).one()
    line = f"{case_id}.{number}"
    _write(
        work, kind, line, at, customer_id=case.customer_id, order_id=case.order_id, case_id=case_id,
        payload={"cause": case.cause}, written_in=f"case_entry.{line}",
    )  # fmt: skip


def review_told(
    work: Work, id: str, at: datetime, *, customer_id: int | None, order_id: int, product_id: int | None, stars: int
) -> None:  # fmt: skip
    """A new review of an item, or of the shop; one that is written again tells nothing anew."""
    payload = {"score": stars, "of": STARS, **({} if product_id is None else {"product_id": product_id})}
    for kind in (Fact.REVIEW_SUBMITTED, *((Fact.LOW_SCORE,) if stars <= LOW else ())):
        if _is_wanted(work, kind):
            _write(
                work, kind, id, at, customer_id=customer_id, order_id=order_id, payload=payload,
                written_in=f"review.{id}",
            )  # fmt: skip


def low_score_told(
    work: Work, id: str, at: datetime, *, customer_id: int | None, order_id: int | None, case_id: str,
    score: int | None, highest: int,
) -> None:  # fmt: skip
    """A low answer to a survey; edited, it tells nothing anew."""
    if _is_wanted(work, Fact.LOW_SCORE):
        _write(
            work, Fact.LOW_SCORE, id, at, customer_id=customer_id, order_id=order_id, case_id=case_id,
            payload={"score": score, "of": highest}, written_in=f"survey_answer.{id}",
        )  # fmt: skip


def trial_told(work: Work) -> None:
    """A fact about nobody, for a member of staff who wants to see it arrive."""
    _write(work, Fact.TEST, work.now.isoformat(), work.now, customer_id=None, order_id=None, payload={})


def forget_facts(work: Work, customer_ids: Collection[int], order_ids: Collection[int]) -> None:
    """What was told about these people, or waits to be, goes."""
    theirs = of_people(customer_ids, order_ids)
    gone = delete(HelpDeskFact).where(HelpDeskFact.shop_id == work.shop.id, theirs)
    work.session.execute(gone.execution_options(synchronize_session=False))


def of_people(customer_ids: Collection[int], order_ids: Collection[int]) -> ColumnElement[bool]:
    return or_(HelpDeskFact.customer_id.in_(customer_ids), HelpDeskFact.order_id.in_(order_ids))


def leave_help_desk(session: Session, shop_id: int) -> None:
    """Nothing is told any more; address, secret and all facts go."""
    for table in (HelpDeskFact, HelpDesk):
        gone = delete(table).where(table.shop_id == shop_id)
        session.execute(gone.execution_options(synchronize_session=False))


def _is_wanted(work: Work, kind: Fact) -> bool:
    told = select(HelpDesk.told).where(HelpDesk.shop_id == work.shop.id, HelpDesk.stopped_at.is_(None))
    return kind in (work.session.scalar(told) or ())


def _write(
    work: Work, kind: Fact, which: str, at: datetime, *, customer_id: int | None, order_id: int | None,
    payload: dict[str, Any], case_id: str | None = None, written_in: str | None = None,
) -> None:  # fmt: skip
    row = {
        "shop_id": work.shop.id, "id": work.keys.name("help_desk_fact", f"{kind}.{which}").hex(), "kind": kind.value,
        "at": at, "case_id": case_id, "customer_id": customer_id, "order_id": order_id, "payload": payload,
        "written_in": written_in, "wake_at": work.now, "tries": 0,
    }  # fmt: skip
    work.insert_new(HelpDeskFact, [row])
