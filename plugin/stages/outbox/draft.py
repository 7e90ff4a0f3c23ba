"""From a message that may go to a letter that can leave: codes issued, text composed, bytes frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from plugin import ledger
from plugin.channels.transport import Letter
from plugin.compose.message import ComposeError, Email
from plugin.compose.render import compose
from plugin.compose.template import Template
from plugin.dossier import Dossier, Subject
from plugin.encore import Encore
from plugin.errors import TemplateError
from plugin.events import Channel
from plugin.model.message import State
from plugin.shops import Shop
from plugin.stages.outbox.answers import BREAKER_PAUSE
from plugin.stages.outbox.codes import Issued, NotIssued, issue_codes, wake_codes
from plugin.stages.outbox.context import Pictures, context_of, message_id_header, pictures_for
from plugin.stages.outbox.judge import Go
from plugin.stages.outbox.passed_on import PassedOn, passed_on
from plugin.stages.outbox.proofs import Proofs, proofs_for
from plugin.stages.outbox.rows import Row
from plugin.stages.outbox.settle import as_json
from plugin.texts import TextKey

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that is ready to leave: its row, its letter, and what the commit writes beside the state."""

    row: Row
    letter: Letter
    columns: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """What was read once for all messages of a batch: pictures, what they pass on, what others say about what is
    suggested, and the texts that the shop has written itself."""

    pictures: Pictures
    passed: PassedOn
    proofs: Proofs
    own: Mapping[TextKey, Template]


def idempotency_key(shop: Shop, id: str) -> str:
    """The same for every attempt of a message. The message id is itself a keyed hash, so this tells nothing."""
    return f"{shop.public_id}.{id}"


def provider_message_id(shop: Shop, row: Row) -> str:
    """The name by which a provider may know a message beside our key: an e-mail's Message-ID without its
    brackets, the ledger's id of a text."""
    if row.channel != Channel.EMAIL or not row.sender:
        return row.id
    return message_id_header(shop, row.id, row.sender).strip("<>")


def drafts_of(
    encore: Encore, shop: Shop, ready: Sequence[tuple[Row, Go]], dossiers: Mapping[Subject, Dossier]
) -> list[Draft]:
    """Drafts of what can be composed now; messages without their code are put off or dropped."""
    now = encore.clock.now()
    drafts = [Draft(row, _frozen_letter(shop, row, now), {}) for row, _ in ready if row.payload is not None]
    fresh = [(row, go, dossiers[row.who]) for row, go in ready if row.payload is None]
    if not fresh:
        return drafts
    wanted = [(row, encore.flows[row.flow], go.plan, who) for row, go, who in fresh if _needs_code(encore, row)]
    codes = issue_codes(encore, shop, wanted, now) if wanted else {}
    _put_off(encore, shop, [(row, codes[row.id]) for row, _, _ in fresh if row.id in codes], now)
    passed = passed_on(encore, shop, [row.about for row, _, _ in fresh])
    proofs = proofs_for(encore, shop, [go for _, go, _ in fresh])
    batch = Batch(pictures_for(encore, shop, fresh), passed, proofs, encore.texts.own(shop))
    for row, go, who in fresh:
        code = codes.get(row.id)
        if not isinstance(code, NotIssued):
            drafts += _drafted(encore, shop, row, go, who, code, batch, now)
    return drafts


def _drafted(
    encore: Encore, shop: Shop, row: Row, go: Go, who: Dossier, code: Issued | None, batch: Batch, now: datetime
) -> list[Draft]:
    """The draft, or none where the message cannot be written: then it ends with that reason, and no other
    message suffers."""
    try:
        return [_draft(encore, shop, row, go, who, code, batch, now)]
    except (TemplateError, ComposeError) as error:
        log.error("message cannot be composed", shop=shop.domain, message=row.id, flow=row.flow, error=str(error))
    with encore.database.write(shop.id) as session:
        ledger.move(session, shop, [ledger.drop(row, State.SUPPRESSED, "render_failed")], now)
    wake_codes(encore, [row])
    return []


def _needs_code(encore: Encore, row: Row) -> bool:
    return encore.flows[row.flow].gives_code and row.step == 0


def _put_off(encore: Encore, shop: Shop, codes: Sequence[tuple[Row, Issued | NotIssued]], now: datetime) -> None:
    moves = []
    for row, code in codes:
        if not isinstance(code, NotIssued):
            continue
        if code.again:
            at = now + BREAKER_PAUSE
            columns = {"wake_at": at, "due_at": at}
            moves.append(
                ledger.Move(row.id, row.version, row.chain, State(row.state), State.HELD, code.reason, columns)
            )
        else:
            moves.append(ledger.drop(row, State.SUPPRESSED, code.reason))
    if moves:
        with encore.database.write(shop.id) as session:
            ledger.move(session, shop, moves, now)


def _draft(
    encore: Encore, shop: Shop, row: Row, go: Go, who: Dossier, code: Issued | None, batch: Batch, now: datetime
) -> Draft:
    made = context_of(encore, shop, row, go, who, code, batch.pictures, batch.passed, batch.proofs, now)
    content = compose(made.context, batch.own.get(TextKey(row.flow, row.step, made.context.lang)))
    payload = content.bytes if isinstance(content, Email) else content.text.encode()
    keys = shop.keys
    columns: dict[str, Any] = {
        "to": keys.seal("message.to", row.id, made.context.to), "to_hash": who.address_hash(go.channel),
        "sender": made.envelope_sender, "payload": keys.seal_bytes("message.payload", row.id, payload),
        "text": keys.seal("message.text", row.id, content.text), "links": list(made.targets),
        "product_ids": list(made.product_ids), "line_ids": list(go.plan.line_ids), "time_zone": who.zones[0],
        "trace": as_json(go.trace),
    }  # fmt: skip
    if isinstance(content, Email):
        columns["subject"] = keys.seal("message.subject", row.id, content.subject)
    else:
        columns["segments"] = content.segments.count
    if code is not None:
        columns |= {"code": code.code, "code_starts_at": code.starts_at, "code_ends_at": code.ends_at}
    return Draft(row, _letter(shop, row, go.channel, made.envelope_sender, made.context.to, payload, now), columns)


def _frozen_letter(shop: Shop, row: Row, now: datetime) -> Letter:
    """The letter of a later attempt: the bytes of the first."""
    assert row.payload is not None
    payload = shop.keys.open_bytes("message.payload", row.id, row.payload)
    to = shop.keys.open("message.to", row.id, row.to) or ""
    return _letter(shop, row, Channel(row.channel), row.sender or "", to, payload, now)


def _letter(shop: Shop, row: Row, channel: Channel, sender: str, to: str, payload: bytes, now: datetime) -> Letter:
    return Letter(
        message_id=row.id, key=idempotency_key(shop, row.id), channel=channel, sender=sender, to=to, payload=payload,
        seconds_useful=max(60, int((row.useful_until - now).total_seconds())),
    )  # fmt: skip
