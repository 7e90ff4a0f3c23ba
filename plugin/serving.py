"""The default shape: web threads, clock and worker seats in one process."""

from __future__ import annotations

import signal
from types import FrameType

from waitress.server import create_server

from plugin.app import create_app
from plugin.encore import Encore
from plugin.runtime.executors import ThreadExecutor
from plugin.runtime.scheduler import start_clock
from webhooks.door import App
from webhooks.gate import front
from webhooks.receipt_door import Receipts
from webhooks.receiver import Receiver


def wsgi(encore: Encore) -> App:
    """The WSGI application: the webhook and receipt doors in front of Flask."""
    receiver = Receiver(encore.settings, encore.shops, encore.inbox, encore.clock, lambda stage: encore.wake(stage))
    receipts = Receipts(encore.settings, encore.shops, encore.inbox, encore.clock, lambda stage: encore.wake(stage))
    return front(create_app(encore), receiver, receipts)


def serve(encore: Encore, *, host: str, port: int, threads: int, has_clock: bool, has_worker: bool) -> None:
    """Serve until SIGINT or SIGTERM, then let the seats finish their batch."""
    executor = ThreadExecutor(encore) if has_worker else None
    if executor is not None:
        encore.wake = executor.wake
        executor.start()
    scheduler = start_clock(encore, encore.wake) if has_clock else None
    server = create_server(
        wsgi(encore), host=host, port=port, threads=threads, ident="encore", max_request_body_size=20 * 1024 * 1024
    )

    def _stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, _stop)
    try:
        server.run()
    finally:
        if scheduler is not None:
            scheduler.shutdown(wait=False)
        if executor is not None:
            executor.stop()
