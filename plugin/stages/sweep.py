"""Finds what is stuck and resolves it by evidence, never by a guess: leases that ran out in mid-send, messages
whose fate is unknown, messages past their use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Integer, bindparam, select, update
from sqlalchemy.orm import Session

from plugin import ledger
from plugin.channels.transport import Transport
from plugin.db.claim import BATCH, Claim
from plugin.db.prepared import SHOP, Prepared
from plugin.db.types import UtcDateTime
from plugin.encore import Encore
from plugin.events import Channel
from plugin.ledger import Move
from plugin.model.message import OPEN, Message, State
from plugin.shops import Shop
from plugin.stages.outbox.answers import KEY_MEMORY
from plugin.stages.outbox.codes import wake_codes
from plugin.stages.outbox.draft import idempotency_key, provider_message_id
from plugin.stages.outbox.judge import expiry_reason
from plugin.stages.outbox.rows import Row, read

LOOK_AGAIN = timedelta(minutes=15)  # an unknown message is asked about that often
_STUCK = Claim(Message, Message.state == bindparam("state"), order_by=(Message.wake_at,))
_USELESS = Prepared(
    select(Message.id)
    .where(
        Message.shop_id == SHOP, Message.state.in_([state.value for state in OPEN]),
        Message.wake_at <= bindparam("now", type_=UtcDateTime),
        Message.useful_until <= bindparam("now", type_=UtcDateTime),
    )
    .limit(bindparam("most", type_=Integer))
)  # fmt: skip
ABSENT_TWICE = 2  # so often must a provider say "not here" before we send again


def drain(encore: Encore, budget: int) -> int:
    done = 0
    for shop in encore.shops.working():
        done += _expire(encore, shop, budget - done)
        for state in (State.SENDING, State.UNKNOWN):
            done += _resolve(encore, shop, state, budget - done)
        if shop.has_token and shop.platform_shop_id is None:
            encore.learn_shop(shop.id)
    return done


def _expire(encore: Encore, shop: Shop, limit: int) -> int:
    """Open messages that are of no use any more, also those of a paused shop, which nobody claims."""
    now = encore.clock.now()
    with encore.database.write(shop.id) as session:
        ids = _USELESS.values(session, now=now, most=max(0, limit))
        rows = read(session, ids)
        moves = [ledger.drop(row, State.EXPIRED, expiry_reason(row)) for row in rows]
        made = ledger.move(session, shop, moves, now)
    wake_codes(encore, [row for row in rows if row.id in made])
    return len(ids)


def _resolve(encore: Encore, shop: Shop, state: State, limit: int) -> int:
    if limit < 1:
        return 0
    now = encore.clock.now()
    with encore.database.write(shop.id) as session:
        token, ids = _STUCK.take(session, limit=min(limit, BATCH), now=now, lease=encore.lease, state=state.value)
        rows = read(session, ids)
    found = _evidence(encore, shop, rows, now + encore.lease / 2) if state is State.UNKNOWN else {}
    with encore.database.write(shop.id) as session:
        claimed = [row for row in read(session, ids) if row.lease_token == token]
        moves = [move for row in claimed for move in _moves(session, encore, row, found, now)]
        made = ledger.move(session, shop, moves, now)
    failed = {move.id for move in moves if move.to_state is State.FAILED} & made
    wake_codes(encore, [row for row in rows if row.id in failed])
    return len(rows)


def _evidence(encore: Encore, shop: Shop, rows: Sequence[Row], until: datetime) -> dict[str, bool | None]:
    """Has the provider got them? None: it cannot say. Those that are not here were not asked about: a provider
    that answers slowly must not outlast the lease."""
    found: dict[str, bool | None] = {}
    for row in rows:
        if encore.clock.now() > until:
            break
        transport = encore.transports[Channel(row.channel)]
        found[row.id] = transport.find(provider_message_id(shop, row), idempotency_key(shop, row.id))
    return found


def _moves(session: Session, encore: Encore, row: Row, found: Mapping[str, bool | None], now: datetime) -> list[Move]:
    transport = encore.transports[Channel(row.channel)]
    if row.state == State.SENDING.value:
        return _crashed(row, transport, now)
    if row.state != State.UNKNOWN.value or row.id not in found:
        return []
    has_it = found[row.id]
    if has_it:
        columns = {"accepted_at": row.sent_at, "wake_at": None}
        return [Move(row.id, row.version, row.chain, State.UNKNOWN, State.ACCEPTED, None, columns)]
    if has_it is False and row.absent + 1 >= ABSENT_TWICE:
        return _send_again(row, now)
    again = now + min(transport.settle, LOOK_AGAIN) if transport.can_find else None
    values = {"wake_at": again, "absent": row.absent + (has_it is False), "lease_token": None}
    session.execute(
        update(Message).where(Message.shop_id == session.info["shop_id"], Message.id == row.id).values(**values)
    )
    return []


def _crashed(row: Row, transport: Transport, now: datetime) -> list[Move]:
    """Its worker died between intent and answer. A provider that remembers keys may be asked again at once
    with the same key, as long as that is still of use; from any other only evidence helps."""
    if transport.idempotent and now < row.useful_until and now - (row.first_sent_at or now) <= KEY_MEMORY:
        return [Move(row.id, row.version, row.chain, State.SENDING, State.RETRY, "retry", {"wake_at": now})]
    wake_at = max(now, (row.sent_at or now) + transport.settle)
    return [Move(row.id, row.version, row.chain, State.SENDING, State.UNKNOWN, "no_answer", {"wake_at": wake_at})]


def _send_again(row: Row, now: datetime) -> list[Move]:
    """The provider has said twice that it has it not: absence is proved."""
    if now >= row.useful_until:
        return [ledger.drop(row, State.FAILED, "gave_up")]
    columns = {"wake_at": now, "due_at": now, "absent": 0}
    return [Move(row.id, row.version, row.chain, State.UNKNOWN, State.RETRY, "retry", columns)]
