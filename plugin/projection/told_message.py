"""The message that something is told about: found, known to have arrived, and what was told noted with it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from plugin import ledger
from plugin.model.message import Message, MessageEvent, State
from plugin.projection.work import Work

_GRAVITY = ("delivered", "failed", "blocked", "clicked", "bounced", "opted_out", "complained")


def message_of(work: Work, id: str) -> Any | None:
    """The message of that id as far as what is told about it needs it; None where there is none."""
    return work.session.execute(
        select(
            Message.id, Message.version, Message.chain, Message.state, Message.channel, Message.customer_id,
            Message.about, Message.to_hash, Message.outcome, Message.sent_at,
        ).where(Message.shop_id == work.shop.id, Message.id == id)
    ).one_or_none()  # fmt: skip


def arrived(work: Work, message: Any) -> None:
    """Whoever answers with our key has the message, so a provider took it: the evidence that an unclear
    hand-over waits for (trust: message life, 6)."""
    state = State(message.state)
    if state in {State.SENDING, State.UNKNOWN}:
        columns = {"wake_at": None, "accepted_at": message.sent_at}
        move = ledger.Move(message.id, message.version, message.chain, state, State.ACCEPTED, None, columns)
        ledger.move(work.session, work.shop, [move], work.now)


def note(work: Work, message: Any, provider: str, event_id: str, kind: str, at: Any, detail: str | None) -> None:
    """One line of what became of the message; twice is the same as once. The gravest kind is its outcome."""
    row = {
        "provider": provider[:64], "provider_event_id": event_id, "message_id": message.id, "kind": kind, "at": at,
        "detail": detail,
    }  # fmt: skip
    work.insert_new(MessageEvent, [{"shop_id": work.shop.id, **row}])
    if _gravity(kind) > _gravity(message.outcome):
        work.session.execute(
            update(Message).where(Message.shop_id == work.shop.id, Message.id == message.id).values(outcome=kind)
        )


def _gravity(kind: str | None) -> int:
    return _GRAVITY.index(kind) if kind in _GRAVITY else -1
