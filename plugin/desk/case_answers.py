"""Answers to customers by e-mail: whether one can go, sending it, and what became of those that were sent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin import cases
from plugin.deciding import decide
from plugin.dossier import load, subject_of
from plugin.encore import Encore
from plugin.errors import EncoreError
from plugin.events import CaseAnswered, Channel
from plugin.flows.case_reply import USEFUL, flow
from plugin.flows.flow import about_answer
from plugin.ledger import message_id, plan_key
from plugin.model.case import EntryKind, SupportCase
from plugin.model.message import Message, State
from plugin.policy.rules import RULES
from plugin.policy.verdict import Later, Skip, judge
from plugin.projection.work import Work
from plugin.shops import Shop


@dataclass(frozen=True, slots=True)
class Way:
    """How an answer would go now: to `address`, or not at all, for this reason. `waits_for`: it would be kept until
    that is over."""

    address: str | None
    refused: str | None = None
    waits_for: str | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of an answer that was sent. `outcome` is the gravest thing that was reported of it later."""

    message_id: str
    state: State
    reason: str | None
    due_at: datetime
    outcome: str | None


class NotMailed(EncoreError):
    """The answer cannot go by e-mail, and nothing was kept. `reason` is a code of plugin.reasons."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"no answer can be sent: {reason}")
        self.reason = reason


def way_to(session: Session, shop: Shop, customer_id: int | None, now: datetime) -> Way:
    """What the switch of the flow and every rule say of an answer to this customer."""
    if flow.name not in shop.flows_on_since:
        return Way(None, "flow_off")
    if customer_id is None:
        return Way(None, "no_account")
    subject = subject_of(customer_id, "")
    who = load(session, shop, [subject], now, for_policy=True).get(subject)
    if who is None:
        return Way(None, "no_account")
    row = SimpleNamespace(id="", step=0, about="", purpose=flow.purpose.value)
    verdict, _trace = judge(RULES, who.facts(row, flow, Channel.EMAIL, now, now + USEFUL))
    if isinstance(verdict, Skip):
        return Way(who.email, verdict.reason)
    if isinstance(verdict, Later):
        return Way(who.email, None, verdict.reason, None if verdict.reason == "paused" else verdict.at)
    return Way(who.email)


def send_answer(encore: Encore, shop: Shop, id: str, text: str, *, user_id: str, seen: int) -> None:
    """The answer is an entry of the case and a message that carries it is planned, in one commit: both are there or
    neither. Raises KeyError, CaseChanged, NotMailed."""
    with encore.database.write(shop.id) as session:
        now, there = encore.clock.now(), encore.shops.read(session, shop.id)
        work, answer = Work(session, there, now), about_answer(id, seen + 1)
        message = message_id(work.keys, plan_key(flow, answer, 0, Channel.EMAIL))
        number = cases.add_entry(
            work, id, EntryKind.ANSWERED, user_id=user_id, text=text, message_id=message, seen=seen
        )
        whose = session.scalar(
            select(SupportCase.customer_id).where(SupportCase.shop_id == shop.id, SupportCase.id == id)
        )
        way = way_to(session, there, whose, now)
        if way.refused is not None or whose is None:
            raise NotMailed(way.refused or "no_account")
        times = decide(work, encore.flows, [CaseAnswered(id, number, whose, now)])
    encore.planned(times)
    encore.wake("outbox_email")


def fates(session: Session, shop: Shop, ids: Collection[str]) -> dict[str, Fate]:
    """What became of these messages, by their id."""
    if not ids:
        return {}
    rows = session.execute(
        select(Message.id, Message.state, Message.reason, Message.due_at, Message.outcome).where(
            Message.shop_id == shop.id, Message.id.in_(ids)
        )
    )
    return {row.id: Fate(row.id, State(row.state), row.reason, row.due_at, row.outcome) for row in rows}
