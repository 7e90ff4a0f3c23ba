"""P6: what a due message costs the planner. Ours: claimed in batches, finished by a ledger move. The peer: one
APScheduler job per message in a job store. `python -m bench.claims [PENDING]`, by default a million pending.

Both on a scratch SQLite file in one run. The peer gets fewer messages, since its cost per message grows with
the burst; that favours it.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import text

from plugin import ledger
from plugin.config import defaults
from plugin.db.claim import BATCH
from plugin.db.migrate import migrate
from plugin.db.session import Database
from plugin.model.message import State
from plugin.shops import Shop, Shops
from plugin.stages.outbox.drain import _DUE
from plugin.stages.outbox.rows import read
from plugin.vault import KeyRing

DUE = 10_000
PEER = 4_000
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
_fired: list[str] = []
_all = threading.Event()


def fill(database: Database, shop: Shop, count: int, at: datetime, prefix: str) -> None:
    """`count` planned messages due at `at`, written by the database itself."""
    moment = int(at.timestamp() * 1_000_000)
    with database.write(shop.id) as session:
        session.execute(
            text(
                f"""
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
                INSERT INTO message (shop_id, id, flow, step, channel, purpose, rank, about, plan_key, dedupe_key,
                    state, version, chain, planned_at, due_at, useful_until, wake_at, time_zone, attempts, absent,
                    product_ids, line_ids, trace)
                SELECT {shop.id}, '{prefix}' || i, 'thank_you', 0, 'email', 'service', 0, 'order:' || i,
                    '{prefix}p' || i, '{prefix}d' || i, 'planned', 0, '', {moment}, {moment}, {moment}, {moment},
                    'UTC', 0, 0, '[]', '[]', '[]' FROM n
                """
            )
        )


def ours(database: Database, shop: Shop) -> float:
    """Seconds per message to claim and finish everything that is due."""
    done, started = 0, time.perf_counter()
    while True:
        with database.write(shop.id) as session:
            _, ids = _DUE.take(session, limit=BATCH, now=NOW, channel="email", rank=0)
            if not ids:
                return (time.perf_counter() - started) / done
            rows = read(session, ids)
        with database.write(shop.id) as session:
            ledger.move(session, shop, [ledger.drop(row, State.CANCELLED, "flow_off") for row in rows], NOW)
        done += len(rows)


def fire(name: str) -> None:
    _fired.append(name)
    if len(_fired) >= PEER:
        _all.set()


def peer(folder: Path) -> float:
    """Seconds per job, all due at once, until each has run and left the store."""
    scheduler = BackgroundScheduler(
        jobstores={"default": SQLAlchemyJobStore(url=f"sqlite:///{folder}/jobs.db")}, timezone="UTC"
    )
    scheduler.start(paused=True)
    due = datetime.now(UTC) - timedelta(seconds=1)
    for number in range(PEER):
        scheduler.add_job(fire, "date", run_date=due, args=[str(number)], id=str(number), misfire_grace_time=None)
    started = time.perf_counter()
    scheduler.resume()
    _all.wait(300)
    while scheduler.get_jobs():
        time.sleep(0.01)
    seconds = (time.perf_counter() - started) / PEER
    scheduler.shutdown(wait=False)
    return seconds


def measured(folder: Path, pending: int) -> float:
    database = Database(f"sqlite:///{folder}/pending-{pending}.db")
    migrate(database)
    shop = Shops(database, KeyRing([bytes(32)]), defaults()).add("bench.myshopify.com", now=NOW)
    fill(database, shop, pending, NOW + timedelta(days=3), "later")
    fill(database, shop, DUE, NOW - timedelta(seconds=1), "now")
    seconds = ours(database, shop)
    database.close()
    return seconds


def main() -> None:
    pending = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        job = peer(folder)
        few, many = measured(folder, 10_000), measured(folder, pending)
    ratio, growth = job / few, many / few
    print(f"a job per message {job * 1e3:.2f} ms; ours {few * 1e3:.2f} ms at 10k, {many * 1e3:.2f} at {pending:,}")
    print(f"P6 {ratio:.1f}x less than a job per message, goal 50x: {_verdict(ratio >= 50)}")
    print(f"P6 {growth:.2f}x the time of 10k at {pending:,} pending, goal 1.5x: {_verdict(growth <= 1.5)}")


def _verdict(is_met: bool) -> str:
    return "met" if is_met else "missed"


if __name__ == "__main__":
    main()
