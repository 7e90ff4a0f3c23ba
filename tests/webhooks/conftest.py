"""The door on both databases, on SQLite alone, and behind a real HTTP server."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import waitress
from webhooks_world import Door

from plugin.db.session import Database
from plugin.vault import KeyRing


@pytest.fixture
def door(database: Database, ring: KeyRing) -> Iterator[Door]:
    made = Door(database, ring)
    yield made
    made.inbox.close()


@pytest.fixture
def sqlite_door(sqlite_database: Database, ring: KeyRing) -> Iterator[Door]:
    made = Door(sqlite_database, ring)
    yield made
    made.inbox.close()


@pytest.fixture
def serve() -> Iterator:
    """serve(app) -> port: the app behind waitress, on a free port of this machine."""
    running = []

    def start(app) -> int:
        server = waitress.create_server(app, host="127.0.0.1", port=0, threads=32, asyncore_loop_timeout=0.1)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        running.append((server, thread))
        return server.effective_port

    yield start
    for server, thread in running:
        server.trigger.pull_trigger(server.close)  # in its own thread, between two polls
        thread.join(5)
        server.task_dispatcher.shutdown()
