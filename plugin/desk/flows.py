"""The flows of a shop: what each has done and will do, and switching it on and off.

What a flow did is counted over the messages that were due in the last 30 days, so that sent, waiting and not sent
add up to what was planned; every figure can be opened as that list of messages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from plugin import ledger
from plugin.config import FlowSettings
from plugin.desk.settings import changed
from plugin.encore import Encore
from plugin.flows.flow import Flow
from plugin.flows.registry import FLOWS
from plugin.model.message import FINAL, OPEN, Message, State
from plugin.model.shop import Shop as Row
from plugin.model.staff import OPERATOR
from plugin.shops import Shop

LOOKED_BACK = timedelta(days=30)
AHEAD = timedelta(hours=24)
_SENT = frozenset({State.ACCEPTED})
_NOT_SENT = FINAL - _SENT
_UNCLEAR = frozenset({State.SENDING, State.UNKNOWN})


@dataclass(frozen=True, slots=True)
class FlowRow:
    """One flow as the list shows it. `on_since` None while it is on: it counts all orders, also old ones."""

    flow: Flow
    settings: FlowSettings
    is_on: bool
    on_since: datetime | None
    sent: int = 0  # of the messages due in the last 30 days
    not_sent: dict[str, int] = field(default_factory=dict)  # … by reason code, most first
    unclear: int = 0  # … handed over, without an answer
    held: int = 0  # waiting now, whenever they are due
    open: int = 0  # planned, held or tried again, whenever they are due
    next_day: int = 0  # of these, due within 24 hours
    segments: int = 0  # SMS parts of what was sent: what the SMS provider charges for

    @property
    def name(self) -> str:
        return self.flow.name

    @property
    def not_sent_at_all(self) -> int:
        return sum(self.not_sent.values())


def flow_rows(session: Session, shop: Shop, now: datetime) -> list[FlowRow]:
    """Every flow there is, in the order in which they meet a customer."""
    done, open_ones = _done(session, shop, now), _open(session, shop, now)
    return [_row(flow, shop, done[name], open_ones[name]) for name, flow in FLOWS.items()]


def flow_row(session: Session, shop: Shop, name: str, now: datetime) -> FlowRow | None:
    """One flow; None if there is none of that name."""
    return next((row for row in flow_rows(session, shop, now) if row.name == name), None)


def switch_on(encore: Encore, shop: Shop, version: int, flow: Flow, *, by: str = OPERATOR) -> Shop:
    """The flow works for what happens from now on; orders from before are left alone. One that is on stays on
    since when it was. Raises Changed."""
    now = encore.clock.now()

    def made(_session: Session, row: Row) -> dict[str, object]:
        if flow.name in row.flows_on_since:
            return {}
        return {"flows_on_since": {**row.flows_on_since, flow.name: now.isoformat()}}

    return changed(encore, shop, version, made, by=by)


def switch_off(encore: Encore, shop: Shop, version: int, flow: Flow, *, by: str = OPERATOR) -> tuple[Shop, int]:
    """The flow plans nothing more, and what it has planned is cancelled; returns the shop and how many messages that
    were. What the provider already has cannot be taken back. Raises Changed."""
    now = encore.clock.now()
    cancelled = 0

    def made(session: Session, row: Row) -> dict[str, object]:
        nonlocal cancelled
        if flow.name not in row.flows_on_since:
            return {}
        cancelled = ledger.cancel_where(session, shop, now, "flow_off", Message.flow == flow.name)
        return {"flows_on_since": {name: at for name, at in row.flows_on_since.items() if name != flow.name}}

    found = changed(encore, shop, version, made, by=by)
    encore.wake("sweep")  # codes that were made for what is cancelled
    return found, cancelled


@dataclass(slots=True)
class _Done:
    states: Counter[State] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    segments: int = 0


def _done(session: Session, shop: Shop, now: datetime) -> dict[str, _Done]:
    found = {name: _Done() for name in FLOWS}
    rows = session.execute(
        select(Message.flow, Message.state, Message.reason, func.count(), func.sum(Message.segments))
        .where(
            Message.shop_id == shop.id, Message.flow.in_(FLOWS), Message.due_at > now - LOOKED_BACK,
            Message.due_at <= now,
        )
        .group_by(Message.flow, Message.state, Message.reason)
    )  # fmt: skip
    for flow, word, reason, count, segments in rows:
        state = State(word)
        found[flow].states[state] += count
        if state in _NOT_SENT and reason is not None:
            found[flow].reasons[reason] += count
        if state in _SENT:
            found[flow].segments += segments or 0
    return found


def _open(session: Session, shop: Shop, now: datetime) -> dict[str, tuple[int, int, int]]:
    """By flow: held, all that is open, and due within a day."""
    rows = session.execute(
        select(
            Message.flow, func.sum(case((Message.state == State.HELD.value, 1), else_=0)), func.count(),
            func.sum(case((Message.due_at <= now + AHEAD, 1), else_=0)),
        )
        .where(Message.shop_id == shop.id, Message.state.in_([state.value for state in OPEN]))
        .group_by(Message.flow)
    )  # fmt: skip
    found = {flow: (int(held), count, int(soon)) for flow, held, count, soon in rows}
    return {name: found.get(name, (0, 0, 0)) for name in FLOWS}


def _row(flow: Flow, shop: Shop, done: _Done, open_ones: tuple[int, int, int]) -> FlowRow:
    held, count, soon = open_ones
    is_on = flow.name in shop.flows_on_since
    return FlowRow(
        flow=flow, settings=shop.settings.flow(flow.name), is_on=is_on,
        on_since=shop.flow_on_since(flow.name) if is_on else None,
        sent=sum(done.states[state] for state in _SENT), not_sent=dict(done.reasons.most_common()),
        unclear=sum(done.states[state] for state in _UNCLEAR), held=held, open=count, next_day=soon,
        segments=done.segments,
    )  # fmt: skip
