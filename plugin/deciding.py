"""Asks the flows. One way for all occasions: a milestone arrived, a day began, a case was answered or closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import bindparam, select

from plugin import ledger
from plugin.db.prepared import SHOP, Prepared
from plugin.dossier import Subject, load
from plugin.dossier.build import Dossier
from plugin.events import CaseAnswered, CaseClosed, DayBegan, MessageAsked, Milestone, OwnerAsked
from plugin.flows.flow import Flow, about_answer, about_case, about_day, about_order, about_question, order_of
from plugin.model.order import Order
from plugin.projection.work import Work

_OWNER = Prepared(select(Order.customer_id).where(Order.shop_id == SHOP, Order.id == bindparam("id")))


def decide(work: Work, flows: Mapping[str, Flow], milestones: Iterable[Milestone]) -> list[datetime]:
    """Let every flow that is on and listens to one of these milestones decide, and write its decisions to
    the ledger; returns due times that are new. The last of several milestones about one thing speaks for
    them all: flows judge the state, not the event."""
    heard = _heard(work, flows, milestones)
    if not heard or work.shop.uninstalled_at is not None:
        return []
    subjects = {_subject(work, milestone) for milestone, _ in heard.values()}
    dossiers = load(work.session, work.shop, subjects, work.now)
    times: list[datetime] = []
    for about, (milestone, names) in heard.items():
        dossier = dossiers.get(_subject(work, milestone))
        if dossier is not None:
            times += _ask(work, flows, dossier, about, milestone, names)
    return times


def _heard(
    work: Work, flows: Mapping[str, Flow], milestones: Iterable[Milestone]
) -> dict[str, tuple[Milestone, set[str]]]:
    heard: dict[str, tuple[Milestone, set[str]]] = {}
    for milestone in milestones:
        names = {
            name
            for name, flow in flows.items()
            if name in work.shop.flows_on_since and isinstance(milestone, flow.on)
        }
        if names:
            about = _about(milestone)
            heard[about] = (milestone, names | heard.get(about, (milestone, set()))[1])
    return heard


def _ask(
    work: Work, flows: Mapping[str, Flow], dossier: Dossier, about: str, milestone: Milestone, names: set[str]
) -> list[datetime]:
    times: list[datetime] = []
    for name in sorted(names):
        flow = flows[name]
        if dossier.customer_id is None and not flow.guests:
            continue
        settings = work.shop.settings.flow(name)
        decisions = flow.decide(milestone, dossier.profile(flow, about), settings)
        times += ledger.apply(
            work.session, work.shop, flow, flow.channels(settings.channels), decisions,
            customer_id=dossier.customer_id, zone=dossier.zones[0], now=work.now,
        )  # fmt: skip
    return times


def _about(milestone: Milestone) -> str:
    order_id = order_of(milestone)
    if order_id is not None:
        return about_order(order_id)
    if isinstance(milestone, CaseAnswered):
        return about_answer(milestone.case_id, milestone.number)
    if isinstance(milestone, CaseClosed):
        return about_case(milestone.case_id)
    if isinstance(milestone, OwnerAsked):
        return about_question(milestone.question_id, milestone.customer_id)
    assert isinstance(milestone, DayBegan | MessageAsked)
    return about_day(milestone.customer_id, milestone.day)


def _subject(work: Work, milestone: Milestone) -> Subject:
    if isinstance(milestone, DayBegan | MessageAsked | CaseAnswered | CaseClosed | OwnerAsked):
        return Subject(milestone.customer_id)
    order_id = order_of(milestone)
    customer_id = _OWNER.value(work.session, id=order_id)
    return Subject(customer_id) if customer_id is not None else Subject(None, order_id)
