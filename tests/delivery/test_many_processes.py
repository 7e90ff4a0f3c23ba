"""Four web processes, three workers and a clock share one database; deliveries come to all of them and twice, and a
worker dies in the middle. Each message is accepted once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

from delivering import only
from id_tokens import CLIENT_ID, SECRET
from smtp_sink import SmtpSink
from webhook_bodies import Body
from world import KEYS, World

from plugin.db.session import Database
from plugin.shops import Shop

ROOT = Path(__file__).parent.parent.parent
ORDERS = 60
MOST_S = 60


class Outside(World):
    """A world whose deliveries are kept for the real door; nothing is worked off here."""

    def __init__(self, database: Database) -> None:
        self.deliveries: list[tuple[str, str, bytes]] = []  # topic, webhook id, body
        super().__init__(database, at=datetime.now(UTC), flows_on=("thank_you",), settings=only("email"))

    def webhook(
        self, topic: str, body: Body, *, shop: Shop | None = None, source: str = "platform", work: bool = True
    ) -> None:
        self.deliveries.append((topic, f"delivery-{len(self.deliveries)}", json.dumps(body).encode()))


class Processes:
    """`encore` commands on one database, each a process of its own."""

    def __init__(self, database: Database, mail: SmtpSink, var: Path) -> None:
        self._var = var
        self._environment = {
            **os.environ, "PYTHONPATH": str(ROOT), "ENCORE_SECRET_KEY": "s" * 32,
            "ENCORE_DATABASE_URL": database.url.render_as_string(hide_password=False),
            "ENCORE_ENCRYPTION_KEYS": ",".join(base64.urlsafe_b64encode(key).decode() for key in KEYS),
            "SHOPIFY_API_KEY": CLIENT_ID, "SHOPIFY_API_SECRET": SECRET,
            "ENCORE_SHOPIFY_BASE": "http://127.0.0.1:9",  # nobody answers there
            "ENCORE_SMTP_URL": mail.url, "ENCORE_SMTP_LOOKUP_URL": mail.look_up_url,
            "ENCORE_SETTLE_SECONDS": "1", "ENCORE_LEASE_SECONDS": "2", "ENCORE_APP_URL": "https://encore.example.com",
        }  # fmt: skip
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._running:
            process.kill()
            process.wait()

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        log = self._var / f"process-{len(self._running)}.log"
        with log.open("w") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "plugin.cli", *command], cwd=self._var, env=self._environment, stdout=file,
                stderr=file,
            )  # fmt: skip
        self._running.append(process)
        return process

    def web(self) -> int:
        """The port of one more web process."""
        port = free_port()
        self.start("serve", "--no-clock", "--no-worker", "--port", str(port))
        return port

    def logs(self) -> str:
        return "\n".join(log.read_text()[-600:] for log in sorted(self._var.glob("process-*.log")))


def is_connected(process: subprocess.Popen[bytes], port: int) -> bool:
    """Whether the process holds a TCP connection to that local port now."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    sockets = {f"socket:[{line[9]}]" for line in lines if line[2].endswith(f":{port:04X}") and line[3] == "01"}
    return any(open_file(fd) in sockets for fd in Path(f"/proc/{process.pid}/fd").iterdir())


def open_file(fd: Path) -> str:
    """What a file descriptor stands for; "" where it has been closed meanwhile."""
    try:
        return os.readlink(fd)
    except FileNotFoundError:
        return ""


def kill_one_that_sends(workers: list[subprocess.Popen[bytes]], mail: SmtpSink, most_s: float) -> int:
    """Kill the first worker that is seen at the mail server; returns how many mails had arrived by then."""
    deadline = time.monotonic() + most_s
    while time.monotonic() < deadline:
        for worker in workers:
            if is_connected(worker, mail.port) and mail.mails():
                worker.send_signal(signal.SIGKILL)
                worker.wait()
                return len(mail.mails())
        time.sleep(0.005)
    raise AssertionError("no worker was seen sending")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def sign(body: bytes) -> str:
    return base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()


def post(port: int, topic: str, key: str, body: bytes) -> int:
    """The status of one delivery at the door."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        headers = {
            "X-Shopify-Topic": topic, "X-Shopify-Shop-Domain": "pots.myshopify.com", "X-Shopify-Webhook-Id": key,
            "X-Shopify-Hmac-Sha256": sign(body), "Content-Type": "application/json",
        }  # fmt: skip
        connection.request("POST", "/webhooks", body, headers)
        return connection.getresponse().status
    finally:
        connection.close()


def answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def wait_for(is_so: Callable[[], bool], most_s: float) -> bool:
    deadline = time.monotonic() + most_s
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.1)
    return is_so()


def test_four_web_three_workers_send_once(database: Database, tmp_path: Path) -> None:
    chance = random.Random(20261126)
    with ExitStack() as stack:
        mail = stack.enter_context(SmtpSink(tmp_path / "mail", http_port=0))
        world = stack.enter_context(Outside(database))
        processes = stack.enter_context(Processes(database, mail, tmp_path))
        for _ in range(ORDERS):
            world.order(by=world.customer())
        ports = [processes.web() for _ in range(4)]
        assert wait_for(lambda: all(map(answers, ports)), 30), processes.logs()
        twice = [(port, *one) for one in world.deliveries for port in chance.sample(ports, 2)]
        again = [(chance.choice(ports), topic, f"{key}-again", body) for topic, key, body in world.deliveries[::5]]
        posts = twice + again
        chance.shuffle(posts)
        processes.start("clock")
        workers = [processes.start("worker") for _ in range(3)]
        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(lambda one: post(*one), posts)) == {200}
        assert kill_one_that_sends(workers, mail, MOST_S) < ORDERS, "the worker was killed too late to matter"
        arrived = wait_for(lambda: [one[1] for one in world.states()] == ["accepted"] * ORDERS, MOST_S)
        assert arrived, f"{Counter(world.states())}\n{processes.logs()}"
        assert Counter(one["envid"] for one in mail.mails()) == {
            f"{world.shop.public_id}.{message.id}": 1 for message in world.outbox()
        }
        world.clock.move_to(datetime.now(UTC))
        assert world.audit() == []
