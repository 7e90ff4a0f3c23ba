"""Why one customer did or did not get something: every flow with its messages, and what it plans none for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.dossier import load, subject_of
from plugin.encore import Encore
from plugin.explain import never_planned
from plugin.flows.registry import FLOWS
from plugin.model.message import Message, State
from plugin.shops import Shop

MOST = 12  # messages of each flow, the newest
NAMED = 5  # … and orders of each reason
_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Got:
    """A message of the flow, whatever became of it. `at`: when it was sent, or is (or was) due."""

    id: str
    step: int
    channel: str
    about: str
    state: State
    reason: str | None
    at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Silence:
    reason: str
    abouts: list[str]
    more: int


@dataclass(frozen=True, slots=True)
class OneFlow:
    """`got` are its messages, newest first; `not_planned` says why it plans nothing: by reason code the newest that
    it is true of ("" for everything), and how many more. `more` counts the messages that are left out."""

    name: str
    got: list[Got]
    not_planned: list[Silence]
    more: int


def why_of(encore: Encore, session: Session, shop: Shop, id: int) -> list[OneFlow]:
    """Every flow there is, in the order in which they meet a customer."""
    now = encore.clock.now()
    who = subject_of(id, "")
    dossier = load(session, shop, [who], now)[who]
    rows = _messages(session, shop, id)
    planned = {(row.flow, row.about) for row in rows}
    nothing: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for flow, about, reason in never_planned(encore, shop, dossier, planned, now):
        nothing[flow].append((about, reason))
    return [_flow(name, [row for row in rows if row.flow == name], nothing[name]) for name in FLOWS]


def _messages(session: Session, shop: Shop, id: int) -> list[Any]:
    return list(
        session.execute(
            select(
                Message.id, Message.flow, Message.step, Message.channel, Message.about, Message.state, Message.reason,
                Message.due_at, Message.accepted_at,
            )
            .where(Message.shop_id == shop.id, Message.customer_id == id)
            .order_by(Message.due_at.desc(), Message.id)
            .limit(_LOOKED_AT)
        )
    )  # fmt: skip


def _flow(name: str, rows: list[Any], nothing: list[tuple[str, str]]) -> OneFlow:
    got = [
        Got(
            row.id, row.step, row.channel, row.about, State(row.state), row.reason, row.accepted_at or row.due_at,
            row.due_at,
        )
        for row in rows[:MOST]
    ]  # fmt: skip
    return OneFlow(name, got, _silences(nothing), max(0, len(rows) - MOST))


def _silences(nothing: list[tuple[str, str]]) -> list[Silence]:
    by_reason: dict[str, list[str]] = {}
    for about, reason in reversed(nothing):  # orders are told oldest first
        by_reason.setdefault(reason, []).append(about)
    return [Silence(reason, abouts[:NAMED], max(0, len(abouts) - NAMED)) for reason, abouts in by_reason.items()]
