"""Which owners of a product are asked a question about it: few, willing, and nobody too often."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from plugin.deciding import decide
from plugin.dossier import Dossier, Subject, load
from plugin.events import OwnerAsked
from plugin.flows.flow import Flow, about_question
from plugin.flows.question import AGAIN_AFTER, NAME, USEFUL, has_received
from plugin.model.order import Order, OrderLine
from plugin.model.product_question import AskedOwner, ProductAnswer, ProductQuestion
from plugin.policy.rules import RULES
from plugin.policy.verdict import Skip, judge
from plugin.projection.work import Work

MOST = 5  # owners of one question
_LOOKED_AT = 60  # of the newest buyers: most of them may be written to


def ask_owners(work: Work, flows: Mapping[str, Flow], question: ProductQuestion) -> list[datetime]:
    """Choose the owners of a question that has just been published, and let the flow decide for each; due times of
    their messages. Once for each question: who was chosen stays chosen. Nobody while the flow is off,
    or where the shop has answered already."""
    if NAME not in work.shop.flows_on_since or _is_answered(work, question.id):
        return []
    chosen = _chosen(work, flows[NAME], question)
    row = {"shop_id": work.shop.id, "question_id": question.id, "at": work.now}
    work.insert_new(AskedOwner, [{**row, "customer_id": id} for id in chosen])
    return decide(work, flows, [OwnerAsked(id, question.id, work.now) for id in chosen])


def _is_answered(work: Work, question_id: str) -> bool:
    mine = (ProductAnswer.shop_id == work.shop.id, ProductAnswer.question_id == question_id)
    return work.session.scalar(select(ProductAnswer.id).where(*mine).limit(1)) is not None


@dataclass(frozen=True, slots=True)
class _Unsent:
    """The message that policy is asked about before there is one."""

    about: str
    purpose: str
    id: str = ""
    step: int = 0


def _chosen(work: Work, flow: Flow, question: ProductQuestion) -> list[int]:
    left = MOST - len(_asked(work, AskedOwner.question_id == question.id))
    ids = _buyers(work, question)
    dossiers = load(work.session, work.shop, [Subject(id) for id in ids], work.now, for_policy=True)
    fit = [id for id in ids if Subject(id) in dossiers and _is_fit(work, flow, question, dossiers[Subject(id)])]
    return fit[: max(0, left)]


def _buyers(work: Work, question: ProductQuestion) -> list[int]:
    """The newest first, without the asker and without whoever was asked something lately."""
    shop_id, newest = work.shop.id, func.max(Order.created_at)
    rows = work.session.scalars(
        select(Order.customer_id)
        .join(OrderLine, (OrderLine.shop_id == Order.shop_id) & (OrderLine.order_id == Order.id))
        .where(
            OrderLine.shop_id == shop_id, OrderLine.product_id == question.product_id, Order.shop_id == shop_id,
            Order.customer_id.is_not(None), Order.paid_at.is_not(None), Order.cancelled_at.is_(None),
        )
        .group_by(Order.customer_id)
        .order_by(newest.desc(), Order.customer_id.desc())
        .limit(_LOOKED_AT)
    )  # fmt: skip
    buyers = [id for id in rows if id is not None and id != question.customer_id]
    lately = AskedOwner.at > work.now - AGAIN_AFTER
    spared = _asked(work, AskedOwner.customer_id.in_(buyers), (AskedOwner.question_id == question.id) | lately)
    return [id for id in buyers if id not in spared]


def _asked(work: Work, *which: Any) -> Collection[int]:
    return set(work.session.scalars(select(AskedOwner.customer_id).where(AskedOwner.shop_id == work.shop.id, *which)))


def _is_fit(work: Work, flow: Flow, question: ProductQuestion, who: Dossier) -> bool:
    if who.case_opened_at is not None or not has_received(who.orders, question.product_id, work.now):
        return False
    return any(not isinstance(said, Skip) for said in _verdicts(work, flow, question, who))


def _verdicts(work: Work, flow: Flow, question: ProductQuestion, who: Dossier) -> Iterator[object]:
    """What policy would say if it went now, channel by channel: waiting is no refusal."""
    unsent = _Unsent(about_question(question.id, who.customer_id or 0), flow.purpose.value)
    for channel in work.shop.settings.flow(NAME).channels:
        verdict, _ = judge(RULES, who.facts(unsent, flow, channel, work.now, work.now + USEFUL))
        yield verdict
