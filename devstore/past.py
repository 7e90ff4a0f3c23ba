"""The history: everything that ever happened, as the webhooks that the app would have had, in JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import select

from devstore import shop
from devstore.app_config import AppConfig
from devstore.database import Database
from devstore.model.events import Event
from devstore.oauth.installed import current_install
from devstore.webhooks.queue import trimmed

_AT_ONCE = 200


def history(database: Database, app: AppConfig, until: datetime | None = None) -> Iterator[bytes]:
    """Lines in time order, of the topics the app asks for; up to `until`, or to the current install, if any: from
    then on the app has had the webhooks themselves."""
    with database.read() as session:
        install = current_install(session)
        end = until or (install.began_at if install else None)
        rows = select(Event).where(Event.topic.in_({one.topic for one in app.subscriptions}))
        rows = rows.order_by(Event.at, Event.id)
        if end is not None:
            rows = rows.where(Event.at < end)
        for event in session.scalars(rows.execution_options(yield_per=_AT_ONCE)):
            yield _line(event, app)


def _line(event: Event, app: AppConfig) -> bytes:
    head = {
        "topic": event.topic,
        "at": event.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "webhook_id": event.webhook_id, "event_id": event.event_id, "api_version": app.api_version,
        "shop_domain": shop.DOMAIN,
    }  # fmt: skip
    body = trimmed(event.body, app.asks_for(event.topic)[0])
    return json.dumps(head, separators=(",", ":")).encode()[:-1] + b',"body":' + body + b"}\n"
