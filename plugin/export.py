"""A shop's own records as JSON lines, to take along."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.clock import rfc3339
from plugin.ledger_lines import ledger_lines
from plugin.model.customer import ConsentEntry
from plugin.model.message import MessageEvent
from plugin.model.text import MessageText
from plugin.shops import Shop


def lines(session: Session, shop: Shop, kind: str) -> Iterator[dict[str, Any]]:
    """The lines of one kind: messages (ledger form), events (what providers reported), consent (the ledger),
    texts (every version of the shop's own)."""
    return KINDS[kind](session, shop)


def _events(session: Session, shop: Shop) -> Iterator[dict[str, Any]]:
    rows = session.scalars(
        select(MessageEvent).where(MessageEvent.shop_id == shop.id).order_by(MessageEvent.at, MessageEvent.message_id)
    )
    for row in rows:
        yield {
            "message_id": row.message_id, "provider": row.provider, "kind": row.kind, "at": rfc3339(row.at),
            "detail": row.detail,
        }  # fmt: skip


def _consent(session: Session, shop: Shop) -> Iterator[dict[str, Any]]:
    rows = session.scalars(select(ConsentEntry).where(ConsentEntry.shop_id == shop.id).order_by(ConsentEntry.at))
    for row in rows:
        yield {
            "customer_id": row.customer_id, "channel": row.channel, "state": row.state, "level": row.level,
            "at": rfc3339(row.at), "recorded_at": rfc3339(row.recorded_at), "source": row.source,
            "wording": row.wording,
        }  # fmt: skip


def _texts(session: Session, shop: Shop) -> Iterator[dict[str, Any]]:
    order = (MessageText.flow, MessageText.step, MessageText.language, MessageText.number)
    for row in session.scalars(select(MessageText).where(MessageText.shop_id == shop.id).order_by(*order)):
        yield {
            "flow": row.flow, "step": row.step, "language": row.language, "number": row.number,
            "subject": row.subject, "preheader": row.preheader, "body": row.body, "sms": row.sms,
            "restores": row.restores, "at": rfc3339(row.created_at), "by": row.user_id,
        }  # fmt: skip


KINDS: dict[str, Callable[[Session, Shop], Iterator[dict[str, Any]]]] = {
    "messages": ledger_lines, "events": _events, "consent": _consent, "texts": _texts,
}  # fmt: skip
