"""Claims what is due, judges it, and hands what may go to the sender. Service first, then feedback, then
promotional, oldest first; shops take turns. A paused shop is not claimed from at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update

from plugin import ledger
from plugin.analytics.recommend import suggestions
from plugin.db.claim import BATCH, claim
from plugin.dossier import Dossier, Subject, load, subject_of
from plugin.encore import Encore
from plugin.events import Channel
from plugin.ledger import Move, dedupe_key, drop, reschedule
from plugin.model.message import Message, State
from plugin.policy.verdict import Judged
from plugin.shops import Shop
from plugin.stages.outbox.codes import void_codes
from plugin.stages.outbox.judge import Drop, Go, Outcome, Wait, outcome_of
from plugin.stages.outbox.rows import read
from plugin.stages.outbox.send import send
from plugin.turns import in_turn

_SHARE = 50  # of one shop per turn


def drain_email(encore: Encore, budget: int) -> int:
    return _drain(encore, Channel.EMAIL, budget)


def drain_sms(encore: Encore, budget: int) -> int:
    return _drain(encore, Channel.SMS, budget)


def _drain(encore: Encore, channel: Channel, budget: int) -> int:
    done = 0
    busy = list(in_turn(encore, f"outbox_{channel}", encore.shops.working()))
    share = BATCH if len(busy) == 1 else _SHARE
    while busy and done < budget:
        still_busy = []
        for shop in busy:
            count = _drain_shop(encore, shop.id, channel, min(share, budget - done))
            done += count
            if count:
                still_busy.append(shop)
        busy = still_busy
    return done


def _drain_shop(encore: Encore, shop_id: int, channel: Channel, limit: int) -> int:
    shop = encore.shops.by_id(shop_id)
    if shop.paused_at is not None or shop.uninstalled_at is not None or shop.cabinet is None:
        return 0
    now = encore.clock.now()
    rows, dossiers = _claim(encore, shop, channel, limit, now)
    if not rows:
        return 0
    judged = [(row, outcome_of(row, encore.flows.get(row.flow), dossiers.get(_who(row)))) for row in rows]
    with encore.database.write(shop.id) as session:
        dropped = settle(session, shop, channel, judged, now)
    void_codes(encore, shop, dropped)
    ready = [(row, outcome) for row, outcome in judged if isinstance(outcome, Go) and outcome.channel is channel]
    if ready:
        send(encore, shop, channel, ready, dossiers)
    if any(isinstance(outcome, Go | Wait) and outcome.channel is not channel for _, outcome in judged):
        encore.wake(f"outbox_{Channel.SMS if channel is Channel.EMAIL else Channel.EMAIL}")
    return len(rows)


def _who(row: Any) -> Subject:
    return subject_of(row.customer_id, row.about)


def _claim(
    encore: Encore, shop: Shop, channel: Channel, limit: int, now: datetime
) -> tuple[list[Any], dict[Subject, Dossier]]:
    ids: list[str] = []
    with encore.database.write(shop.id) as session:
        for rank in (0, 1, 2):
            if len(ids) >= limit:
                break
            ids += claim(
                session, Message, Message.id, Message.shop_id == shop.id, Message.channel == channel.value,
                Message.rank == rank, Message.state.in_(_CLAIMABLE), order_by=(Message.wake_at,),
                limit=limit - len(ids), now=now, lease=encore.lease,
            )[1]  # fmt: skip
        rows = read(session, shop.id, ids)
        dossiers = dossiers_of(session, shop, rows, now)
    return rows, dossiers


_CLAIMABLE = (State.PLANNED.value, State.HELD.value, State.RETRY.value)


def dossiers_of(session: Any, shop: Shop, rows: Sequence[Any], now: datetime) -> dict[Subject, Dossier]:
    """Dossiers for these messages, with suggestions where a flow needs them."""
    dossiers = load(session, shop, {_who(row) for row in rows}, now, for_policy=True)
    hungry = {_who(row): dossiers[_who(row)] for row in rows if row.flow == "cross_sell" and _who(row) in dossiers}
    if hungry:
        found = suggestions(session, shop, {who: _owned(dossier) for who, dossier in hungry.items()})
        for who, dossier in hungry.items():
            dossier.suggestions = found.get(who, ())
    return dossiers


def _owned(dossier: Dossier) -> tuple[int, ...]:
    """Products this person has bought, newest first."""
    newest = reversed([order for order in dossier.orders if order.is_valid])
    return tuple(dict.fromkeys(line.product_id for order in newest for line in order.lines if line.product_id))


def settle(
    session: Any, shop: Shop, channel: Channel, judged: Sequence[tuple[Any, Outcome]], now: datetime
) -> list[Any]:
    """Write what does not go now: drops, waits and changes of channel. Returns the dropped rows."""
    moves: list[Move] = []
    dropped = []
    for row, outcome in judged:
        if isinstance(outcome, Drop):
            moves.append(drop(row, outcome.state, outcome.reason, trace=as_json(outcome.trace)))
            dropped.append(row)
        elif isinstance(outcome, Wait):
            moves += _hold(session, shop, row, outcome)
        elif outcome.channel is not channel:
            _rechannel(session, shop, row, outcome.channel, now)
    ledger.move(session, shop, moves, now)
    return dropped


def _hold(session: Any, shop: Shop, row: Any, outcome: Wait) -> list[Move]:
    """A wait moves the times; it changes the state only where the message did not wait for that reason yet.
    A message whose own time simply has not come is planned, not held."""
    columns: dict[str, Any] = {
        "useful_until": outcome.useful_until, "trace": as_json(outcome.trace), "channel": outcome.channel.value,
        "dedupe_key": dedupe_key(row.flow, row.about, row.step, outcome.channel),
    }  # fmt: skip
    held = ledger.hold(row, outcome.until, outcome.reason, **columns)
    if held is not None:
        return [held]
    reschedule(session, shop, row.id, outcome.until, outcome.useful_until, row.time_zone)
    session.execute(update(Message).where(Message.shop_id == shop.id, Message.id == row.id).values(**columns))
    return []


def _rechannel(session: Any, shop: Shop, row: Any, channel: Channel, now: datetime) -> None:
    """The first allowed channel is another one: the message changes queue, and nothing else."""
    session.execute(
        update(Message)
        .where(Message.shop_id == shop.id, Message.id == row.id)
        .values(
            channel=channel.value, dedupe_key=dedupe_key(row.flow, row.about, row.step, channel), wake_at=now,
            lease_token=None,
        )
    )  # fmt: skip


def as_json(trace: Sequence[Judged]) -> list[dict[str, Any]]:
    return [
        {
            "rule": one.rule, "verdict": one.verdict, "reason": one.reason,
            "until": one.until.isoformat() if one.until else None,
        }
        for one in trace
    ]  # fmt: skip
