"""A real process that takes in a past is killed at any moment, again and again, and nothing is lost or doubled."""

from __future__ import annotations

import base64
import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from compared import answers, differences, rows
from sqlalchemy import select
from world import BEGINS, KEYS, World

from bench.past_store import PastStore
from plugin.db.session import Database
from plugin.model.customer import Customer
from plugin.model.history import HistoryExport, HistoryPart
from plugin.model.order import Order, OrderLine, Parcel, Refund
from plugin.model.product import Product

ORDERS = 120


def worker(database: Database, store: PastStore, hours: int) -> subprocess.Popen[bytes]:
    """Works at that many hours after the install, so that leases of those before it have ended."""
    environment = {
        **os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "ENCORE_SECRET_KEY": "s" * 32,
        "ENCORE_DATABASE_URL": database.url.render_as_string(hide_password=False),
        "ENCORE_ENCRYPTION_KEYS": base64.urlsafe_b64encode(KEYS[0]).decode(), "ENCORE_SHOPIFY_BASE": store.base,
        "SHOPIFY_API_KEY": "key", "SHOPIFY_API_SECRET": "s" * 32,
    }  # fmt: skip
    at = (BEGINS + timedelta(hours=hours)).isoformat()
    return subprocess.Popen(
        [sys.executable, "-m", "bench.past_worker", at], env=environment, stdout=subprocess.DEVNULL
    )


def progress(world: World) -> int:
    """Lines stored and things taken in, of all exports."""
    with world.database.read(world.shop.id) as session:
        rows = session.scalars(select(HistoryExport).where(HistoryExport.shop_id == world.shop.id))
        return sum(row.loaded + row.taken for row in rows)


def alone(database: Database) -> World:
    """Only one shop is connected."""
    world = World(database)
    world.encore.shops.change(world.other.id, token=None)
    return world


def test_kill_9_at_random_moments_loses_nothing_and_doubles_nothing(database, sqlite_database_maker, tmp_path: Path):
    chance = random.Random(20261126)
    with PastStore(tmp_path, ORDERS) as store, alone(database) as world:
        killed, hours = 0, 0
        while True:
            process = worker(database, store, hours)
            seen, goal = progress(world), chance.randint(1, 180)
            while process.poll() is None:
                time.sleep(0.002)
                if killed < 4 and progress(world) >= seen + goal:
                    process.send_signal(signal.SIGKILL)
            if process.wait() == 0:
                break
            assert process.returncode == -signal.SIGKILL
            killed, hours = killed + 1, hours + 1
        assert killed == 4
        assert count(world, Order) == ORDERS
        assert count(world, OrderLine) == store.lines["orders"][0] - ORDERS
        assert count(world, Refund) == len(store.refunds) > 0
        assert count(world, HistoryPart) == 0
        quiet = next(made := sqlite_database_maker())
        with alone(quiet) as whole:
            assert worker(quiet, store, 0).wait() == 0
            for table in (Product, Customer, Order, OrderLine, Parcel, Refund):
                mine, theirs = (rows(one.encore, one.shop, table) for one in (world, whole))
                assert differences(mine, theirs) == [], table.__name__
            assert answers(world.encore, world.shop) == answers(whole.encore, whole.shop)
        made.close()


def count(world: World, table: type) -> int:
    with world.database.read(world.shop.id) as session:
        return session.query(table).filter(table.shop_id == world.shop.id).count()
