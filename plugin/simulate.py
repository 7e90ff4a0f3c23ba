"""Replays a store's webhook history through the real inbox, projection, flows, policy and compose, on a clock
that follows the history, into a recording transport."""

from __future__ import annotations

import hashlib
import secrets
import time as stopwatch
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from plugin.agenda import Agenda
from plugin.analytics.metrics import metrics
from plugin.channels.recording import RecordingTransport
from plugin.clock import SpunClock, instant, local_date, rfc3339
from plugin.config import ShopSettings
from plugin.db.claim import BATCH
from plugin.db.migrate import migrate
from plugin.db.session import Database
from plugin.encore import Encore, make_encore
from plugin.errors import UsageError
from plugin.events import Channel
from plugin.history import Delivery, Outline, deliveries, outline
from plugin.inbox import Incoming, put_here, seal
from plugin.model.customer import Customer
from plugin.model.inbox import InboxItem
from plugin.model.message import Code, Message
from plugin.model.order import Order
from plugin.operator import Settings
from plugin.shops import Shop
from plugin.stages.inbox import drain as take_all
from plugin.vault import KeyRing, derive

Progress = Callable[[int, int], None]
_CHUNK = 500  # deliveries to a commit


@dataclass(frozen=True, slots=True)
class Replay:
    """A finished replay: the Encore that holds its result, its shop, and its report."""

    encore: Encore
    shop: Shop
    report: dict[str, Any]


def simulate(
    path: Path,
    *,
    shop_defaults: ShopSettings,
    on: tuple[str, ...],
    until: date | None = None,
    time_zone: str | None = None,
    currency: str | None = None,
    database: Database,
    keys: tuple[bytes, ...] | None = None,
    progress: Progress = lambda _done, _all: None,
) -> Replay:
    """Replay `path` into `database` (empty or new) with the flows in `on` switched on from the beginning.
    `keys` encrypt a database that is kept. UsageError says what is missing."""
    seen = outline(path)
    zone_name = seen.time_zone or time_zone
    if zone_name is None:
        raise UsageError("the history has no shop/update; say --timezone, for example Europe/London")
    started = stopwatch.perf_counter()
    encore = _encore(database, shop_defaults, seen, keys)
    shop = encore.shops.add(
        seen.domain, now=seen.first_at, time_zone=zone_name, currency=seen.currency or currency or "USD", flows_on=on
    )
    end = _end(seen, until, zone_name)
    done = play(encore, shop, deliveries(path), end, lambda done: progress(done, seen.events))
    seconds = stopwatch.perf_counter() - started
    return Replay(encore, encore.shops.by_id(shop.id), _report(encore, shop, seen, done, end, seconds))


def _encore(database: Database, shop_defaults: ShopSettings, seen: Outline, keys: tuple[bytes, ...] | None) -> Encore:
    """The same history, settings and keys give the same ids, codes and jitter, so two replays can be compared."""
    migrate(database)
    settings = Settings(
        shop_defaults=shop_defaults,
        app_url="https://encore.example.com",
        secret_key=secrets.token_bytes(32),
        encryption_keys=keys or (hashlib.sha256(seen.domain.encode()).digest(),),  # scratch data needs no secret
    )
    ring = KeyRing(settings.encryption_keys, lambda: derive(settings.encryption_keys[0], f"replay/{seen.domain}"))
    transports = {channel: RecordingTransport(channel.value) for channel in Channel}
    clock = SpunClock(seen.first_at)
    return make_encore(settings, database=database, clock=clock, ring=ring, transports=transports)


def _end(seen: Outline, until: date | None, zone_name: str) -> datetime:
    day = until or local_date(seen.last_at, zone_name) + timedelta(days=1)
    return instant(day, time(0), zone_name)


def play(encore: Encore, shop: Shop, past: Iterable[Delivery], end: datetime, progress: Callable[[int], None]) -> int:
    """Let everything before `end` happen at its own time, on the Encore's own spun clock; returns how many
    deliveries that were. Nobody else may use the database meanwhile."""
    clock = encore.clock
    assert isinstance(clock, SpunClock)
    agenda = Agenda(encore)
    done = 0
    before_end = takewhile(lambda one: one.at < end, past)
    while some := list(islice(before_end, _CHUNK)):
        with encore.database.joined():
            for one in some:
                spin(clock, agenda, one.at)
                with encore.database.write(shop.id) as session:
                    put_here(session, incoming(shop, one))
                take_all(encore, BATCH)
        done += len(some)
        progress(done)
    with encore.database.joined():
        spin(clock, agenda, end - timedelta(microseconds=1))
    clock.move_to(end)
    progress(done)
    return done


def spin(clock: SpunClock, agenda: Agenda, to: datetime) -> None:
    """Move the clock to `to`, stopping wherever something is due before."""
    while (at := agenda.first()) <= to:
        clock.move_to(at)
        agenda.run_due()
    clock.move_to(to)


def incoming(shop: Shop, one: Delivery) -> Incoming:
    digest = hashlib.sha256(one.body).hexdigest()
    key = one.webhook_id or digest
    return Incoming(
        shop_id=shop.id, source="platform", topic=one.topic, delivery_key=key, event_id=one.event_id,
        triggered_at=one.at, received_at=one.at, body=seal(shop.keys, one.topic, key, one.body),
        body_hash=digest,
    )  # fmt: skip


def _report(encore: Encore, shop: Shop, seen: Outline, done: int, end: datetime, seconds: float) -> dict[str, Any]:
    with encore.database.read(shop.id) as session:
        states: dict[str, dict[str, Counter[str]]] = {}
        reasons: dict[str, Counter[str]] = {}
        rows = session.execute(
            select(Message.flow, Message.channel, Message.state, Message.reason, func.count())
            .where(Message.shop_id == shop.id)
            .group_by(Message.flow, Message.channel, Message.state, Message.reason)
        )
        for flow, channel, state, reason, count in rows:
            states.setdefault(flow, {}).setdefault(channel, Counter())[state] += count
            if reason:
                reasons.setdefault(flow, Counter())[reason] += count
        figures = metrics(session, encore.shops.by_id(shop.id), end)
        counts = {
            name: session.scalar(select(func.count()).select_from(table).where(table.shop_id == shop.id)) or 0
            for name, table in (("orders", Order), ("customers", Customer), ("deliveries", InboxItem))
        }
        issued, redeemed = session.execute(
            select(func.count(Code.issued_at), func.count(Code.used_at)).where(Code.shop_id == shop.id)
        ).one()
    return {
        "history": {
            "events": done, "orders": counts["orders"], "customers": counts["customers"],
            "from": rfc3339(seen.first_at), "to": rfc3339(seen.last_at),
        },
        "messages": {flow: {channel: dict(found) for channel, found in by.items()} for flow, by in states.items()},
        "reasons": {flow: dict(found) for flow, found in reasons.items()},
        "codes": {"issued": issued, "redeemed": redeemed},
        "metrics": figures,
        "seconds": round(seconds, 3),
        "events_per_second": round(done / seconds, 1) if seconds else 0.0,
    }  # fmt: skip
