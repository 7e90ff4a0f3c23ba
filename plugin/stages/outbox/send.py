"""Sends one batch: compose, open the way, commit the intent, hand over, commit the answer.

The order is the promise (trust: message life, invariants 3 to 6). Nothing of a message leaves before
`sending` is committed; in that commit everything that may forbid it is read again; and after a crash the row
says `sending`, which only evidence resolves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from plugin import ledger
from plugin.channels.transport import Answer, Letter, NotSent, Opened, Transport
from plugin.compose.message import Email, Sms
from plugin.dossier import Dossier, Subject, subject_of
from plugin.encore import Encore
from plugin.events import Channel
from plugin.ledger import Move
from plugin.model.message import State
from plugin.policy.verdict import Recent
from plugin.shops import Shop
from plugin.stages.outbox import breaker
from plugin.stages.outbox.answers import answer_move, failure_move
from plugin.stages.outbox.codes import Issued, NotIssued, issue_codes, void_codes
from plugin.stages.outbox.compose import compose_message, letter_of
from plugin.stages.outbox.judge import Drop, Go, Outcome, Wait, outcome_of
from plugin.stages.outbox.rows import read


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that is ready to leave: its row, its letter, and what the commit writes beside the state."""

    row: Any
    letter: Letter
    columns: dict[str, Any]


def send(
    encore: Encore, shop: Shop, channel: Channel, ready: Sequence[tuple[Any, Go]], dossiers: dict[Subject, Dossier]
) -> None:
    """Bring these messages as far as they get: accepted, retry, failed, unknown, held or dropped."""
    transport = encore.transports[channel]
    if breaker.hold_all(encore, shop, transport, [row for row, _ in ready]):
        return
    drafts = _drafts(encore, shop, ready, dossiers)
    for group in _groups(drafts, transport.lanes):
        _send_group(encore, shop, channel, transport, group)


def _drafts(
    encore: Encore, shop: Shop, ready: Sequence[tuple[Any, Go]], dossiers: dict[Subject, Dossier]
) -> list[Draft]:
    now = encore.clock.now()
    frozen = [row for row, _ in ready if row.payload is not None]
    drafts = [Draft(row, letter_of(shop, row, now), {}) for row in frozen]
    fresh = [(row, go, dossiers[subject_of(row.customer_id, row.about)]) for row, go in ready if row.payload is None]
    wanted = [(row, encore.flows[row.flow], go.plan, who) for row, go, who in fresh if _needs_code(encore, row)]
    codes = issue_codes(encore, shop, wanted, now)
    refused = [(row, code) for row, _, _ in fresh if isinstance(code := codes.get(row.id), NotIssued)]
    _put_off(encore, shop, refused, now)
    for row, go, who in fresh:
        code = codes.get(row.id)
        if not isinstance(code, NotIssued):
            drafts.append(_draft(encore, shop, row, go, who, code, now))
    return drafts


def _needs_code(encore: Encore, row: Any) -> bool:
    return encore.flows[row.flow].gives_code and row.step == 0


def _draft(
    encore: Encore, shop: Shop, row: Any, go: Go, who: Dossier, code: Issued | None, now: datetime
) -> Draft:
    composed = compose_message(encore, shop, row, go, who, code, now)
    letter = composed.letter
    keys = shop.keys
    columns: dict[str, Any] = {
        "to": keys.seal("message.to", row.id, letter.to), "to_hash": who.address_hash(go.channel),
        "sender": letter.sender, "payload": keys.seal_bytes("message.payload", row.id, letter.payload),
        "text": keys.seal("message.text", row.id, composed.content.text), "links": list(composed.targets),
        "product_ids": list(composed.product_ids), "line_ids": list(go.plan.line_ids), "time_zone": who.zones[0],
        "trace": [vars_of(one) for one in go.trace],
    }  # fmt: skip
    if isinstance(composed.content, Email):
        columns["subject"] = keys.seal("message.subject", row.id, composed.content.subject)
    if isinstance(composed.content, Sms):
        columns["segments"] = composed.content.segments
    if code is not None:
        columns |= {"code": code.code, "code_starts_at": code.starts_at, "code_ends_at": code.ends_at}
    return Draft(row, letter, columns)


def vars_of(one: Any) -> dict[str, Any]:
    return {
        "rule": one.rule, "verdict": one.verdict, "reason": one.reason,
        "until": one.until.isoformat() if one.until else None,
    }  # fmt: skip


def _put_off(encore: Encore, shop: Shop, refused: Sequence[tuple[Any, NotIssued]], now: datetime) -> None:
    if not refused:
        return
    moves = []
    for row, code in refused:
        move = breaker.hold_for(row, code.reason, now) if code.again else ledger.drop(row, State.SUPPRESSED, code.reason)
        moves += [move] if move is not None else []
    with encore.database.write(shop.id) as session:
        ledger.move(session, shop, moves, now)


def _groups(drafts: Sequence[Draft], lanes: int) -> Iterator[Sequence[Draft]]:
    for start in range(0, len(drafts), lanes):
        yield drafts[start : start + lanes]


def _send_group(
    encore: Encore, shop: Shop, channel: Channel, transport: Transport, group: Sequence[Draft]
) -> None:
    ways = transport.open([draft.letter for draft in group])
    open_ways = [(draft, way) for draft, way in zip(group, ways, strict=True) if isinstance(way, Opened)]
    shut = [(draft, way) for draft, way in zip(group, ways, strict=True) if isinstance(way, NotSent)]
    _write_shut(encore, shop, transport, shut)
    committed = _commit_intent(encore, shop, channel, transport, open_ways)
    if not committed:
        return
    answers = transport.deliver([way for _, way in committed])
    _write_answers(encore, shop, transport, [draft for draft, _ in committed], answers)


def _commit_intent(
    encore: Encore, shop: Shop, channel: Channel, transport: Transport, ways: Sequence[tuple[Draft, Opened]]
) -> list[tuple[Draft, Opened]]:
    """One commit for the group: read all that may forbid it again, and write `sending` for what may go."""
    from plugin.stages.outbox.drain import dossiers_of, settle

    if not ways:
        return []
    now = encore.clock.now()
    again: list[tuple[Any, Outcome]] = []
    intents: list[tuple[Draft, Opened, Any]] = []
    with encore.database.write(shop.id) as session:
        fresh_shop = encore.shops.read(session, shop.id)
        rows = {row.id: row for row in read(session, shop.id, [draft.row.id for draft, _ in ways])}
        dossiers = dossiers_of(session, fresh_shop, list(rows.values()), now)
        for draft, way in ways:
            row = rows.get(draft.row.id)
            if row is None or row.version != draft.row.version or row.lease_token != draft.row.lease_token:
                transport.abandon(way)  # somebody else has it, or it was cancelled meanwhile
                continue
            dossier = dossiers.get(subject_of(row.customer_id, row.about))
            outcome = _judge_again(encore, fresh_shop, row, dossier, now)
            if isinstance(outcome, Go) and outcome.channel is channel:
                intents.append((draft, way, row))
                _remember(dossiers, row, draft, now)
            else:
                transport.abandon(way)
                again.append((row, outcome))
        dropped = settle(session, shop, channel, again, now)
        moves = [_intent(encore, transport, draft, row, now) for draft, _, row in intents]
        made = ledger.move(session, shop, moves, now)
        for draft, way, _ in intents:
            if draft.row.id not in made:
                transport.abandon(way)
    void_codes(encore, shop, dropped)
    return [(draft, way) for draft, way, _ in intents if draft.row.id in made]


def _judge_again(encore: Encore, shop: Shop, row: Any, dossier: Dossier | None, now: datetime) -> Outcome:
    if shop.uninstalled_at is not None:
        return Drop(State.CANCELLED, "uninstalled", ())
    if shop.paused_at is not None:
        return Wait(now + encore.lease, row.useful_until, "paused", Channel(row.channel), ())
    return outcome_of(row, encore.flows.get(row.flow), dossier)


def _remember(dossiers: dict[Subject, Dossier], row: Any, draft: Draft, now: datetime) -> None:
    """What is about to be sent counts for the others of this group that go to the same person."""
    sent = _Sent.of(row, draft, now)
    for dossier in dossiers.values():
        same = row.customer_id is not None and dossier.customer_id == row.customer_id
        if same or (sent.to_hash is not None and sent.to_hash in {dossier.address_hash(one) for one in Channel}):
            dossier.sent = [*dossier.sent, sent]


@dataclass(frozen=True, slots=True)
class _Sent:
    """Looks like a row of `Reader.sent`."""

    id: str
    customer_id: int | None
    to_hash: str | None
    flow: str
    step: int
    about: str
    channel: str
    purpose: str
    state: str
    first_sent_at: datetime
    accepted_at: datetime | None
    code: str | None
    code_ends_at: datetime | None
    product_ids: list[int]
    used_at: datetime | None

    @classmethod
    def of(cls, row: Any, draft: Draft, now: datetime) -> _Sent:
        columns = draft.columns
        return cls(
            id=row.id, customer_id=row.customer_id, to_hash=columns.get("to_hash", row.to_hash), flow=row.flow,
            step=row.step, about=row.about, channel=row.channel, purpose=row.purpose, state=State.SENDING.value,
            first_sent_at=row.first_sent_at or now, accepted_at=None, code=columns.get("code", row.code),
            code_ends_at=columns.get("code_ends_at", row.code_ends_at),
            product_ids=columns.get("product_ids", row.product_ids), used_at=None,
        )  # fmt: skip


def _intent(encore: Encore, transport: Transport, draft: Draft, row: Any, now: datetime) -> Move:
    columns = {
        **draft.columns, "provider": transport.name, "attempts": row.attempts + 1,
        "first_sent_at": row.first_sent_at or now, "sent_at": now, "absent": 0, "wake_at": now + encore.lease,
    }  # fmt: skip
    return Move(row.id, row.version, row.chain, State(row.state), State.SENDING, None, columns)


def _write_shut(
    encore: Encore, shop: Shop, transport: Transport, shut: Sequence[tuple[Draft, NotSent]]
) -> None:
    """Ways that did not open: nothing has left, so the message keeps its state's right to be tried again."""
    if not shut:
        return
    now = encore.clock.now()
    with encore.database.write(shop.id) as session:
        moves = [failure_move(session, shop, draft.row, draft.columns, answer, now) for draft, answer in shut]
        made = ledger.move(session, shop, [move for pair in moves for move in pair], now)
        breaker.note(session, shop, transport, [answer for _, answer in shut], now)
    dead = [draft.row for draft, _ in shut if draft.row.id in made]
    void_codes(encore, shop, [row for row in dead if ledger.is_final(_state(encore, shop, row.id))])


def _write_answers(
    encore: Encore, shop: Shop, transport: Transport, drafts: Sequence[Draft], answers: Sequence[Answer]
) -> None:
    now = encore.clock.now()
    failed: list[Any] = []
    with encore.database.write(shop.id) as session:
        rows = {row.id: row for row in read(session, shop.id, [draft.row.id for draft in drafts])}
        moves = []
        for draft, answer in zip(drafts, answers, strict=True):
            row = rows.get(draft.row.id)
            move = None if row is None else answer_move(session, shop, transport, row, answer, now)
            if move is not None:
                moves.append(move)
                failed += [row] if move.to_state is State.FAILED else []
        ledger.move(session, shop, moves, now)
        breaker.note(session, shop, transport, answers, now)
    void_codes(encore, shop, failed)


def _state(encore: Encore, shop: Shop, id: str) -> str:
    with encore.database.read(shop.id) as session:
        return str(read(session, shop.id, [id])[0].state)


__all__ = ["Draft", "Recent", "replace", "send"]
