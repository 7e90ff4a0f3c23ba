"""Proves the ledger: no gap, no double, every state reachable, each chain intact; and that of the access log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plugin.ledger import digest
from plugin.model.message import FINAL, MAY_GO_TO, Code, Message, State, Transition
from plugin.model.staff import AccessEntry

_GRACE = timedelta(hours=24)  # trust: a row is final or unknown by useful_until + 24 h


def findings(session: Session, shop_id: int, now: datetime) -> Iterator[str]:
    """One sentence per violation; nothing if the ledger holds."""
    yield from _chains(session, shop_id, now)
    yield from _doubles(session, shop_id)
    yield from _codes(session, shop_id)
    yield from _accesses(session, shop_id)


def counted(session: Session, shop_id: int) -> dict[str, int]:
    rows = session.execute(
        select(Message.state, func.count()).where(Message.shop_id == shop_id).group_by(Message.state)
    )
    return dict(sorted((state, count) for state, count in rows))


def _chains(session: Session, shop_id: int, now: datetime) -> Iterator[str]:
    messages = session.execute(
        select(
            Message.id, Message.state, Message.reason, Message.version, Message.chain, Message.useful_until,
            Message.accepted_at,
        )
        .where(Message.shop_id == shop_id)
        .order_by(Message.id)
        .execution_options(yield_per=1000)
    )  # fmt: skip
    steps = session.execute(
        select(Transition)
        .where(Transition.shop_id == shop_id)
        .order_by(Transition.message_id, Transition.version)
        .execution_options(yield_per=1000)
    ).scalars()
    step = next(steps, None)
    for row in messages:
        own: list[Transition] = []
        while step is not None and step.message_id == row.id:
            own.append(step)
            step = next(steps, None)
        yield from _chain(row, own)
        state = State(row.state)
        if state not in FINAL and state is not State.UNKNOWN and now > row.useful_until + _GRACE:
            yield f"message {row.id} is still {state} a day after it was of any use"
        if state in FINAL and state is not State.ACCEPTED and not row.reason:
            yield f"message {row.id} ended as {state} without a reason"
        if (row.accepted_at is not None) != (state is State.ACCEPTED):
            yield f"message {row.id} is {state} but its acceptance time says otherwise"
    if step is not None:
        yield f"transitions of message {step.message_id} have no message"


def _chain(row: Any, steps: list[Transition]) -> Iterator[str]:
    before, state = row.id, None
    for number, step in enumerate(steps):
        if step.version != number:
            yield f"message {row.id}: transition {number} is missing"
            return
        if step.from_state != state or (state is not None and State(step.to_state) not in MAY_GO_TO[State(state)]):
            yield f"message {row.id}: {step.from_state} to {step.to_state} is not a move the ledger knows"
        values = (step.version, step.from_state, step.to_state, step.reason, step.at.isoformat())
        if step.chain != digest(before, values):
            yield f"message {row.id}: transition {number} was changed after it was written"
            return
        before, state = step.chain, step.to_state
    last = steps[-1] if steps else None
    if last is None or (row.version, row.chain, row.state, row.reason) != (last.version, before, state, last.reason):
        yield f"message {row.id}: its row and its last transition disagree"


def _doubles(session: Session, shop_id: int) -> Iterator[str]:
    accepted = select(Transition.message_id).where(
        Transition.shop_id == shop_id, Transition.to_state == State.ACCEPTED.value
    )
    for id, count in session.execute(
        accepted.add_columns(func.count()).group_by(Transition.message_id).having(func.count() > 1)
    ):
        yield f"message {id} was accepted {count} times"
    for key, count in session.execute(
        select(Message.dedupe_key, func.count())
        .where(Message.shop_id == shop_id)
        .group_by(Message.dedupe_key)
        .having(func.count() > 1)
    ):
        yield f"{key} exists {count} times"


def _codes(session: Session, shop_id: int) -> Iterator[str]:
    sent = select(Message.id, Message.code).where(
        Message.shop_id == shop_id, Message.code.is_not(None), Message.state == State.ACCEPTED.value
    )
    known = set(session.scalars(select(Code.code).where(Code.shop_id == shop_id)))
    for id, code in session.execute(sent):
        if code not in known:
            yield f"message {id} went out with a code that was never issued"


def _accesses(session: Session, shop_id: int) -> Iterator[str]:
    """The lines of the access log follow one another; the oldest may be gone, because they are not kept for ever."""
    lines = select(AccessEntry).where(AccessEntry.shop_id == shop_id).order_by(AccessEntry.number)
    number, chain = None, None
    for line in session.scalars(lines.execution_options(yield_per=1000)):
        if number is not None and line.number != number + 1:
            yield f"line {number + 1} of the access log is missing"
        elif chain is not None and line.before != chain:
            yield f"line {line.number} of the access log does not follow from the one before it"
        if line.chain != digest(line.before, line.digested):
            yield f"line {line.number} of the access log was changed after it was written"
        number, chain = line.number, line.chain
