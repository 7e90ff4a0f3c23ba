"""The ledger as JSON lines: one object per message, every state, in the form that users and measurements rely on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.clock import rfc3339
from plugin.model.message import Message
from plugin.shops import Shop


def ledger_lines(session: Session, shop: Shop) -> Iterator[dict[str, Any]]:
    """Every message of the shop, oldest plan first. Times are RFC 3339 UTC; what is absent is null."""
    rows = session.scalars(
        select(Message)
        .where(Message.shop_id == shop.id)
        .order_by(Message.planned_at, Message.id)
        .execution_options(yield_per=500)
    )
    for row in rows:
        yield _line(shop, row)


def _line(shop: Shop, row: Message) -> dict[str, Any]:
    keys = shop.keys
    return {
        "id": row.id, "shop": shop.domain, "flow": row.flow, "step": row.step, "channel": row.channel,
        "purpose": row.purpose, "customer_id": row.customer_id, "about": row.about, "state": row.state,
        "reason": row.reason, "outcome": row.outcome, "planned_at": rfc3339(row.planned_at),
        "due_at": rfc3339(row.due_at), "useful_until": rfc3339(row.useful_until),
        "accepted_at": rfc3339(row.accepted_at), "time_zone": row.time_zone,
        "to": keys.open("message.to", row.id, row.to),
        "subject": keys.open("message.subject", row.id, row.subject),
        "text": keys.open("message.text", row.id, row.text), "code": row.code,
        "code_starts_at": rfc3339(row.code_starts_at), "code_ends_at": rfc3339(row.code_ends_at),
        "product_ids": row.product_ids, "dedupe_key": row.dedupe_key,
        "trace": [{**one, "until": _utc(one["until"])} for one in row.trace],
    }  # fmt: skip


def _utc(text: str | None) -> str | None:
    return None if text is None else rfc3339(datetime.fromisoformat(text))
