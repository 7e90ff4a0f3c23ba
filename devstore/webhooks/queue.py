"""The queue of webhooks: what goes in, what is due, what became of it. Times are the store's."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from devstore.app_config import AppConfig, Subscription
from devstore.model.events import Delivery, Event

# 8 retries over 4 hours with growing gaps (Shopify's documentation); the gaps themselves are not documented
GAPS = tuple(timedelta(seconds=gap) for gap in (10, 30, 90, 300, 900, 1800, 3600, 7670))


def enqueue(session: Session, event: Event, app: AppConfig, due_at: datetime) -> None:
    """One delivery for each subscription to the event's topic."""
    for position, subscription in enumerate(app.asks_for(event.topic)):
        name = event.webhook_id if position == 0 else str(uuid5(NAMESPACE_URL, f"{event.webhook_id}/{position}"))
        session.add(
            Delivery(
                event=event, webhook_id=name, uri=subscription.uri, name=subscription.name,
                body=trimmed(event.body, subscription), next_at=due_at,
            )
        )  # fmt: skip


def trimmed(body: bytes, subscription: Subscription) -> bytes:
    """The body with the fields that the subscription includes: top names, or `top.inner`."""
    if not subscription.include_fields:
        return body
    values = json.loads(body)
    kept: dict[str, Any] = {}
    for field in subscription.include_fields:
        top, _, inner = field.partition(".")
        if top in values:
            kept[top] = _inner(values[top], inner, kept.get(top)) if inner else values[top]
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()


def due(session: Session, now: datetime, limit: int) -> list[Delivery]:
    """The oldest first."""
    rows = select(Delivery).where(Delivery.next_at <= now).order_by(Delivery.next_at, Delivery.id).limit(limit)
    return list(session.scalars(rows))


def waiting(session: Session) -> int:
    """How many are still on their way, due or not."""
    return session.scalar(select(func.count()).select_from(Delivery).where(Delivery.next_at.is_not(None))) or 0


def taken(delivery: Delivery, answer: str, now: datetime) -> None:
    delivery.attempts += 1
    delivery.answer, delivery.done_at, delivery.next_at = answer, now, None


def not_taken(delivery: Delivery, answer: str, now: datetime) -> None:
    """Again after the next gap; given up after the last."""
    delivery.answer = answer
    delivery.next_at = now + GAPS[delivery.attempts] if delivery.attempts < len(GAPS) else None
    delivery.attempts += 1


def _inner(value: Any, path: str, before: Any) -> Any:
    if isinstance(value, list):
        rows = before if isinstance(before, list) else [None] * len(value)
        return [_inner(one, path, row) for one, row in zip(value, rows, strict=True)]
    if not isinstance(value, dict):
        return value
    top, _, rest = path.partition(".")
    kept = dict(before) if isinstance(before, dict) else {}
    if top in value:
        kept[top] = _inner(value[top], rest, kept.get(top)) if rest else value[top]
    return kept
