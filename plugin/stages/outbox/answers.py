"""From what came back to the next state: the retry table of trust: message life."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from plugin.channels.transport import Accepted, Answer, Fault, NotSent, Transport
from plugin.events import Channel
from plugin.ledger import Move, drop
from plugin.model.message import State
from plugin.projection.consent import suppress
from plugin.projection.work import Work
from plugin.shops import Shop
from plugin.vault import Cabinet

SCHEDULE = tuple(
    timedelta(seconds=seconds) for seconds in (30, 120, 480, 1800, 7200, 21600, 43200)
)  # then no more: at most 8 attempts
MAX_ATTEMPTS = 8
MAX_FULL = 3  # a full mailbox is tried three times
KEY_MEMORY = timedelta(hours=20)  # never resend past the provider's memory of our key
_SPREAD = 0.2


def retry_delay(keys: Cabinet, id: str, attempts: int) -> timedelta:
    """How long to wait after attempt number `attempts` (1 is the first): the schedule, ±20 %, the same for
    the same message and attempt."""
    base = SCHEDULE[min(attempts, len(SCHEDULE)) - 1]
    share = int.from_bytes(keys.name("retry", f"{id}.{attempts}", 4), "big") / 0xFFFFFFFF
    return base * (1 - _SPREAD + 2 * _SPREAD * share)


def answer_move(
    session: Session, shop: Shop, transport: Transport, row: Any, answer: Answer, now: datetime
) -> Move | None:
    """The move of a message whose content was handed over. `row` is read in the transaction that writes:
    where a sweep has meanwhile called it unknown, an acceptance is the evidence it waits for."""
    state = State(row.state)
    if isinstance(answer, Accepted):
        if state not in {State.SENDING, State.UNKNOWN}:
            return None
        columns = {"accepted_at": now, "wake_at": None, "provider_id": answer.provider_id}
        return Move(row.id, row.version, row.chain, state, State.ACCEPTED, None, columns)
    if state is not State.SENDING:
        return None
    if answer.fault is Fault.UNKNOWN:
        columns = {"wake_at": row.sent_at + transport.settle}
        return Move(row.id, row.version, row.chain, state, State.UNKNOWN, "no_answer", columns)
    return _not_sent(session, shop, row, row.attempts, answer, now)


def failure_move(
    session: Session, shop: Shop, row: Any, columns: dict[str, Any], answer: NotSent, now: datetime
) -> list[Move]:
    """The moves of a message whose way did not open. It never was `sending`, so it passes through it in the
    same commit: the attempt counts, and the bytes of the next one are already frozen."""
    columns = {**columns, "attempts": row.attempts + 1, "first_sent_at": row.first_sent_at, "sent_at": now}
    if answer.fault is Fault.BREAKER:
        held = Move(row.id, row.version, row.chain, State(row.state), State.HELD, "breaker", {"wake_at": now + timedelta(minutes=5)})
        return [] if row.state == State.HELD.value else [held]
    from plugin.ledger import digest

    intent = Move(row.id, row.version, row.chain, State(row.state), State.SENDING, None, columns)
    if State(row.state) is State.HELD:
        return []
    chain = digest(row.chain, (row.version + 1, intent.from_state, intent.to_state, None, now.isoformat()))
    passed = _Row(row.id, row.version + 1, chain, State.SENDING.value, row.useful_until, row.first_sent_at, row.to_hash or columns.get("to_hash"), row.channel)
    return [intent, _not_sent(session, shop, passed, row.attempts + 1, answer, now)]


class _Row:
    def __init__(self, id: str, version: int, chain: str, state: str, useful_until: Any, first: Any, to_hash: Any, channel: str) -> None:
        self.id, self.version, self.chain, self.state = id, version, chain, state
        self.useful_until, self.first_sent_at, self.to_hash, self.channel = useful_until, first, to_hash, channel


def _not_sent(session: Session, shop: Shop, row: Any, attempts: int, answer: NotSent, now: datetime) -> Move:
    if answer.fault in {Fault.BAD_ADDRESS, Fault.OPTED_OUT}:
        if row.to_hash:
            suppress(Work(session, shop, now), row.to_hash, Channel(row.channel), answer.fault.value)
        return drop(row, State.FAILED, answer.fault.value)
    if answer.fault is Fault.REFUSED:
        return drop(row, State.FAILED, "provider_refused")
    reason = "mailbox_full" if answer.fault is Fault.MAILBOX_FULL else "retry"
    delay = max(retry_delay(shop.keys, row.id, attempts), answer.retry_after or timedelta(0))
    at = now + delay
    is_over = attempts >= (MAX_FULL if answer.fault is Fault.MAILBOX_FULL else MAX_ATTEMPTS)
    if row.first_sent_at is not None and at - row.first_sent_at > KEY_MEMORY:
        is_over = True
    if is_over or at >= row.useful_until:
        return drop(row, State.FAILED, "gave_up")
    return Move(row.id, row.version, row.chain, State.SENDING, State.RETRY, reason, {"wake_at": at, "due_at": at})
