"""P1, P2, P3: what a durable webhook costs, against the platform's own Node library and against the floor.

`python -m bench.ingest [ROUNDS] [SECONDS]`. Every side in turn, in one run, medians over the rounds: our
door behind waitress and behind granian, Express with better-sqlite3 (installed once into var/bench/node;
skipped without Node), and the least that the work can cost (HMAC and an insert, 32 to a commit, in one
process). SQLite, WAL, FULL.
"""

from __future__ import annotations

import hmac
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.door import THREADS
from bench.order import SECRET, SHOP, body
from bench.servers import Server, free_port, pinned
from plugin.clock import SystemClock
from plugin.config import ShopSettings
from plugin.db.migrate import migrate
from plugin.db.session import Database
from plugin.shops import Shops
from plugin.vault import KeyRing

KEY = bytes(range(32))
NODE = Path("var/bench/node")
PACKAGES = {
    "@shopify/shopify-app-express": "^7",
    "@shopify/shopify-app-session-storage-memory": "^8",
    "better-sqlite3": "^12",
    "express": "^5",
}


@dataclass(frozen=True)
class Round:
    cpu: float  # CPU-seconds per 1,000 webhooks
    p50_ms: float
    p99_ms: float
    max_ms: float
    per_second: float


def main(rounds: int = 5, seconds: float = 2.0) -> None:
    with tempfile.TemporaryDirectory(prefix="encore-ingest-") as name:
        directory = Path(name)
        servers = [_waitress(directory), _granian(directory)]
        why_not = _install_peer()
        if why_not is None:
            servers.append(_express(directory))
        try:
            measured, floor = _measure(servers, directory, rounds, seconds)
            lost = {server.name: _kill_under_load(server, directory) for server in servers[:2]}
        finally:
            for server in servers:
                server.kill()
    _report(measured, floor, lost, why_not)


def _measure(
    servers: list[Server], directory: Path, rounds: int, seconds: float
) -> tuple[dict[str, list[Round]], float]:
    measured: dict[str, list[Round]] = {server.name: [] for server in servers}
    floors = []
    for server in servers:
        _load(server.port, 0.5, "warm-up")
    for number in range(rounds):
        for server in servers:
            measured[server.name].append(_round(server, directory, f"r{number}", seconds))
        floors.append(_floor(directory))
    return measured, median(floors)


def _round(server: Server, directory: Path, tag: str, seconds: float) -> Round:
    before = server.cpu_seconds()
    result = _load(server.port, seconds, tag)
    cpu = server.cpu_seconds() - before
    acked, rows = len(result["acked"]), len(_keys(directory, server, tag))
    if result["refused"] or rows != acked:
        raise RuntimeError(f"{server.name}: {acked} acknowledged, {rows} stored, {result['refused']} refused")
    return Round(
        cpu / acked * 1000, result["p50_ms"], result["p99_ms"], result["max_ms"], result["per_second"]
    )  # fmt: skip


def _load(port: int, seconds: float, tag: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.load", str(port), str(seconds), tag]
    done = subprocess.run(pinned(1, command), capture_output=True, text=True, check=True, timeout=60)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _kill_under_load(server: Server, directory: Path) -> tuple[int, int]:
    """Acknowledged webhooks, and how many of them are missing after kill -9 in mid-load."""
    timer = threading.Timer(1.0, server.kill)
    timer.start()
    result = _load(server.port, 5, "killed")
    timer.join()
    acked = {f"killed-{number}" for number in result["acked"]}
    return len(acked), len(acked - _keys(directory, server, "killed"))


def _keys(directory: Path, server: Server, tag: str) -> set[str]:
    connection = sqlite3.connect(directory / f"{server.name}.db")
    found = connection.execute("SELECT delivery_key FROM inbox_item WHERE delivery_key LIKE ?", (f"{tag}-%",))
    keys = {key for (key,) in found}
    connection.close()
    return keys


def _floor(directory: Path, count: int = 3200) -> float:
    """CPU-seconds per 1,000 of HMAC and insert, 32 to a commit, nothing else."""
    raw, store = body(), sqlite3.connect(directory / f"floor-{time.monotonic_ns()}.db", isolation_level=None)
    store.execute("PRAGMA journal_mode=WAL")
    store.execute("PRAGMA synchronous=FULL")
    store.execute("CREATE TABLE inbox (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, at REAL, body BLOB)")
    began = time.process_time()
    for first in range(0, count, 32):
        rows = []
        for number in range(first, first + 32):
            hmac.digest(SECRET.encode(), raw, "sha256")
            rows.append((f"w-{number}", 1.0, raw))
        store.execute("BEGIN IMMEDIATE")
        store.executemany("INSERT INTO inbox (key, at, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", rows)
        store.execute("COMMIT")
    spent = time.process_time() - began
    store.close()
    return spent / count * 1000


def _waitress(directory: Path) -> Server:
    port = free_port()
    command = [sys.executable, "-m", "bench.door", "waitress", str(port)]
    return Server("waitress", command, port, _door(directory, "waitress"), directory / "waitress.log")


def _granian(directory: Path) -> Server:
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", str(THREADS), "--backlog", "1024", "--no-access-log",
        "--log-level", "error", "bench.door:app",
    ]  # fmt: skip
    return Server("granian", command, port, _door(directory, "granian"), directory / "granian.log")


def _express(directory: Path) -> Server:
    port = free_port()
    environment = {
        "PEER_PORT": str(port), "PEER_DATABASE": str(directory / "express.db"), "PEER_SECRET": SECRET,
        "PEER_HOME": str(NODE.resolve()), "NODE_ENV": "production",
    }  # fmt: skip
    script = str(Path(__file__).with_name("peer_express.mjs"))
    return Server("express", ["node", script], port, environment, directory / "express.log")


def _door(directory: Path, name: str) -> dict[str, str]:
    url = f"sqlite:///{directory}/{name}.db"
    database = Database(url)
    migrate(database)
    Shops(database, KeyRing((KEY,)), ShopSettings()).add(SHOP, now=SystemClock().now())
    database.close()
    return {"DOOR_DATABASE": url, "DOOR_SECRET": SECRET, "DOOR_KEY": KEY.hex()}


def _install_peer() -> str | None:
    """None once the peer is there; else why it is not."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "no Node"
    if (NODE / "installed").exists():
        return None
    NODE.mkdir(parents=True, exist_ok=True)
    package = {"private": True, "dependencies": PACKAGES, "allowScripts": {"better-sqlite3": True}}
    (NODE / "package.json").write_text(json.dumps(package))
    done = subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund"], cwd=NODE, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        return f"its packages could not be installed: {done.stderr.strip()[-200:]}"
    (NODE / "installed").touch()
    return None


def _report(
    measured: dict[str, list[Round]], floor: float, lost: dict[str, tuple[int, int]], why_not: str | None
) -> None:
    for name, rounds in measured.items():
        print(
            f"   {name}: {_mid(rounds, 'cpu'):.3f} CPU-s/1000, p50 {_mid(rounds, 'p50_ms'):.1f} ms, "
            f"p99 {_mid(rounds, 'p99_ms'):.1f} ms, max {max(one.max_ms for one in rounds):.0f} ms, "
            f"{_mid(rounds, 'per_second'):.0f}/s"
        )
    ours = [name for name in measured if name != "express"]
    for name in ours:
        _against_peer(name, measured, why_not)
        slowest, (acked, missing) = max(one.max_ms for one in measured[name]), lost[name]
        print(f"P2 {name}: slowest {slowest:.0f} ms, goal none over 5000 ms: {_met(slowest <= 5000)}")
        print(f"P2 {name}: kill -9, {missing} of {acked} acknowledged missing, goal 0: {_met(missing == 0 < acked)}")
    for name in ours:
        times = _mid(measured[name], "cpu") / floor
        print(f"P3 {name}: floor {floor:.3f} CPU-s/1000, {times:.1f}x, goal <= 3x: {_met(times <= 3)}")


def _against_peer(name: str, measured: dict[str, list[Round]], why_not: str | None) -> None:
    if why_not is not None:
        print(f"P1 {name}: skipped: {why_not}\nP2 {name}: p99 against Express skipped: {why_not}")
        return
    cpu, peer_cpu = _mid(measured[name], "cpu"), _mid(measured["express"], "cpu")
    p99, peer_p99 = _mid(measured[name], "p99_ms"), _mid(measured["express"], "p99_ms")
    less, faster = peer_cpu / cpu, peer_p99 / p99
    print(f"P1 {name}: {cpu:.3f} CPU-s/1000, Express {peer_cpu:.3f}, {less:.1f}x less, goal >= 4x: {_met(less >= 4)}")
    print(f"P2 {name}: p99 {p99:.1f} ms, Express {peer_p99:.1f} ms, {faster:.1f}x, goal >= 8x: {_met(faster >= 8)}")


def _mid(rounds: list[Round], name: str) -> float:
    return float(median(getattr(one, name) for one in rounds))


def _met(is_met: bool) -> str:
    return "met" if is_met else "missed"


if __name__ == "__main__":
    main(*[int(one) for one in sys.argv[1:2]], *[float(one) for one in sys.argv[2:3]])
