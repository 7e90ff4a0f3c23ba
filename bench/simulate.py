"""P12: a long history through the whole pipeline, on a scratch database, on one core.

`python -m bench.simulate [ORDERS] [SECONDS]`: 50,000 orders, stopped after 90 seconds; the rate is that of the part
that was replayed. `SECONDS` 0 lets it run to the end.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from bench.history import write
from bench.memory import peak_mib
from plugin.config import defaults
from plugin.db.session import Database
from plugin.flows.registry import FLOWS
from plugin.simulate import simulate

GOAL = 1000.0  # events/s (performance goal P12)


class TimeIsUp(Exception):
    """The rest of the history is left out."""


class Watch:
    """Counts events and notes the memory at each quarter of what was replayed."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.wall, self.cpu = time.perf_counter(), time.process_time()
        self.points: list[tuple[int, float]] = []  # events so far, resident MiB

    def __call__(self, done: int, _all: int) -> None:
        self.points.append((done, _resident_mib()))
        if self.seconds and time.perf_counter() - self.wall > self.seconds:
            raise TimeIsUp

    def report(self, events: int) -> None:
        done, cpu, wall = self.points[-1][0], time.process_time() - self.cpu, time.perf_counter() - self.wall
        quarters = [next(mib for at, mib in self.points if at >= done * part / 4) for part in (1, 2, 3, 4)]
        memory = ", ".join(f"{mib:.0f}" for mib in quarters)
        rate = done / cpu
        print(f"   {done:,} of {events:,} events in {wall:.0f} s, {cpu:.0f} CPU-s; MiB at 25/50/75/100 %: {memory}")
        verdict = "met" if rate >= GOAL else "missed"
        told = f"{rate:.0f} events per CPU-second, goal >= {GOAL:.0f}: {verdict}"
        print(f"P12 simulate: {told}; peak {peak_mib():.0f} MiB")


def main(orders: int = 50_000, seconds: float = 90.0) -> None:
    with tempfile.TemporaryDirectory(prefix="encore-bench-") as name:
        path = Path(name) / "history.jsonl.gz"
        events = write(orders, path)
        database = Database(f"sqlite:///{name}/simulate.db", durable=False)
        watch = Watch(seconds)
        try:
            simulate(
                path, shop_defaults=defaults(), on=tuple(FLOWS), time_zone="America/New_York", database=database,
                progress=watch,
            )  # fmt: skip
        except TimeIsUp:
            print(f"   stopped after {seconds:.0f} s")
        watch.report(events)
        database.close()


def _resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main(*[int(one) for one in sys.argv[1:2]], *[float(one) for one in sys.argv[2:3]])
