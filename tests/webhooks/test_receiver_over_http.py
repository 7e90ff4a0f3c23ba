"""The door behind a real server: many at once, odd senders, a store that will not take it, a killed process."""

import os
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from webhooks_world import DOMAIN, NOW, SECRET, Door, send, sign, webhook_headers

from plugin.config import ShopSettings
from plugin.db.session import Database
from plugin.inbox import Inbox
from plugin.shops import Shops
from plugin.vault import KeyRing

ROOT = Path(__file__).resolve().parents[2]
BODY = b'{"id":5700000000001,"name":"#1001"}'


def test_twenty_copies_at_once_are_one_row(door, serve):
    port = serve(door.app)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: send(port, BODY, webhook_headers(BODY)), range(20)))
    assert answers == [200] * 20
    assert len(door.rows()) == 1


def test_many_at_once_are_all_there(door, serve):
    port = serve(door.app)
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda n: send(port, BODY, webhook_headers(BODY, f"d{n}")), range(160)))
    assert answers == [200] * 160
    assert {row.delivery_key for row in door.rows()} == {f"d{n}" for n in range(160)}


def test_two_signatures_in_two_headers_are_401(sqlite_door, serve):
    port = serve(sqlite_door.app)
    lines = [f"{name}: {value}" for name, value in webhook_headers(BODY).items()]
    lines.append(f"X-Shopify-Hmac-Sha256: {sign(BODY)}")
    assert _raw(port, lines, BODY) == 401
    assert sqlite_door.rows() == []


def test_a_chunked_body_is_stored(sqlite_door, serve):
    port = serve(sqlite_door.app)
    lines = [f"{name}: {value}" for name, value in webhook_headers(BODY).items()] + ["Transfer-Encoding: chunked"]
    half = len(BODY) // 2
    wire = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (BODY[:half], BODY[half:])) + b"0\r\n\r\n"
    assert _raw(port, lines, wire, length=None) == 200
    assert len(sqlite_door.rows()) == 1


def test_a_body_that_drips_in_does_not_hold_up_the_others(sqlite_door, serve):
    port = serve(sqlite_door.app)
    lines = [f"{name}: {value}" for name, value in webhook_headers(BODY).items()]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as slow:
        slow.sendall(_head(lines, len(BODY)) + BODY[:5])
        assert send(port, BODY, webhook_headers(BODY, "quick")) == 200
        for byte in BODY[5:]:
            slow.sendall(bytes([byte]))
        assert slow.recv(100).startswith(b"HTTP/1.1 200")
    assert len(sqlite_door.rows()) == 2


def test_a_sender_who_leaves_in_mid_body_stores_nothing(sqlite_door, serve):
    port = serve(sqlite_door.app)
    lines = [f"{name}: {value}" for name, value in webhook_headers(BODY).items()]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as leaving:
        leaving.sendall(_head(lines, len(BODY) + 10) + BODY)
    assert send(port, BODY, webhook_headers(BODY, "next")) == 200
    assert [row.delivery_key for row in sqlite_door.rows()] == ["next"]


def test_six_megabytes_are_413(sqlite_door, serve):
    body = b"x" * 6_000_000
    assert send(serve(sqlite_door.app), body, webhook_headers(body)) == 413
    assert sqlite_door.rows() == []


def test_a_locked_database_is_503_then_recovers(sqlite_database, ring, serve):
    door = Door(sqlite_database, ring, inbox=Inbox(sqlite_database, patience_s=0.2))
    port = serve(door.app)
    assert send(port, BODY, webhook_headers(BODY, "before")) == 200
    other = sqlite3.connect(sqlite_database.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert send(port, BODY, webhook_headers(BODY, "during")) == 503
    other.execute("ROLLBACK")
    other.close()
    assert send(port, BODY, webhook_headers(BODY, "after")) == 200
    door.inbox.close()
    assert {"before", "after"} <= {row.delivery_key for row in door.rows()}


def test_disk_full_503_then_recovers(sqlite_door):
    """No file of this process may grow past the journal's size: what a full disk looks like to the store.
    Without a server, whose own temporary files would meet the limit first."""
    assert sqlite_door.post(BODY, {"X-Shopify-Webhook-Id": "before"}) == 200
    journal = Path(f"{sqlite_door.database.url.database}-wal")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (journal.stat().st_size, hard))
    try:
        status = sqlite_door.post(b"x" * 2_000_000, {"X-Shopify-Webhook-Id": "during"})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert status == 503
    assert sqlite_door.post(BODY, {"X-Shopify-Webhook-Id": "after"}) == 200
    assert [row.delivery_key for row in sqlite_door.rows()] == ["before", "after"]


def test_a_database_that_is_down_is_503(postgres, ring, serve):
    postgres.run("CREATE DATABASE encore_going TEMPLATE encore_template")
    database = Database(postgres.url("encore_going"))
    door = Door(database, ring)
    port = serve(door.app)
    assert send(port, BODY, webhook_headers(BODY)) == 200
    database.engine.dispose()
    postgres.run("DROP DATABASE encore_going WITH (FORCE)")
    assert send(port, BODY, webhook_headers(BODY, "during")) == 503
    assert send(port, BODY, webhook_headers(BODY, "unknown", "other.myshopify.com")) == 503
    database.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_acked_webhook_survives_kill(kind, request, tmp_path, encore_keys):
    """A real server process, kill -9 under load: whatever was answered 200 is there."""
    url, cleanup = _store(kind, request, tmp_path)
    database = Database(url)
    Shops(database, KeyRing(encore_keys[:1]), ShopSettings()).add(DOMAIN, now=NOW)
    database.close()
    port = _free_port()
    environment = {
        **os.environ, "DOOR_DATABASE": url, "DOOR_SECRET": SECRET, "DOOR_KEY": encore_keys[0].hex(),
    }  # fmt: skip
    server = subprocess.Popen([sys.executable, "-m", "bench.door", "waitress", str(port)], cwd=ROOT, env=environment)
    try:
        _wait_for(port)
        acked = _load_until_killed(port, server)
    finally:
        server.kill()
        server.wait()
    engine = create_engine(url)
    with engine.connect() as connection:
        there = set(connection.execute(text("SELECT delivery_key FROM inbox_item")).scalars())
    engine.dispose()
    cleanup()
    assert len(acked) >= 100
    assert acked <= there


def _load_until_killed(port: int, server: subprocess.Popen) -> set[str]:
    acked: set[str] = set()

    def sender() -> None:
        while True:
            key = str(uuid.uuid4())
            try:
                if send(port, BODY, webhook_headers(BODY, key)) == 200:
                    acked.add(key)
            except OSError:
                return

    senders = [threading.Thread(target=sender) for _ in range(8)]
    for one in senders:
        one.start()
    end = time.monotonic() + 20
    while len(acked) < 100 and time.monotonic() < end:
        time.sleep(0.01)
    server.send_signal(signal.SIGKILL)
    for one in senders:
        one.join(20)
    return acked


def _store(kind, request, tmp_path):
    if kind == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        path = tmp_path / "killed.db"
        path.write_bytes(template.read_bytes())
        return f"sqlite:///{path}", lambda: None
    postgres = request.getfixturevalue("postgres")
    postgres.run("CREATE DATABASE encore_killed TEMPLATE encore_template")
    return postgres.url("encore_killed"), lambda: postgres.run("DROP DATABASE encore_killed WITH (FORCE)")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server did not start")


def _head(lines: list[str], length: int | None) -> bytes:
    sized = [] if length is None else [f"Content-Length: {length}"]
    return "\r\n".join(["POST /webhooks HTTP/1.1", "Host: localhost", *lines, *sized, "", ""]).encode()


def _raw(port: int, lines: list[str], wire: bytes, length: int | None = -1) -> int:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(_head(lines, len(wire) if length == -1 else length) + wire)
        return int(connection.recv(1000).split()[1])
