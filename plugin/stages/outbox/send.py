"""Sends one batch: compose, open the way, commit the intent, hand over, commit the answer.

The order is the promise (trust: message life, invariants 3 to 6). Nothing of a message leaves before
`sending` is committed; in that commit everything that may forbid it is read again; and after a crash the row
says `sending`, which only evidence resolves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from plugin import ledger
from plugin.channels.transport import Accepted, Answer, NotSent, Opened, Transport
from plugin.dossier import Dossier, Subject
from plugin.encore import Encore
from plugin.events import Channel
from plugin.ledger import Move
from plugin.model.message import State
from plugin.shops import Shop
from plugin.stages.outbox import breaker
from plugin.stages.outbox.answers import answer_moves
from plugin.stages.outbox.codes import wake_codes
from plugin.stages.outbox.draft import Draft, drafts_of
from plugin.stages.outbox.judge import Drop, Go, Outcome, Wait, outcome_of
from plugin.stages.outbox.rows import Row, read
from plugin.stages.outbox.settle import after, dossiers_of, settle


def send(
    encore: Encore, shop: Shop, channel: Channel, ready: Sequence[tuple[Row, Go]], dossiers: dict[Subject, Dossier]
) -> None:
    """Bring these messages as far as they get: accepted, retry, failed, unknown, held or dropped."""
    transport = encore.transports[channel]
    ready, is_probe = _past_breaker(encore, shop, transport, ready)
    drafts = drafts_of(encore, shop, ready, dossiers)
    while drafts:
        lanes = transport.lanes  # may shrink when the server refuses more connections
        is_shut = _send_group(encore, shop, channel, transport, drafts[:lanes], is_probe)
        drafts = drafts[lanes:]
        if is_shut:
            return _hold(encore, shop, [draft.row for draft in drafts])
    return None


def _past_breaker(
    encore: Encore, shop: Shop, transport: Transport, ready: Sequence[tuple[Row, Go]]
) -> tuple[Sequence[tuple[Row, Go]], bool]:
    """What may be tried now, and whether that is the probe of a breaker."""
    limit = breaker.allowed(encore, shop, transport, encore.clock.now())
    if limit is None:
        return ready, False
    _hold(encore, shop, [row for row, _ in ready[limit:]])
    return ready[:limit], True


def _hold(encore: Encore, shop: Shop, rows: Sequence[Row]) -> None:
    if rows:
        with encore.database.write(shop.id) as session:
            breaker.hold(session, shop, rows, encore.clock.now())


def _send_group(
    encore: Encore, shop: Shop, channel: Channel, transport: Transport, group: Sequence[Draft], is_probe: bool
) -> bool:
    """Returns whether the breaker is open afterwards."""
    ways = list(zip(group, transport.open([draft.letter for draft in group]), strict=True))
    shut = [(draft, way) for draft, way in ways if isinstance(way, NotSent)]
    is_shut = _write_shut(encore, shop, transport, shut, is_probe)
    opened = [(draft, way) for draft, way in ways if isinstance(way, Opened)]
    leaving = _commit_intent(encore, shop, channel, transport, opened)
    if leaving:
        answers = transport.deliver([way for _, way in leaving])
        is_shut = _write_answers(encore, shop, transport, [draft for draft, _ in leaving], answers, is_probe)
    return is_shut


def _commit_intent(
    encore: Encore, shop: Shop, channel: Channel, transport: Transport, ways: Sequence[tuple[Draft, Opened]]
) -> list[tuple[Draft, Opened]]:
    """One commit for the group: all that may forbid it is read again, and `sending` is written for what may
    go. A message that somebody else changed meanwhile is left to them."""
    if not ways:
        return []
    now = encore.clock.now()
    with encore.database.write(shop.id) as session:
        there = encore.shops.read(session, shop.id)
        rows = {row.id: row for row in read(session, [draft.row.id for draft, _ in ways])}
        dossiers = dossiers_of(session, there, list(rows.values()), now)
        intents: list[Move] = []
        refused: list[tuple[Row, Outcome]] = []
        for draft, _ in ways:
            row = rows.get(draft.row.id)
            if row is None or (row.version, row.lease_token) != (draft.row.version, draft.row.lease_token):
                continue
            outcome = _judge_again(encore, there, row, dossiers.get(row.who), now)
            if isinstance(outcome, Go) and outcome.channel is channel:
                intents.append(_intent(encore, transport, draft, row, now))
                _remember(dossiers, after(row, intents[-1], now), now)
            else:
                refused.append((row, outcome))
        dropped, _ = settle(session, there, channel, refused, now)
        made = ledger.move(session, there, intents, now)
    for draft, way in ways:
        if draft.row.id not in made:
            transport.abandon(way)
    wake_codes(encore, dropped)
    return [(draft, way) for draft, way in ways if draft.row.id in made]


def _judge_again(encore: Encore, shop: Shop, row: Row, dossier: Dossier | None, now: datetime) -> Outcome:
    if shop.uninstalled_at is not None:
        return Drop(State.CANCELLED, "uninstalled", ())
    if shop.paused_at is not None:
        return Wait(now, row.useful_until, "paused", Channel(row.channel), ())
    return outcome_of(row, encore.flows.get(row.flow), dossier)


def _remember(dossiers: dict[Subject, Dossier], row: Row, now: datetime) -> None:
    """What is about to be sent counts for the others of this group that go to the same person."""
    for dossier in dossiers.values():
        if dossier.is_same_person(row.customer_id, row.to_hash):
            dossier.count(row, now)


def _intent(encore: Encore, transport: Transport, draft: Draft, row: Row, now: datetime) -> Move:
    columns = {
        **draft.columns, "provider": transport.name, "attempts": row.attempts + 1,
        "first_sent_at": row.first_sent_at or now, "sent_at": now, "absent": 0, "wake_at": now + encore.lease,
    }  # fmt: skip
    return Move(row.id, row.version, row.chain, State(row.state), State.SENDING, None, columns)


def _write_shut(
    encore: Encore, shop: Shop, transport: Transport, shut: Sequence[tuple[Draft, NotSent]], is_probe: bool
) -> bool:
    """Ways that did not open: nothing has left. The attempt is written all the same, in one commit with its
    answer, so that it counts and the next one sends the same bytes. Returns whether the breaker is open."""
    if not shut:
        return False
    now = encore.clock.now()
    with encore.database.write(shop.id) as session:
        moves: list[Move] = []
        for draft, answer in shut:
            intent = _intent(encore, transport, draft, draft.row, now)
            moves += [intent, *answer_moves(session, shop, transport, after(draft.row, intent, now), answer, now)]
        made = ledger.move(session, shop, moves, now)
        is_open = breaker.note(session, shop, transport, [answer for _, answer in shut], now, is_probe=is_probe)
    _end_failed(encore, moves, made, [draft.row for draft, _ in shut])
    return is_open


def _write_answers(
    encore: Encore, shop: Shop, transport: Transport, drafts: Sequence[Draft], answers: Sequence[Answer],
    is_probe: bool,
) -> bool:  # fmt: skip
    """Returns whether the breaker is open afterwards. An answer counts for its own attempt; where another worker
    has taken the message over meanwhile, only an acceptance is still news."""
    now = encore.clock.now()
    by_id = {draft.row.id: (draft.row.version + 1, answer) for draft, answer in zip(drafts, answers, strict=True)}
    with encore.database.write(shop.id) as session:
        rows = read(session, list(by_id))
        moves: list[Move] = []
        for row in rows:
            version, answer = by_id[row.id]
            if row.version == version or isinstance(answer, Accepted):
                moves += answer_moves(session, shop, transport, row, answer, now)
        made = ledger.move(session, shop, moves, now)
        is_open = breaker.note(session, shop, transport, answers, now, is_probe=is_probe)
    _end_failed(encore, moves, made, rows)
    return is_open


def _end_failed(encore: Encore, moves: Iterable[Move], made: Collection[str], rows: Iterable[Row]) -> None:
    failed = {move.id for move in moves if move.to_state is State.FAILED and move.id in made}
    wake_codes(encore, [row for row in rows if row.id in failed])
