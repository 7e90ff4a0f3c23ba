"""How bought-together lists scale: 1, 3 and 10 million order lines, one core, against a duckdb self-join.

Run: `python -m bench.recommend [LINES …]`. Each size runs in a process of its own, so that peak memory is its own.
The peer runs where var/bench/venv has duckdb and numpy (`python -m venv var/bench/venv`, then pip install them);
otherwise it is left out and the reason printed. The baskets are synthetic: popularity falls as a power law and a
third of each basket comes from one aisle."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from bench.memory import peak_mib

PEER = Path("var/bench/venv/bin/python")
ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
PRODUCTS, LINES_PER_ORDER, AISLE = 20_000, 8, 40
SELF_JOIN = """
with n as (select p, count(*) n from lines group by p),
c as (select a.p i, z.p j, count(*) c from lines a join lines z on a.b = z.b and a.p <> z.p group by 1, 2
      having count(*) >= 5)
select count(*) from (select i, j from c join n x on x.p = i join n y on y.p = j
  qualify row_number() over (partition by i order by c / (x.n * pow(y.n, 0.2)) desc, j) <= 20)"""


def main() -> None:
    for size in [int(float(text)) for text in sys.argv[1:]] or [1_000_000, 3_000_000, 10_000_000]:
        ours = measured(sys.executable, "ours", size)
        print(f"{size:>11,} lines  Encore {line(ours)}  {ours['cpu'] / size * 1e6:.2f} CPU-s per million", flush=True)
        if not PEER.exists():
            print(f"{'':>11}        duckdb left out: {PEER} does not exist")
            continue
        peer = measured(str(PEER), "peer", size)
        assert peer["rows"] == ours["rows"], "both sides must find the same lists"
        ratios = f"{peer['cpu'] / ours['cpu']:.1f} times the CPU, {peer['mib'] / ours['mib']:.1f} times the memory"
        print(f"{'':>11}        duckdb {line(peer)}  {ratios}", flush=True)


def line(result: dict[str, float]) -> str:
    return f"{result['cpu']:.1f} CPU-s, {result['mib']:,.0f} MiB more than its input, {result['rows']:,} rows"


def measured(python: str, side: str, size: int) -> dict[str, float]:
    command = [python, "-m", "bench.recommend", "--side", side, str(size)]
    done = subprocess.run(command, env={**os.environ, **ONE_CORE}, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def one_side(side: str, size: int) -> None:
    orders, products = synthetic(size)
    before, started = peak_mib(), time.process_time()
    rows = {"ours": ours, "peer": peer}[side](orders, products)
    result = {"rows": rows, "cpu": time.process_time() - started, "mib": peak_mib() - before}
    print(json.dumps(result))


def ours(orders, products) -> int:
    from plugin.analytics.baskets import baskets_of
    from plugin.analytics.lists import lists

    return sum(len(block.score) for block in lists(baskets_of(int(orders.max()) + 1, orders, products)))


def peer(orders, products) -> int:
    import duckdb

    connection = duckdb.connect(config={"threads": 1})
    found = {"b": orders, "p": products}
    connection.register("found", found)
    connection.execute("create table lines as select distinct b, p from found")
    return connection.execute(SELF_JOIN).fetchone()[0]


def synthetic(size: int):
    """Order numbers and product ids of `size` lines; the same size gives the same lines."""
    import numpy as np

    draw = np.random.default_rng(7)
    orders = np.repeat(np.arange(size // LINES_PER_ORDER), LINES_PER_ORDER)
    popular = (PRODUCTS * draw.random(len(orders)) ** 2.5).astype(np.int64)
    aisle = draw.integers(0, PRODUCTS // AISLE, len(orders) // LINES_PER_ORDER)[orders] * AISLE
    near = aisle + draw.integers(0, AISLE, len(orders))
    return orders, np.where(draw.random(len(orders)) < 1 / 3, near, popular)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--side"]:
        one_side(sys.argv[2], int(sys.argv[3]))
    else:
        main()
