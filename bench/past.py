"""P13: a shop's past, imported in one go: products, customers and 50,000 orders of an export, over HTTP into a
scratch database. In the middle the process is killed (SIGKILL); another goes on where it was.

`python -m bench.past [ORDERS]`. Prints orders a second and the memory at each quarter; the past must be whole.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from bench.past_store import PRODUCTS, PastStore
from plugin.clock import SpunClock
from plugin.config import defaults
from plugin.db.migrate import migrate
from plugin.db.session import Database
from plugin.encore import make_encore
from plugin.model.customer import Customer
from plugin.model.history import HistoryPart
from plugin.model.order import Order, OrderLine, Refund
from plugin.model.product import Product
from plugin.operator import Settings

AT = datetime(2026, 2, 1, 9, tzinfo=UTC)
MOST_MIB = 200.0  # of a worker, however long the past is
KEY = bytes(range(32))


@dataclass
class Import:
    """The workers of one import, and what they needed."""

    store: PastStore
    url: str
    database: Database
    memory: list[float] = field(default_factory=list)  # resident MiB, ten times a second

    def run(self, at: datetime, until: int | None = None) -> bool:
        """A worker at that time; killed once `until` orders are in. Whether it came to its end."""
        with subprocess.Popen([sys.executable, "-m", "bench.past_worker", at.isoformat()], env=self._env()) as worker:
            while worker.poll() is None:
                time.sleep(0.1)
                self.memory.append(_resident_mib(worker.pid) or (self.memory or [0.0])[-1])
                if until is not None and len(self.memory) % 5 == 0 and self.count(Order) >= until:
                    worker.send_signal(signal.SIGKILL)
        return worker.returncode == 0

    def count(self, table: type) -> int:
        with self.database.read(1) as session:
            return session.scalar(select(func.count()).select_from(table).where(table.shop_id == 1)) or 0

    def _env(self) -> dict[str, str]:
        return {
            **os.environ, "ENCORE_DATABASE_URL": self.url, "ENCORE_SHOPIFY_BASE": self.store.base,
            "SHOPIFY_API_KEY": "key", "SHOPIFY_API_SECRET": "s" * 32, "ENCORE_SECRET_KEY": "s" * 43,
            "ENCORE_ENCRYPTION_KEYS": urlsafe_b64encode(KEY).decode(), "ENCORE_LOG": "json",
        }  # fmt: skip


@contextmanager
def installed(database: Database) -> Iterator[None]:
    """A shop that was just installed, with a token that does not end."""
    settings = Settings(shop_defaults=defaults(), encryption_keys=(KEY,), secret_key=KEY)
    encore = make_encore(settings, database=database, clock=SpunClock(AT))
    encore.shops.add("pots.myshopify.com", now=AT, time_zone="Europe/London", currency="GBP", token="shpat_1")
    yield
    encore.inbox.close()


def main(orders: int = 50_000) -> int:
    with tempfile.TemporaryDirectory(prefix="encore-bench-") as name:
        url = f"sqlite:///{name}/past.db"
        database = Database(url)
        migrate(database)
        with PastStore(Path(name), orders) as store, installed(database):
            size = sum(path.stat().st_size for path in store.files.values()) / 2**20
            lines = sum(lines for lines, _ in store.lines.values())
            print(f"   {orders:,} orders, {lines:,} lines, {size:.0f} MiB", flush=True)
            is_whole = _imported(Import(store, url, database), orders)
        database.close()
    return 0 if is_whole else 1


def _imported(run: Import, orders: int) -> bool:
    began = time.perf_counter()
    was_killed = not run.run(AT, until=orders // 2)
    half = run.count(Order)
    is_through = run.run(AT + timedelta(days=1))
    seconds = time.perf_counter() - began
    quarters = [run.memory[len(run.memory) * part // 4 - 1] for part in (1, 2, 3, 4)]
    memory = ", ".join(f"{one:.0f}" for one in quarters)
    print(f"   killed with {half:,} orders in; MiB at 25/50/75/100 % of the time: {memory}")
    is_whole = was_killed and is_through and _is_whole(run, orders)
    verdict = "met" if is_whole and max(run.memory) <= MOST_MIB else "missed"
    print(
        f"P13 past: {orders:,} orders in {seconds:.0f} s ({orders / seconds:.0f} a second), kill -9 in the middle, "
        f"peak {max(run.memory):.0f} MiB, goal <= {MOST_MIB:.0f} and whole: {verdict}"
    )
    return is_whole


def _is_whole(run: Import, orders: int) -> bool:
    """Nothing is lost and nothing doubled."""
    wanted = {
        Product: PRODUCTS, Customer: run.store.customers, Order: orders, Refund: len(run.store.refunds),
        OrderLine: run.store.lines["orders"][0] - orders, HistoryPart: 0,
    }  # fmt: skip
    wrong = {table.__tablename__: (run.count(table), count) for table, count in wanted.items()}
    for name, (found, count) in wrong.items():
        if found != count:
            print(f"   {name}: {found:,} of {count:,}")
    return all(found == count for found, count in wrong.values())


def _resident_mib(pid: int) -> float | None:
    """None once the process is gone."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    sys.exit(main(*[int(one) for one in sys.argv[1:2]]))
