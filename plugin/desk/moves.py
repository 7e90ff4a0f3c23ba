"""What a merchant may do with one message of the outbox. Each goes through the ledger, holds only if the message is
still as it was shown, and is noted with who did it.

Nothing is sent from here: a message that shall go becomes due, and the outbox asks flow and policy once more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from plugin import ledger
from plugin.db.writes import insert_rows
from plugin.desk.act import BY_STAFF, Act, BadTime, CannotGo, MessageChanged, seen_of
from plugin.encore import Encore
from plugin.flows.registry import FLOWS
from plugin.ledger import Move
from plugin.model.message import OPEN, MessageEvent, State
from plugin.shops import Shop
from plugin.stages.outbox.judge import Drop, Outcome, Wait, outcome_of
from plugin.stages.outbox.rows import Row, read
from plugin.stages.outbox.settle import dossiers_of


def cancel(encore: Encore, act: Act) -> None:
    """The message will not go, and its code is ended. Raises KeyError (no such message), MessageChanged."""
    now = encore.clock.now()
    with encore.database.write(act.shop.id) as session:
        row = _row(session, act, OPEN)
        _made(session, act, ledger.drop(row, State.CANCELLED, "cancelled_here"), now)
        _note(session, act, row, "cancelled", now)
    encore.wake("codes")


def move_to(encore: Encore, act: Act, at: datetime) -> None:
    """It goes at `at`, if policy lets it then. Raises KeyError, MessageChanged, BadTime."""
    now = encore.clock.now()
    with encore.database.write(act.shop.id) as session:
        row = _row(session, act, {State.PLANNED, State.HELD})
        if at <= now or at >= row.useful_until:
            raise BadTime(at <= now)
        _due(session, act, row, at, now)
        _note(session, act, row, "rescheduled", now)
    encore.planned([at])


def send_now(encore: Encore, act: Act) -> Wait | None:
    """It is due now; returns what it still waits for, if anything. Raises KeyError, MessageChanged, and CannotGo
    where it would be dropped: then it stays as it is."""
    now = encore.clock.now()
    with encore.database.write(act.shop.id) as session:
        row = _row(session, act, OPEN)
        outcome = _asked(session, act.shop, row, now)
        if isinstance(outcome, Drop):
            raise CannotGo(outcome.reason)
        _due(session, act, row, now, now)
        _note(session, act, row, "sent_now", now)
    encore.planned([now])
    encore.wake(f"outbox_{row.channel}")
    return outcome if isinstance(outcome, Wait) else None


def it_arrived(encore: Encore, act: Act) -> None:
    """The merchant knows that an unknown message arrived. Raises KeyError, MessageChanged."""
    _settled(
        encore, act, State.ACCEPTED, None, "confirmed", lambda row, _: {"accepted_at": row.sent_at, "wake_at": None}
    )


def send_again(encore: Encore, act: Act) -> None:
    """The merchant knows that an unknown message did not arrive: it goes once more, the same bytes under the same
    key. Raises KeyError, MessageChanged, and CannotGo once it is of no use any more."""
    row = _settled(
        encore, act, State.RETRY, "retry", "sent_again", lambda _, now: {"wake_at": now, "due_at": now, "absent": 0}
    )
    encore.wake(f"outbox_{row.channel}")


def leave(encore: Encore, act: Act) -> None:
    """Nobody knows and nobody will: it counts as failed, is not sent again, and its code is ended. Raises KeyError,
    MessageChanged."""
    _settled(encore, act, State.FAILED, "left_unclear", "given_up", lambda _row, _now: {"wake_at": None})
    encore.wake("codes")


def _settled(encore: Encore, act: Act, to: State, reason: str | None, kind: str, columns: Any) -> Row:
    now = encore.clock.now()
    with encore.database.write(act.shop.id) as session:
        row = _row(session, act, {State.UNKNOWN})
        if to is State.RETRY and now >= row.useful_until:
            raise CannotGo("stale")
        made = Move(row.id, row.version, row.chain, State.UNKNOWN, to, reason, columns(row, now))
        _made(session, act, made, now)
        _note(session, act, row, kind, now)
    return row


def _row(session: Session, act: Act, states: Any) -> Row:
    found = read(session, [act.id])
    if not found:
        raise KeyError(act.id)
    if seen_of(found[0]) != act.seen or State(found[0].state) not in states:
        raise MessageChanged(act.id)
    return found[0]


def _asked(session: Session, shop: Shop, row: Row, now: datetime) -> Outcome:
    """What flow and policy say, were it due now."""
    chosen = replace(row, chosen_at=now, due_at=now)
    return outcome_of(chosen, FLOWS.get(row.flow), dossiers_of(session, shop, [row], now).get(row.who))


def _due(session: Session, act: Act, row: Row, at: datetime, now: datetime) -> None:
    """Due at `at`. What was held is planned again, so that the page does not name a wait that is over; what is being
    retried stays that."""
    columns: Mapping[str, Any] = {"chosen_at": at, "due_at": at, "wake_at": at, "lease_token": None}
    if row.state == State.HELD.value:
        _made(session, act, Move(row.id, row.version, row.chain, State.HELD, State.PLANNED, None, columns), now)
    elif not ledger.touch(session, row, columns):
        raise MessageChanged(act.id)


def _made(session: Session, act: Act, move: Move, now: datetime) -> None:
    if not ledger.move(session, act.shop, [move], now):
        raise MessageChanged(act.id)


def _note(session: Session, act: Act, row: Row, kind: str, now: datetime) -> None:
    event = {
        "shop_id": act.shop.id, "provider": BY_STAFF, "provider_event_id": f"{row.id}.{kind}.{now.timestamp():.6f}",
        "message_id": row.id, "kind": kind, "at": now, "detail": act.user_id,
    }  # fmt: skip
    insert_rows(session, MessageEvent, [event])
