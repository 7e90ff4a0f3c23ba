"""`encore rotate-keys`: killed again and again, it ends with all under the newest key and nothing unreadable."""

from __future__ import annotations

import base64
import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from plugin.config import ShopSettings
from plugin.db.session import Database
from plugin.errors import ConfigError
from plugin.model.shop import Shop as Row
from plugin.rotation import require_known_keys, rewrap_all
from plugin.shops import Shops
from plugin.vault import KeyRing, key_of

ROOT = Path(__file__).parent.parent.parent
NOW = datetime(2026, 11, 1, tzinfo=UTC)
OLD, NEW = bytes(range(32)), bytes(range(100, 132))
MANY = 200


def fill(database: Database, count: int) -> None:
    """So many shops under the old key, each with a token that only its data key opens."""
    ring, rows = KeyRing([OLD]), []
    for id in range(1, count + 1):
        wrapped = ring.new_data_key(id)
        rows.append(
            {
                "id": id, "public_id": f"p{id}", "domain": f"shop-{id}.myshopify.com", "time_zone": "UTC",
                "currency": "GBP", "installed_at": NOW, "next_daily_at": NOW, "next_learn_at": NOW,
                "settings": {}, "flows_on_since": {},
                "settings_version": 1, "marks": {}, "subscription": {}, "data_key": wrapped,
                "token": ring.cabinet(id, wrapped).seal("shop.token", id, f"shpat_{id}"),
            }
        )  # fmt: skip
    with database.write_registry() as session:
        session.execute(insert(Row), rows)


def under_new(database: Database) -> int:
    with database.read_registry() as session:
        wrapped = session.scalars(select(Row.data_key)).all()
    return sum(key_of(one) == KeyRing([NEW]).newest_id for one in wrapped if one is not None)


def readable(database: Database, *keys: bytes) -> int:
    """How many tokens these keys open."""
    ring = KeyRing(keys)
    with database.read_registry() as session:
        rows = session.execute(select(Row.id, Row.data_key, Row.token)).all()
    tokens = [ring.cabinet(row.id, row.data_key).open("shop.token", row.id, row.token) for row in rows]
    return sum(token == f"shpat_{row.id}" for row, token in zip(rows, tokens, strict=True))


def rotation(database: Database, *keys: bytes) -> subprocess.Popen[str]:
    """The real command in a process of its own."""
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "ENCORE_SECRET_KEY": "s" * 32,
        "ENCORE_DATABASE_URL": database.url.render_as_string(hide_password=False),
        "ENCORE_ENCRYPTION_KEYS": ",".join(base64.urlsafe_b64encode(key).decode() for key in keys),
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", "plugin.cli", "rotate-keys"], cwd=ROOT, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def test_key_rotation_survives_kill(database: Database) -> None:
    fill(database, MANY)
    chance, kills = random.Random(7), 0
    while kills < 3:
        before, process = under_new(database), rotation(database, NEW, OLD)
        enough = before + chance.randint(1, 30)
        while process.poll() is None and under_new(database) < enough:
            time.sleep(0.001)
        if process.poll() is not None:
            break
        process.send_signal(signal.SIGKILL)
        process.communicate()
        kills += 1
        assert readable(database, NEW, OLD) == MANY
    assert kills > 1
    assert 0 < under_new(database) < MANY
    said, complained = rotation(database, NEW, OLD).communicate()
    assert said == "0 left under an older key\n", complained
    assert under_new(database) == readable(database, NEW) == MANY


def test_without_a_key_that_is_still_needed_nothing_starts_and_nothing_changes(database: Database) -> None:
    fill(database, 3)
    process = rotation(database, NEW)
    said, complained = process.communicate()
    assert (process.returncode, said) == (2, "")
    assert "ENCORE_ENCRYPTION_KEYS does not hold" in complained
    assert readable(database, OLD) == 3
    with pytest.raises(ConfigError, match="3 shops"):
        require_known_keys(database, KeyRing([NEW]))


def test_a_second_rotation_finds_nothing_to_do(database: Database) -> None:
    fill(database, 3)
    seen: list[tuple[int, int]] = []
    for _ in range(2):
        assert rewrap_all(database, KeyRing([NEW, OLD]), lambda done, total: seen.append((done, total))) == 0
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_an_erased_shop_needs_no_key(database: Database) -> None:
    fill(database, 2)
    shops = Shops(database, KeyRing([OLD]), ShopSettings())
    shops.change(2, data_key=None)
    assert rewrap_all(database, KeyRing([NEW, OLD]), lambda *_: None) == 0
    with database.read_registry() as session:
        assert session.scalar(select(Row.data_key).where(Row.id == 2)) is None
