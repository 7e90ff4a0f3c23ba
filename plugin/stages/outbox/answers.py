"""From what came back to the next state: the retry table of trust: message life."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.channels.transport import Accepted, Answer, Fault, NotSent, Transport
from plugin.events import Channel
from plugin.ledger import Move, drop
from plugin.model.message import Message, State
from plugin.projection.consent import suppress
from plugin.projection.work import Work
from plugin.shops import Shop
from plugin.stages.outbox.rows import Row
from plugin.stages.outbox.settle import after
from plugin.vault import Cabinet

SCHEDULE = tuple(timedelta(seconds=seconds) for seconds in (30, 120, 480, 1800, 7200, 21600, 43200))
MAX_ATTEMPTS = 8
MAX_FULL = 3  # a full mailbox is tried three times
KEY_MEMORY = timedelta(hours=20)  # never resend past the provider's memory of our key
BREAKER_PAUSE = timedelta(minutes=5)
_SPREAD = 0.2


def retry_delay(keys: Cabinet, id: str, attempts: int) -> timedelta:
    """How long to wait after attempt number `attempts` (1 is the first): the schedule, ±20 %, the same for
    the same message and attempt."""
    base = SCHEDULE[min(attempts, len(SCHEDULE)) - 1]
    share = int.from_bytes(keys.name("retry", f"{id}.{attempts}", 4), "big") / 0xFFFFFFFF
    return base * (1 - _SPREAD + 2 * _SPREAD * share)


def answer_moves(
    session: Session, shop: Shop, transport: Transport, row: Row, answer: Answer, now: datetime
) -> list[Move]:
    """The moves of a message that is `sending`. `row` is read in the transaction that writes: where a sweep
    has meanwhile called it unknown, an acceptance is the evidence it waits for, and nothing else counts."""
    state = State(row.state)
    if isinstance(answer, Accepted):
        if state not in {State.SENDING, State.UNKNOWN}:
            return []
        columns = {"accepted_at": now, "wake_at": None, "provider_id": answer.provider_id}
        return [Move(row.id, row.version, row.chain, state, State.ACCEPTED, None, columns)]
    if state is not State.SENDING:
        return []
    if answer.fault is Fault.UNKNOWN:
        wake_at = (row.sent_at or now) + transport.settle
        return [Move(row.id, row.version, row.chain, state, State.UNKNOWN, "no_answer", {"wake_at": wake_at})]
    return _not_sent(session, shop, row, answer, now)


def _not_sent(session: Session, shop: Shop, row: Row, answer: NotSent, now: datetime) -> list[Move]:
    if answer.fault in {Fault.BAD_ADDRESS, Fault.OPTED_OUT}:
        if row.to_hash:
            suppress(Work(session, shop, now), row.to_hash, Channel(row.channel), answer.fault.value)
        return [drop(row, State.FAILED, answer.fault.value)]
    if answer.fault is Fault.REFUSED:
        if row.to_hash and _failed_before(session, shop, row):
            suppress(Work(session, shop, now), row.to_hash, Channel(row.channel), "failed_twice")
        return [drop(row, State.FAILED, "provider_refused")]
    if answer.fault is Fault.BREAKER:
        return _held_by_breaker(row, now)
    is_full = answer.fault is Fault.MAILBOX_FULL
    at = now + max(retry_delay(shop.keys, row.id, row.attempts), answer.retry_after or timedelta(0))
    is_forgotten = row.first_sent_at is not None and at - row.first_sent_at > KEY_MEMORY
    if row.attempts >= (MAX_FULL if is_full else MAX_ATTEMPTS) or at >= row.useful_until or is_forgotten:
        return [drop(row, State.FAILED, "gave_up")]
    columns = {"wake_at": at, "due_at": at}
    reason = "mailbox_full" if is_full else "retry"
    return [Move(row.id, row.version, row.chain, State.SENDING, State.RETRY, reason, columns)]


def _failed_before(session: Session, shop: Shop, row: Row) -> bool:
    """Did the last message to this address that came to an end fail for good too?"""
    ended = [State.ACCEPTED.value, State.FAILED.value]
    last = session.execute(
        select(Message.state, Message.reason)
        .where(
            Message.shop_id == shop.id, Message.to_hash == row.to_hash, Message.channel == row.channel,
            Message.id != row.id, Message.state.in_(ended),
        )
        .order_by(Message.sent_at.desc())
        .limit(1)
    ).one_or_none()  # fmt: skip
    return last is not None and (last.state, last.reason) == (State.FAILED.value, "provider_refused")


def _held_by_breaker(row: Row, now: datetime) -> list[Move]:
    """Surely not accepted, and not this message's fault: it waits, and the attempt does not count."""
    retry = Move(
        row.id, row.version, row.chain, State.SENDING, State.RETRY, "breaker", {"attempts": row.attempts - 1}
    )
    back = after(row, retry, now)
    at = now + BREAKER_PAUSE
    held = Move(row.id, back.version, back.chain, State.RETRY, State.HELD, "breaker", {"wake_at": at, "due_at": at})
    return [retry, held]
