"""Writes what does not go now: drops, waits, changes of channel. Also reads what judging needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from plugin import ledger
from plugin.analytics.recommend import suggestions
from plugin.dossier import Dossier, Subject, load
from plugin.events import Channel
from plugin.ledger import Move, dedupe_key
from plugin.model.message import State
from plugin.policy.verdict import Judged
from plugin.shops import Shop
from plugin.stages.outbox.judge import Drop, Go, Outcome, Wait
from plugin.stages.outbox.rows import Row


def dossiers_of(session: Session, shop: Shop, rows: Sequence[Row], now: datetime) -> dict[Subject, Dossier]:
    """Dossiers for these messages, with suggestions where a flow needs them."""
    dossiers = load(session, shop, {row.who for row in rows}, now, for_policy=True)
    hungry = {row.who: dossiers[row.who] for row in rows if row.flow == "cross_sell" and row.who in dossiers}
    if hungry:
        found = suggestions(session, shop.domain, {who: (_owned(dossier), ()) for who, dossier in hungry.items()})
        for who, dossier in hungry.items():
            dossier.suggestions = found.get(who, ())
    return dossiers


def settle(
    session: Session, shop: Shop, channel: Channel, judged: Sequence[tuple[Row, Outcome]], now: datetime
) -> tuple[list[Row], list[tuple[Row, Go]]]:
    """Write the outcomes that are not "go, over this channel"; returns the dropped rows and those that go,
    without any that somebody else has changed meanwhile. A held message that may go becomes planned again
    first: the state machine knows no shorter way."""
    moves: list[Move] = []
    dropped: list[Row] = []
    ready: list[tuple[Row, Go]] = []
    for row, outcome in judged:
        if isinstance(outcome, Drop):
            moves.append(ledger.drop(row, outcome.state, outcome.reason, trace=as_json(outcome.trace)))
            dropped.append(row)
        elif isinstance(outcome, Wait):
            moves += _wait(session, row, outcome, now)
        elif outcome.channel is not channel:
            _rechannel(session, row, outcome.channel, now)
        else:
            released, move = release(row, now)
            moves += [move] if move is not None else []
            ready.append((released, outcome))
    lost = {move.id for move in moves} - ledger.move(session, shop, moves, now)
    return [row for row in dropped if row.id not in lost], [(row, go) for row, go in ready if row.id not in lost]


def release(row: Row, now: datetime) -> tuple[Row, Move | None]:
    """A held row as it is once planned again, and the move that makes it so; other rows as they are."""
    if row.state != State.HELD.value:
        return row, None
    move = Move(row.id, row.version, row.chain, State.HELD, State.PLANNED, None, {"lease_token": row.lease_token})
    return after(row, move, now), move


def after(row: Row, move: Move, now: datetime) -> Row:
    """The row as it will be once the move is made, so that a second move may follow in the same commit."""
    known = {key: value for key, value in move.columns.items() if key in Row.__slots__}
    changed = {"state": move.to_state.value, "reason": move.reason, "version": move.version + 1}
    return replace(row, **{**changed, "chain": ledger.chain_after(move, now), **known})


def as_json(trace: Sequence[Judged]) -> list[dict[str, Any]]:
    return [
        {
            "rule": one.rule, "verdict": one.verdict, "reason": one.reason,
            "until": one.until.isoformat() if one.until else None,
        }
        for one in trace
    ]  # fmt: skip


def _wait(session: Session, row: Row, outcome: Wait, now: datetime) -> list[Move]:
    """A wait changes the state only where the message did not wait for that reason yet."""
    columns: dict[str, Any] = {
        "useful_until": outcome.useful_until, "trace": as_json(outcome.trace), "channel": outcome.channel.value,
        "dedupe_key": dedupe_key(row.flow, row.about, row.step, outcome.channel), "due_at": outcome.until,
        "wake_at": outcome.until, "lease_token": None,
    }  # fmt: skip
    state = State(row.state)
    if (outcome.reason == "not_yet" and state is State.PLANNED) or (
        state is State.HELD and row.reason == outcome.reason
    ):
        ledger.touch(session, row, columns)
        return []
    released, move = release(row, now)
    again = Move(row.id, released.version, released.chain, State(released.state), State.HELD, outcome.reason, columns)
    return [*([move] if move else []), again]


def _rechannel(session: Session, row: Row, channel: Channel, now: datetime) -> None:
    """The first allowed channel is another one: the message changes queue, and nothing else."""
    columns = {
        "channel": channel.value, "dedupe_key": dedupe_key(row.flow, row.about, row.step, channel), "wake_at": now,
        "lease_token": None,
    }  # fmt: skip
    ledger.touch(session, row, columns)


def _owned(dossier: Dossier) -> tuple[int, ...]:
    """Products this person has bought, newest first."""
    newest = reversed([order for order in dossier.orders if order.is_valid])
    return tuple(dict.fromkeys(line.product_id for order in newest for line in order.lines if line.product_id))
