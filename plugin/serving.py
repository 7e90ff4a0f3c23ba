"""The default shape: web threads, clock and worker seats in one process."""

from __future__ import annotations

import errno
import logging
import signal
import socket
from collections.abc import Iterable
from types import FrameType
from typing import TYPE_CHECKING

from flask import Blueprint
from waitress.server import BaseWSGIServer, MultiSocketServer, create_server

from plugin.app import create_app
from plugin.encore import Encore
from plugin.errors import UsageError
from webhooks.door import App
from webhooks.flow_door import FlowDoor
from webhooks.gate import front
from webhooks.receipt_door import Receipts
from webhooks.receiver import Receiver

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

    from plugin.runtime.executors import ThreadExecutor

Server = BaseWSGIServer | MultiSocketServer
_BODY_BYTES = 21 * 1024 * 1024  # of a file of 20 MB and the form around it


def wsgi(encore: Encore, blueprints: Iterable[Blueprint] = ()) -> App:
    """The WSGI application: the doors for machines in front of Flask, which also has `blueprints`."""
    receiver = Receiver(encore.settings, encore.shops, encore.inbox, encore.clock, lambda stage: encore.wake(stage))
    receipts = Receipts(encore.settings, encore.shops, encore.inbox, encore.clock, lambda stage: encore.wake(stage))
    flow = FlowDoor(
        encore.settings, encore.shops, encore.inbox, encore.clock, lambda stage: encore.wake(stage), encore.database
    )  # fmt: skip
    return front(create_app(encore, blueprints=blueprints), receiver, receipts, flow)


def reserve(host: str, port: int) -> socket.socket:
    """A socket bound to that address, before anything else is begun; port 0 takes a free one. UsageError says
    what to do where the port is taken or not ours."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        made = socket.socket(family, kind, protocol)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
    except OSError as error:
        why = (
            "is taken by another program" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
        )
        raise UsageError(f"{host}:{port} {why}; choose another one with --port, for example {port + 10}") from None
    return made


def listening(app: App, place: socket.socket, threads: int) -> Server:
    """A server for `app` on a reserved socket; `run` serves until it is closed or interrupted. It passes on what
    proxies wrote down; how much of that is believed, ui.address says."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it warns of a single waiting request
    return create_server(
        app, sockets=[place], threads=threads, ident="encore", max_request_body_size=_BODY_BYTES,
        clear_untrusted_proxy_headers=False,
    )  # fmt: skip


def serve(encore: Encore, *, host: str, port: int, threads: int, has_clock: bool, has_worker: bool) -> None:
    """Serve until SIGINT or SIGTERM, then let the seats finish their batch."""
    place = reserve(host, port)
    executor = _seats(encore) if has_worker else None
    scheduler = _ticking(encore) if has_clock else None
    server = listening(wsgi(encore), place, threads)
    stop_on_sigterm()
    try:
        server.run()
    finally:
        if scheduler is not None:
            scheduler.shutdown(wait=False)
        if executor is not None:
            executor.stop()


def _seats(encore: Encore) -> ThreadExecutor:
    from plugin.runtime.executors import ThreadExecutor  # a web process without seats does not carry the stages

    executor = ThreadExecutor(encore)
    encore.wake = executor.wake
    executor.start()
    return executor


def _ticking(encore: Encore) -> BackgroundScheduler:
    from plugin.runtime.scheduler import start_clock  # nor APScheduler, where another process ticks

    return start_clock(encore, encore.wake)


def stop_on_sigterm() -> None:
    """SIGTERM ends the process as Ctrl-C does."""

    def _stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, _stop)
