"""The ledger's only writer. Every change of a message's state is one conditional update and one appended
transition in the same commit; the transitions of a message form a chain that `encore audit` can prove."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.customer_tags import messages_accepted
from plugin.db.prepared import SHOP, Prepared, keys
from plugin.db.writes import insert_new_rows, insert_rows, updating
from plugin.errors import EncoreError
from plugin.events import Channel, Purpose
from plugin.flow_triggers import messages_sent
from plugin.flows.flow import Decision, Flow, Plan
from plugin.model.message import MAY_GO_TO, OPEN, Message, State, Transition
from plugin.shops import Shop
from plugin.vault import Cabinet

FLOW_WAITS = frozenset(
    {
        "refund",
        "return",
        "parcel_problem",
        "not_arrived",
        "case_open",
        "waiting_for_delivery",
        "not_yet",
        "surveyed_this_week",
    }
)
_MOVABLE = frozenset({State.PLANNED, State.HELD})  # whose times a flow may change
RANKS = {Purpose.SERVICE: 0, Purpose.FEEDBACK: 1, Purpose.PROMOTIONAL: 2}


_PLANNED = Prepared(
    select(
        Message.plan_key,
        Message.id,
        Message.version,
        Message.chain,
        Message.state,
        Message.reason,
        Message.due_at,
        Message.chosen_at,
    ).where(Message.shop_id == SHOP, Message.plan_key.in_(keys("keys")))
)


# As the rows are, and nobody else changes them until this transaction ends (on SQLite nobody writes anyway).
_HELD = Prepared(
    select(Message.id, Message.version, Message.state)
    .where(Message.shop_id == SHOP, Message.id.in_(keys("ids")))
    .order_by(Message.id)
    .with_for_update()
)


class ForbiddenMove(EncoreError):
    """A state change that the state machine does not know: a defect, never a user's mistake."""


@dataclass(frozen=True, slots=True)
class Move:
    """One state change of a message that was read at `version` in `from_state`."""

    id: str
    version: int
    chain: str
    from_state: State
    to_state: State
    reason: str | None = None
    columns: Mapping[str, Any] = field(default_factory=dict)


def message_id(keys: Cabinet, plan_key: str) -> str:
    """32 hex digits, the same for the same plan, and secret to anyone without the keys. Links pack hex short."""
    return keys.name("message", plan_key).hex()


def plan_key(flow: Flow, about: str, step: int, channel: Channel) -> str:
    """What was planned. The channel belongs to it only where each channel gets its own message."""
    key = f"{flow.name}:{about}:{step}"
    return f"{key}:{channel}" if flow.each_channel else key


def dedupe_key(flow: str, about: str, step: int, channel: str) -> str:
    return f"{flow}:{about}:{step}:{channel}"


def digest(before: str, values: Iterable[object]) -> str:
    text = "\x1f".join([before, *("" if value is None else str(value) for value in values)])
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def apply(
    session: Session, shop: Shop, flow: Flow, channels: Sequence[Channel], decisions: Iterable[Decision],
    *, customer_id: int | None, zone: str, now: datetime,
) -> list[datetime]:  # fmt: skip
    """Write what a flow decided: insert, reschedule or cancel its messages. Deciding the same again changes
    nothing. Returns the due times of what is new or moved."""
    wanted = channels if flow.each_channel else channels[:1]
    keyed = [
        (plan_key(flow, decision.about, decision.step, channel), channel, decision)
        for decision in decisions
        for channel in wanted
    ]
    known = _known(session, [key for key, _, _ in keyed])
    moves: list[Move] = []
    fresh: list[dict[str, Any]] = []
    times: list[datetime] = []
    for key, channel, decision in keyed:
        row = known.get(key)
        if isinstance(decision, Plan):
            at, until = _when(flow, shop.keys, key, decision)
            if row is None and until > now:
                fresh.append(_row(shop, flow, key, channel, decision, at, until, customer_id, zone, now))
                times.append(at)
            elif row is not None and _moves(row, decision, at, now):
                if decision.reason and row.state == State.PLANNED:
                    moves.append(_postpone(row, decision.reason, at, until, zone))
                else:
                    reschedule(session, row, at, until, zone)
                times.append(at)
        elif row is not None and State(row.state) in OPEN:
            moves.append(drop(row, State.CANCELLED, decision.reason))
    _insert(session, fresh, now)
    move(session, shop, moves, now)
    return times


def _postpone(row: Any, reason: str, at: datetime, until: datetime, zone: str) -> Move:
    """What the flow puts off for a reason waits with that reason, for everybody to see."""
    columns = {"due_at": at, "wake_at": at, "useful_until": until, "time_zone": zone}
    return Move(row.id, row.version, row.chain, State.PLANNED, State.HELD, reason, columns)


def move(session: Session, shop: Shop, moves: Sequence[Move], now: datetime) -> set[str]:
    """Make the moves; returns the ids that were still as they had been read. The others were changed by
    somebody else meanwhile and are left alone. Of two moves of one message the second follows the first."""
    for one in moves:
        if one.to_state not in MAY_GO_TO[one.from_state]:
            raise ForbiddenMove(f"message {one.id}: {one.from_state} may not become {one.to_state}")
    if not moves:
        return set()
    found = {row.id: (row.version, row.state) for row in _HELD.rows(session, ids=sorted({one.id for one in moves}))}
    made = []
    for one in moves:
        if found.get(one.id) == (one.version, one.from_state):
            found[one.id] = (one.version + 1, one.to_state)
            made.append((one, chain_after(one, now)))
    _write(session, made)
    insert_rows(session, Transition, [_transition(shop, one, chain, now) for one, chain in made])
    accepted = [one.id for one, _ in made if one.to_state is State.ACCEPTED]
    messages_sent(session, shop, accepted, now)
    messages_accepted(session, shop.id, accepted, now)
    return {one.id for one, _ in made}


def _write(session: Session, made: Sequence[tuple[Move, str]]) -> None:
    """One statement for all neighbours that set the same columns: one for each message was half of what a due
    message cost (bench/claims.py)."""
    for names, group in groupby(made, key=lambda each: tuple(each[0].columns)):
        rows = [_written(one, chain) for one, chain in group]
        fixed = ("state", "reason", "version", "chain", "lease_token")
        _as_read(tuple(dict.fromkeys((*fixed, *names)))).run_each(session, rows)


def _written(one: Move, chain: str) -> dict[str, Any]:
    return {
        "lease_token": None, **one.columns, "state": one.to_state.value, "reason": one.reason,
        "version": one.version + 1, "chain": chain, "key_id": one.id, "key_state": one.from_state.value,
        "key_version": one.version,
    }  # fmt: skip


def _transition(shop: Shop, one: Move, chain: str, now: datetime) -> dict[str, Any]:
    return {
        "shop_id": shop.id, "message_id": one.id, "version": one.version + 1, "from_state": one.from_state.value,
        "to_state": one.to_state.value, "reason": one.reason, "at": now, "chain": chain,
    }  # fmt: skip


def _as_read(names: tuple[str, ...]) -> Prepared:
    return updating(Message, names, also=("state", "version"))


def _moves(row: Any, plan: Plan, at: datetime, now: datetime) -> bool:
    """Does a plan for `at` move a message that is there? One that waits for policy (quiet hours, budget …)
    keeps its place unless the plan lies in the future; one that is being retried keeps its own times, and one
    whose time a person chose keeps that, unless the flow has a reason to wait."""
    if row.due_at == at or row.state not in _MOVABLE:
        return False
    if row.chosen_at is not None and not plan.reason and row.reason not in FLOW_WAITS:
        return False
    return row.state == State.PLANNED or row.reason in FLOW_WAITS or at > now


def chain_after(one: Move, now: datetime) -> str:
    """The digest of the transition that this move appends."""
    return digest(one.chain, (one.version + 1, one.from_state, one.to_state, one.reason, now.isoformat()))


def drop(row: Any, state: State, reason: str, **columns: Any) -> Move:
    """The message will not go: suppressed, expired, cancelled or failed, and never looked at again."""
    return Move(row.id, row.version, row.chain, State(row.state), state, reason, {"wake_at": None, **columns})


def reschedule(session: Session, row: Any, at: datetime, until: datetime | None, zone: str) -> None:
    """Move the times of an open message; its state stays."""
    values: dict[str, Any] = {"due_at": at, "wake_at": at, "lease_token": None, "time_zone": zone}
    if until is not None:
        values["useful_until"] = until
    touch(session, row, values)


def touch(session: Session, row: Any, columns: Mapping[str, Any]) -> bool:
    """Set columns of a message that is still as it was read, and leave its state; returns whether it was."""
    found = _as_read(tuple(columns)).run(
        session, **columns, key_id=row.id, key_state=str(row.state), key_version=row.version
    )
    return found == 1


def jitter(flow: Flow, keys: Cabinet, key: str) -> timedelta:
    """A delay of 0 to `flow.jitter`, the same for the same message."""
    if not flow.jitter:
        return timedelta(0)
    share = int.from_bytes(keys.name("jitter", key, 4), "big")
    return timedelta(seconds=share % int(flow.jitter.total_seconds()))


def cancel_where(session: Session, shop: Shop, now: datetime, reason: str, *conditions: Any) -> int:
    """Cancel every open message that meets the conditions; returns how many."""
    rows = session.execute(
        select(Message.id, Message.version, Message.chain, Message.state).where(
            Message.shop_id == shop.id, Message.state.in_([state.value for state in OPEN]), *conditions
        )
    ).all()
    return len(move(session, shop, [drop(row, State.CANCELLED, reason) for row in rows], now))


def _known(session: Session, keys: list[str]) -> dict[str, Any]:
    if not keys:
        return {}
    return {row.plan_key: row for row in _PLANNED.rows(session, keys=keys)}


def _when(flow: Flow, keys: Cabinet, key: str, plan: Plan) -> tuple[datetime, datetime]:
    extra = jitter(flow, keys, key)
    return plan.at + extra, plan.until + extra


def _row(
    shop: Shop, flow: Flow, key: str, channel: Channel, plan: Plan, at: datetime, until: datetime,
    customer_id: int | None, zone: str, now: datetime,
) -> dict[str, Any]:  # fmt: skip
    return {
        "shop_id": shop.id, "id": message_id(shop.keys, key), "flow": flow.name, "step": plan.step,
        "channel": channel.value, "purpose": flow.purpose.value, "rank": RANKS[flow.purpose],
        "customer_id": customer_id, "about": plan.about, "plan_key": key,
        "dedupe_key": dedupe_key(flow.name, plan.about, plan.step, channel), "state": State.PLANNED.value,
        "version": 0, "planned_at": now, "due_at": at, "useful_until": until, "wake_at": at, "time_zone": zone,
        "attempts": 0, "absent": 0, "code_starts_at": plan.code_starts_at, "code_ends_at": plan.code_ends_at,
        "product_ids": [], "line_ids": list(plan.line_ids), "trace": [],
    }  # fmt: skip


def _insert(session: Session, rows: list[dict[str, Any]], now: datetime) -> None:
    if not rows:
        return
    transitions = []
    for row in rows:
        row["chain"] = digest(row["id"], (0, None, State.PLANNED, None, now.isoformat()))
        transitions.append(
            {
                "shop_id": row["shop_id"], "message_id": row["id"], "version": 0, "from_state": None,
                "to_state": State.PLANNED.value, "reason": None, "at": now, "chain": row["chain"],
            }
        )  # fmt: skip
    insert_new_rows(session, Message, rows)
    insert_new_rows(session, Transition, transitions)
