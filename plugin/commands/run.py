"""`encore serve`, `worker`, `clock` and `tick`: the parts together and apart."""

from __future__ import annotations

import argparse
import signal
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from plugin.clock import SpunClock
from plugin.commands.console import Commands, add, opened, say
from plugin.errors import UsageError

if TYPE_CHECKING:
    from plugin.encore import Encore
    from plugin.runtime.executors import ThreadExecutor


def register(commands: Commands) -> None:
    made = add(commands, "serve", run_serve, "web, clock and worker in one process", "encore serve --port 8000")
    made.add_argument("--host", default="127.0.0.1")
    made.add_argument("--port", type=int, help="default: PORT, else 8000")
    made.add_argument("--threads", type=int, default=8, help="web threads (default 8)")
    made.add_argument("--no-clock", action="store_true", help="another process ticks")
    made.add_argument("--no-worker", action="store_true", help="other processes do the work")
    made = add(commands, "worker", run_worker, "do the work that is due", "encore worker --once")
    made.add_argument("--once", action="store_true", help="all that is due now, then exit")
    add(commands, "clock", run_clock, "tick, and nothing else", "encore clock")
    made = add(
        commands, "tick", run_tick, "all that is due at a set time, inline", "encore tick --now 2026-11-25T09:00:00Z"
    )
    made.add_argument("--now", type=_instant, required=True, help="RFC 3339, with a zone")


def run_serve(given: argparse.Namespace) -> int:
    from plugin.guard import halt_if_not_ours
    from plugin.serving import serve

    with opened() as encore:
        halt_if_not_ours(encore)
        port = given.port or encore.settings.port
        say(f"Encore at http://{given.host}:{port}")
        serve(
            encore, host=given.host, port=port, threads=given.threads, has_clock=not given.no_clock,
            has_worker=not given.no_worker,
        )  # fmt: skip
    return 0


def run_worker(given: argparse.Namespace) -> int:
    from plugin.guard import halt_if_not_ours
    from plugin.runtime.executors import InlineExecutor, ThreadExecutor

    with opened() as encore:
        halt_if_not_ours(encore)
        if given.once:
            InlineExecutor(encore).run_due()
            return 0
        executor = ThreadExecutor(encore)
        encore.wake = executor.wake
        executor.start()
        _tick_until_stopped(encore, executor)
    return 0


def run_clock(_given: argparse.Namespace) -> int:
    """Workers of other processes look at the database by themselves at each tick of theirs."""
    from plugin.guard import halt_if_not_ours
    from plugin.runtime.scheduler import beat

    with opened() as encore:
        halt_if_not_ours(encore)
        stopped = _stop_signal()
        while not stopped.wait(15):
            beat(encore, "clock")
    return 0


def run_tick(given: argparse.Namespace) -> int:
    from plugin.runtime.executors import InlineExecutor

    with opened(clock=SpunClock(given.now)) as encore:
        InlineExecutor(encore).run_due()
    return 0


def _tick_until_stopped(encore: Encore, executor: ThreadExecutor) -> None:
    from plugin.runtime.scheduler import start_clock

    scheduler = start_clock(encore, executor.wake)
    _stop_signal().wait()
    scheduler.shutdown(wait=False)
    executor.stop()


def _stop_signal() -> threading.Event:
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stopped.set())
    return stopped


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time; write 2026-11-25T09:00:00Z") from None
    if at.tzinfo is None:
        raise UsageError(f"{text!r} has no time zone; end it in Z or an offset")
    return at.astimezone(UTC)
