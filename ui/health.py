"""What operators and their machines ask: alive, ready, how is it going. Nothing about a shop or a person."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import select

from plugin.db.session import Database
from plugin.model.shop import Heartbeat
from ui.doors import door, doors
from ui.errors import DATABASE_DOWN

pages = Blueprint("health", __name__)
REGISTRY = "encore.registry"
FREE_BYTES = 200 * 1024 * 1024
TICK = timedelta(seconds=60)


@pages.get("/healthz")
@door("public")
def alive() -> Response:
    return jsonify(status="alive")


@pages.get("/readyz")
@door("public")
def ready() -> tuple[Response, int]:
    reasons = unready(doors().database, doors().clock.now())
    if reasons:
        return jsonify(status="not ready", reasons=reasons), 503
    return jsonify(status="ready"), 200


@pages.get("/metrics")
@door("operator")
def metrics() -> Response:
    # imported when first asked: most processes are never scraped
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.exposition import CONTENT_TYPE_LATEST

    from plugin.gauges import TableGauges

    tables = CollectorRegistry()
    tables.register(TableGauges(doors().database, doors().clock))
    others: CollectorRegistry | None = current_app.extensions[REGISTRY]
    page = generate_latest(tables) + (generate_latest(others) if others is not None else b"")
    return Response(page, content_type=CONTENT_TYPE_LATEST)


def unready(database: Database, now: datetime) -> list[str]:
    """Why no work should be given to this process; empty: it is ready."""
    reasons = [_tick_problem(database, now), _disk_problem(database)]
    return [reason for reason in reasons if reason]


def _tick_problem(database: Database, now: datetime) -> str | None:
    try:
        with database.read_registry() as session:
            ticked_at = session.scalar(select(Heartbeat.at).where(Heartbeat.part == "clock"))
    except DATABASE_DOWN:
        return "the database cannot be reached"
    if ticked_at is None:
        return "the clock has not ticked yet"
    late_s = (now - ticked_at).total_seconds()
    return f"the clock ticked {late_s:.0f} s ago" if late_s >= TICK.total_seconds() else None


def _disk_problem(database: Database) -> str | None:
    free = shutil.disk_usage(_folder(database)).free
    if free > FREE_BYTES:
        return None
    return f"only {free // 1024**2} MB of disk are free; {FREE_BYTES // 1024**2} MB are needed"


def _folder(database: Database) -> Path:
    path: Any = database.url.database if database.is_sqlite else None
    return Path(path).resolve().parent if path and path != ":memory:" else Path()
