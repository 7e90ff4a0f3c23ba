"""Something happening in the shop: one transaction, one time, one event id. Whatever it tells is kept as events,
and put into the queue of webhooks when the app is installed and asked for the topic."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from devstore.app_config import AppConfig
from devstore.model.events import Event
from devstore.oauth.installed import current_install
from devstore.webhooks.queue import enqueue

Body = dict[str, Any]


class Refused(Exception):
    """It cannot be done; the text says why, in a sentence for the person who tried."""


@dataclass
class Act:
    session: Session
    at: datetime
    app: AppConfig
    is_past: bool = False  # the seed: kept as events, never sent
    event_id: str = field(default_factory=lambda: str(uuid4()))

    def tell(self, topic: str, body: Body, due_at: datetime | None = None) -> Event:
        """Keep it, and queue it for the app; `due_at` for what Shopify sends later by rule."""
        raw = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        event = Event(topic=topic, at=self.at, event_id=self.event_id, webhook_id=str(uuid4()), body=raw)
        self.session.add(event)
        if not self.is_past and current_install(self.session) is not None:
            enqueue(self.session, event, self.app, due_at or self.at)
        return event
