"""Killed at any moment, a worker loses no message and sends none twice. `make crash` runs the long form."""

from __future__ import annotations

import base64
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from delivering import only
from smtp_sink import SmtpSink
from world import KEYS, World

from plugin.channels.email.smtp import SmtpTransport
from plugin.db.session import Database

CALLS = ("connect", "sendto", "write", "pwrite64", "fsync", "fdatasync", "recvfrom", "ftruncate", "close")


class Workers:
    """A process that gives birth to workers."""

    def __init__(self, database: Database, mail: SmtpSink, var: Path) -> None:
        environment = {
            **os.environ, "PYTHONPATH": os.pathsep.join(sys.path),
            "ENCORE_DATABASE_URL": database.url.render_as_string(hide_password=False),
            "ENCORE_ENCRYPTION_KEYS": ",".join(base64.urlsafe_b64encode(key).decode() for key in KEYS),
            "ENCORE_SECRET_KEY": "s" * 32, "ENCORE_SMTP_URL": mail.url, "ENCORE_SMTP_LOOKUP_URL": mail.look_up_url,
            "ENCORE_SETTLE_SECONDS": "1", "ENCORE_LEASE_SECONDS": "2", "ENCORE_APP_URL": "https://encore.example.com",
        }  # fmt: skip
        script = Path(__file__).with_name("crash_worker.py")
        self._process = subprocess.Popen(
            [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, env=environment, cwd=var,
        )  # fmt: skip
        assert self._read() == "ready"

    def start(self, order: str) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{order}\n")
        self._process.stdin.flush()
        return int(self._read())

    def stop(self) -> None:
        self._process.kill()
        self._process.communicate()

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def workers_of(database: Database, mail: SmtpSink, var: Path) -> Iterator[Workers]:
    workers = Workers(database, mail, var)
    try:
        yield workers
    finally:
        workers.stop()


# --- killed at a system call --------------------------------------------------------------------


def traced(pid: int, log: Path, *more: str) -> subprocess.Popen[str]:
    """Trace a stopped worker, then let it go on."""
    process = subprocess.Popen(
        ["strace", "-f", "-o", str(log), "-e", f"trace={','.join(CALLS)}", *more, "-p", str(pid)],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    while "attached" not in (line := process.stderr.readline()):
        if not line:
            process.wait()
            pytest.skip("strace may not attach to a process here")
    os.kill(pid, signal.SIGCONT)
    return process


def wait_until_stopped(pid: int) -> None:
    while Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "T":
        time.sleep(0.01)


class Crashes:
    """One message at a time is sent by a worker that dies at a chosen call; then a healthy one takes over."""

    def __init__(self, world: World, workers: Workers, tmp: Path) -> None:
        self.world, self.workers, self.log = world, workers, tmp / "calls.txt"

    def round(self, call: str = "", number: int = 0) -> bool:
        """Returns whether the worker was killed."""
        self.world.order(by=self.world.customer())
        pid = self.workers.start(f"once {self.world.clock.now().isoformat()}")
        wait_until_stopped(pid)
        inject = ["-e", f"inject={call}:signal=KILL:when={number}"] if call else []
        traced(pid, self.log, *inject).communicate(timeout=60)
        self.world.spin(hours=2)
        return "+++ killed by SIGKILL +++" in self.log.read_text()

    def calls(self) -> Counter[str]:
        """How often a worker makes each call for one message. The first one has more to do than the others."""
        self.round()
        assert not self.round()
        return Counter(re.findall(r"^\d+\s+(\w+)\(", self.log.read_text(), re.MULTILINE))


def crash_everywhere(database: Database, tmp_path: Path, most: int | None) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    with SmtpSink(tmp_path / "mail", http_port=0) as mail, workers_of(database, mail, tmp_path) as workers:
        transport = SmtpTransport(mail.url, mail.look_up_url)
        with World(database, email=transport, flows_on=("thank_you",), settings=only("email")) as world:
            crashes = Crashes(world, workers, tmp_path)
            counted = crashes.calls()
            assert counted["sendto"] > 1, f"the worker sent nothing: {counted}"
            places = [(call, number) for call in CALLS for number in range(1, counted[call] + 1)]
            chosen = places[:: max(1, len(places) // most)] if most else places
            killed = [place for place in chosen if crashes.round(*place)]
            assert len(killed) >= len(chosen) * 3 // 4, f"only {killed} of {chosen}"
            rounds = len(world.outbox())
            assert [state for _, state, _ in world.states()] == ["accepted"] * rounds
            assert Counter(one["envid"] for one in mail.mails()) == {
                f"{world.shop.public_id}.{message.id}": 1 for message in world.outbox()
            }
            assert world.audit() == []


def test_crash_at_every_syscall_sends_once(sqlite_database, tmp_path) -> None:
    crash_everywhere(sqlite_database, tmp_path, most=12)


@pytest.mark.slow
def test_crash_at_every_syscall_sends_once_all_of_them(database, tmp_path) -> None:
    crash_everywhere(database, tmp_path, most=None)


# --- killed at random ---------------------------------------------------------------------------


def wait_for_mail(mail: SmtpSink, most_s: float = 4) -> None:
    """Until the next mail is stored: the worker is in the middle of its work then."""
    before, deadline = mail.store.path.stat().st_size, time.monotonic() + most_s
    while mail.store.path.stat().st_size == before and time.monotonic() < deadline:
        time.sleep(0.002)


def kill_loop(database: Database, tmp_path: Path, messages: int, kills: int) -> None:
    chance = random.Random(20261125)
    with SmtpSink(tmp_path / "mail", http_port=0) as mail, workers_of(database, mail, tmp_path) as workers:
        at = datetime.now(UTC)
        with World(database, at=at, flows_on=("thank_you",), settings=only("email")) as world:
            for _ in range(messages // 5):  # a sixth on one day to one customer would be a burst
                who = world.customer()
                for _ in range(5):
                    world.order(by=who)
            for _ in range(kills):
                pid = workers.start("work")
                wait_for_mail(mail)
                time.sleep(chance.uniform(0, 0.02))
                os.kill(pid, signal.SIGKILL)
            pid = workers.start("work")
            deadline = time.monotonic() + 60 + messages / 20
            while {state for _, state, _ in world.states()} != {"accepted"} and time.monotonic() < deadline:
                time.sleep(0.2)
            os.kill(pid, signal.SIGKILL)
            assert Counter(state for _, state, _ in world.states()) == {"accepted": messages}
            sent = Counter(one["envid"] for one in mail.mails())
            assert sent == {f"{world.shop.public_id}.{message.id}": 1 for message in world.outbox()}
            world.clock.move_to(datetime.now(UTC))
            assert world.audit() == []
            print(f"{messages} messages, {kills} kills, {sum(m.attempts > 1 for m in world.outbox())} sent again")


def test_kill_loop_no_loss_no_double(database, tmp_path) -> None:
    kill_loop(database, tmp_path, messages=80, kills=6)


@pytest.mark.slow
def test_kill_loop_no_loss_no_double_long(database, tmp_path) -> None:
    kill_loop(database, tmp_path, messages=2000, kills=200)
