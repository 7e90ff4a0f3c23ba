"""The figures that operators watch (trust: to be seen), read from the tables when they are asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plugin.clock import Clock
from plugin.db.session import Database
from plugin.mail_in import MAIL
from plugin.model.customer import ConsentTelling
from plugin.model.inbox import InboxItem, InboxState
from plugin.model.message import Breaker, Message, State
from plugin.model.shop import RejectedDelivery, Shop
from plugin.model.watermark import Watermark

LOOKED_BACK = timedelta(days=7)
_DUE = (State.PLANNED, State.RETRY)
_REDACTIONS = ("customers/redact", "shop/redact")


class TableGauges(Collector):
    """Counts and ages over all shops. Seconds are 0 where nothing waits. No label names a shop or a person."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def describe(self) -> Iterable[Metric]:
        return ()  # registering must not ask the database

    def collect(self) -> Iterable[Metric]:
        now = self._clock.now()
        messages: Counter[tuple[str, str]] = Counter()
        worst: Counter[str] = Counter()
        breakers = missing = 0
        for shop_id in self._shop_ids():
            with self._database.read(shop_id) as session:
                messages.update(_messages(session, shop_id))
                breakers += _breakers(session, shop_id, now)
                missing += _missing(session, shop_id)
                for name, oldest in _oldest(session, shop_id, now).items():
                    worst[name] = max(worst[name], _age(now, oldest))
        yield _messages_family(messages)
        unknown = sum(count for (state, _), count in messages.items() if state == State.UNKNOWN)
        yield GaugeMetricFamily("unknown_open", "Messages of which nobody can say whether they left", unknown)
        yield GaugeMetricFamily("breaker_open", "Senders that a provider refuses", breakers)
        yield GaugeMetricFamily("inbox_lag_seconds", "Age of the oldest item not looked at", worst["inbox"])
        yield GaugeMetricFamily("due_lag_seconds", "How late the latest due message is", worst["due"])
        yield GaugeMetricFamily("redact_age_seconds", "Age of the oldest open erasure", worst["redact"])
        yield GaugeMetricFamily(
            "consent_lag_seconds", "Age of the oldest word Shopify has not heard", worst["consent"]
        )
        yield GaugeMetricFamily("reconcile_missing_total", "Changes in shops that no webhook told", missing)
        placeless = "Mail of the last 7 days that names no message of any shop"
        yield GaugeMetricFamily("mail_refused", placeless, self._refused_mail(now))
        yield GaugeMetricFamily("wal_bytes", "Size of SQLite's write-ahead log", self._wal_bytes())

    def _shop_ids(self) -> list[int]:
        with self._database.read_registry() as session:
            return list(session.scalars(select(Shop.id).order_by(Shop.id)))

    def _refused_mail(self, now: datetime) -> int:
        """It belongs to no shop."""
        lately = (RejectedDelivery.topic == MAIL, RejectedDelivery.received_at > now - LOOKED_BACK)
        with self._database.read_registry() as session:
            return session.scalar(select(func.count()).select_from(RejectedDelivery).where(*lately)) or 0

    def _wal_bytes(self) -> int:
        path = self._database.url.database
        wal = Path(f"{path}-wal")
        return wal.stat().st_size if self._database.is_sqlite and path and wal.exists() else 0


def _messages(session: Session, shop_id: int) -> dict[tuple[str, str], int]:
    counted = select(Message.state, Message.purpose, func.count()).where(Message.shop_id == shop_id)
    rows = session.execute(counted.group_by(Message.state, Message.purpose))
    return {(state, purpose): count for state, purpose, count in rows}


def _messages_family(messages: Counter[tuple[str, str]]) -> GaugeMetricFamily:
    family = GaugeMetricFamily("messages", "Messages in the ledger", labels=("state", "class"))
    for labels, count in sorted(messages.items()):
        family.add_metric(labels, count)
    return family


def _breakers(session: Session, shop_id: int, now: datetime) -> int:
    shut = select(func.count()).select_from(Breaker).where(Breaker.shop_id == shop_id, Breaker.opens_at > now)
    return session.scalar(shut) or 0


def _missing(session: Session, shop_id: int) -> int:
    found = select(func.sum(Watermark.missing_total)).where(Watermark.shop_id == shop_id)
    return int(session.scalar(found) or 0)


def _oldest(session: Session, shop_id: int, now: datetime) -> dict[str, datetime | None]:
    inbox = select(func.min(InboxItem.received_at)).where(
        InboxItem.shop_id == shop_id, InboxItem.state == InboxState.WAITING, InboxItem.wake_at <= now
    )
    due = select(func.min(Message.wake_at)).where(
        Message.shop_id == shop_id, Message.state.in_(_DUE), Message.wake_at <= now
    )
    redact = select(func.min(InboxItem.received_at)).where(
        InboxItem.shop_id == shop_id, InboxItem.wake_at.is_not(None), InboxItem.topic.in_(_REDACTIONS)
    )
    consent = select(func.min(ConsentTelling.since)).where(
        ConsentTelling.shop_id == shop_id, ConsentTelling.due_at.is_not(None)
    )
    asked = {"inbox": inbox, "due": due, "redact": redact, "consent": consent}
    return {name: session.scalar(oldest) for name, oldest in asked.items()}


def _age(now: datetime, oldest: datetime | None) -> int:
    return 0 if oldest is None else max(0, round((now - oldest).total_seconds()))
