"""One Encore on an empty database with a spun clock and recording transports, fed through its real inbox."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from own_history import DOMAIN, SHOP_ID, ZONE
from sqlalchemy import func, select

from plugin.channels.recording import RecordingTransport
from plugin.clock import SpunClock
from plugin.config import ShopSettings, defaults
from plugin.db.session import Database
from plugin.encore import make_encore
from plugin.events import Channel
from plugin.flows.registry import FLOWS
from plugin.inbox import Incoming, seal
from plugin.ledger_lines import ledger_lines
from plugin.model.inbox import InboxItem
from plugin.model.message import Message
from plugin.model.shop import Shop as ShopRow
from plugin.operator import Settings
from plugin.runtime.executors import InlineExecutor
from plugin.shops import Shop

NOW = datetime(2026, 11, 20, 15, 0, 30, tzinfo=UTC)  # ten in the morning in New York


class World:
    """`tell` puts a webhook in and works it off; `until` lets the clock run, doing all that falls due."""

    def __init__(
        self, database: Database, *, now: datetime = NOW, settings: ShopSettings | None = None,
        platform_shop_id: int = SHOP_ID,
    ) -> None:  # fmt: skip
        self.clock = SpunClock(now)
        self.email, self.sms = (RecordingTransport(channel.value, self.clock) for channel in Channel)
        self.encore = make_encore(
            Settings(
                shop_defaults=settings or defaults(), app_url="https://encore.example.com",
                encryption_keys=(bytes(range(32)),), secret_key=bytes(32),
            ),
            database=database, clock=self.clock,
            transports={Channel.EMAIL: self.email, Channel.SMS: self.sms},
        )  # fmt: skip
        self.inline = InlineExecutor(self.encore)
        self.shop_id = self.add_shop(DOMAIN, platform_shop_id).id
        self._told = 0

    def add_shop(self, domain: str, platform_shop_id: int | None) -> Shop:
        return self.encore.shops.add(
            domain, now=self.clock.now(), time_zone=ZONE, platform_shop_id=platform_shop_id, flows_on=tuple(FLOWS)
        )

    @property
    def shop(self) -> Shop:
        return self.encore.shops.by_id(self.shop_id)

    def put(
        self, topic: str, body: Any, *, webhook_id: str | None = None, shop: Shop | None = None,
        at: datetime | None = None, source: str = "platform",
    ) -> None:  # fmt: skip
        """Into the inbox, and no further. `body` may be the raw bytes."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        shop, self._told = shop or self.shop, self._told + 1
        key, at = webhook_id or f"told-{self._told}", at or self.clock.now()
        self.encore.inbox.put(
            Incoming(
                shop_id=shop.id, source=source, topic=topic, delivery_key=key, event_id=None, triggered_at=at,
                received_at=self.clock.now(), body=seal(shop.keys, topic, key, raw),
                body_hash=hashlib.sha256(raw).hexdigest(),
            )
        )  # fmt: skip

    def tell(self, topic: str, body: Any, **more: Any) -> None:
        self.put(topic, body, **more)
        self.inline.wake("inbox")

    def work(self) -> None:
        self.inline.run_due()

    def until(self, at: datetime) -> None:
        self.inline.run_due()
        while (due := self._next_due()) is not None and due <= at:
            self.clock.move_to(due)
            self.inline.run_due()
        self.clock.move_to(at)
        self.inline.run_due()

    def _next_due(self) -> datetime | None:
        shop_ids = [shop.id for shop in self.encore.shops.working()]
        with self.encore.database.read_registry() as session:
            rows = session.execute(select(ShopRow.next_daily_at, ShopRow.next_learn_at)).all()
        times = [at for row in rows for at in row] if shop_ids else []
        for shop_id in shop_ids:
            with self.encore.database.read(shop_id) as session:
                first = select(func.min(Message.wake_at)).where(
                    Message.shop_id == shop_id, Message.wake_at > self.clock.now()
                )
                times.append(session.scalar(first))
        return min((at for at in times if at is not None and at > self.clock.now()), default=None)

    def after(self, wait: timedelta) -> None:
        self.until(self.clock.now() + wait)

    def ledger(self, shop_id: int | None = None, **only: Any) -> list[dict]:
        """The shop's LEDGER lines, those whose fields are as given."""
        shop = self.encore.shops.by_id(shop_id or self.shop_id)
        with self.encore.database.read(shop.id) as session:
            lines = list(ledger_lines(session, shop))
        return [line for line in lines if all(line[key] == value for key, value in only.items())]

    def rows(self, table: Any, shop_id: int | None = None) -> list[Any]:
        shop_id = shop_id or self.shop_id
        with self.encore.database.read(shop_id) as session:
            return list(session.scalars(select(table).where(table.shop_id == shop_id)))

    def inbox_states(self, shop_id: int | None = None) -> list[tuple[str, str, str | None]]:
        return [(row.topic, row.state, row.reason) for row in self.rows(InboxItem, shop_id)]

    @property
    def letters(self) -> list[Any]:
        return [*self.email.letters, *self.sms.letters]


def states(ledger: Iterable[dict]) -> set[tuple[str, str, str]]:
    return {(line["flow"], line["channel"], line["state"]) for line in ledger}
