"""A file of 100,000 reviews, one line in a hundred broken, read in by a process of its own: time and peak memory.

Run: `python -m bench.moving [ROWS …]`. The file itself is never in memory; what grows is the cache of addresses,
which ends at 32,768 of them."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from bench.memory import peak_mib

PRODUCTS = 500
BROKEN = 100  # one line in so many


def main() -> None:
    for rows in [int(one) for one in sys.argv[1:]] or [10_000, 100_000]:
        done = subprocess.run(
            [sys.executable, "-m", "bench.moving", "--one", str(rows)], capture_output=True, text=True, check=True
        )
        found = json.loads(done.stdout)
        assert found["wrong"] == rows // BROKEN, "every broken line is told, and no other"
        assert found["added"] == rows - found["wrong"]
        print(
            f"   {rows:>9,} rows ({found['mb']:.0f} MB): tried in {found['tried_s']:.1f} s, read in in"
            f" {found['taken_s']:.1f} s, again in {found['again_s']:.1f} s, undone in {found['undone_s']:.1f} s;"
            f" {found['wrong']:,} broken lines told; peak {found['more_mib']:.0f} MiB more than at rest",
            flush=True,
        )


def one(rows: int) -> None:
    from plugin.config import defaults
    from plugin.db.migrate import migrate
    from plugin.db.session import Database
    from plugin.moving.run import begin, dry_run, look_through, take_in
    from plugin.moving.undo import undo
    from plugin.shops import Shops
    from plugin.vault import KeyRing

    now = datetime(2026, 11, 1, tzinfo=UTC)
    with tempfile.TemporaryDirectory(prefix="encore-bench-") as folder:
        path = Path(folder) / "reviews.csv"
        write(path, rows)
        database = Database(f"sqlite:///{folder}/encore.db")
        migrate(database)
        shop = Shops(database, KeyRing([bytes(32)]), defaults()).add("bench.myshopify.com", now=now)
        at_rest, times = peak_mib(), [time.perf_counter()]
        with path.open("rb") as file:
            found = look_through(file, shop, "judgeme-reviews")
            dry_run(database, shop, file, found, now)
            times.append(time.perf_counter())
            counts = None
            for id in ("first", "again"):
                begin(database, shop, "judgeme-reviews", path.name, now, id)
                done = take_in(database, shop, file, found, id, lambda: now, lambda _done, _all: None)
                counts = counts or done
                times.append(time.perf_counter())
        undo(database, shop, "first", now)
        times.append(time.perf_counter())
        took = [after - before for before, after in pairwise(times)]
        names = ("tried_s", "taken_s", "again_s", "undone_s")
        print(json.dumps({
            "added": counts.added, "wrong": counts.wrong, "mb": path.stat().st_size / 1e6,
            "more_mib": peak_mib() - at_rest, **dict(zip(names, took, strict=True)),
        }))  # fmt: skip


def write(path: Path, rows: int) -> None:
    """Broken in turn: no stars, no date, a quotation mark too many, columns too many."""
    with path.open("w", encoding="utf-8") as file:
        file.write(
            "title,body,rating,review_date,reviewer_name,reviewer_email,product_id,product_handle,reply,picture_urls\n"
        )
        for n in range(rows):
            file.write(_broken(n) if n % BROKEN == BROKEN - 1 else _good(n))


def _good(n: int) -> str:
    body = f'"Number {n}: it does what it should.\nStill, after {n % 12} months, ""as new""."'
    who = f"Buyer {n},buyer{n}@shopper.example"
    return f"Good,{body},{n % 5 + 1},2025-{n % 12 + 1:02}-{n % 28 + 1:02} 10:00:00 UTC,{who},,item-{n % PRODUCTS},,\n"


def _broken(n: int) -> str:
    good = _good(n)
    return (
        good.replace(f",{n % 5 + 1},2025", ",many,2025"), good.replace("2025-", "once-"), f'"Open,{n}\n',
        good.replace("\n", ",too,many\n") if "\n" not in good[:-1] else f"a,b,5,2025-01-01,c,d,,e,,,too,many,{n}\n",
    )[n // BROKEN % 4]  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(int(sys.argv[2]))
    else:
        main()
