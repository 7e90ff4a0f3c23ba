"""The door alone, as a server: what bench.ingest loads and what the kill test kills.

`python -m bench.door waitress PORT`, or any WSGI server on `bench.door:app`; DOOR_DATABASE names a migrated
database, DOOR_SECRET the platform's secret, DOOR_KEY the encryption key (hex).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import Any

from plugin.clock import SystemClock
from plugin.config import ShopSettings
from plugin.db.session import Database
from plugin.inbox import Inbox
from plugin.operator import Settings
from plugin.shops import Shops
from plugin.vault import KeyRing
from webhooks.door import App
from webhooks.gate import front
from webhooks.receipt_door import Receipts
from webhooks.receiver import Receiver

THREADS = 32


def nowhere(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Stands in for Flask, which no webhook reaches."""
    start_response("404 Not Found", [("Content-Length", "0")])
    return [b""]


def make_door(database_url: str, secret: str, key: bytes) -> App:
    settings = Settings(shop_defaults=ShopSettings(), api_secret=secret, receipt_secret=secret)
    database = Database(database_url)
    parts = (
        settings,
        Shops(database, KeyRing((key,)), settings.shop_defaults),
        Inbox(database),
        SystemClock(),
        lambda _stage: None,
    )
    return front(nowhere, Receiver(*parts), Receipts(*parts), nowhere)


def app_from_environment() -> App:
    return make_door(os.environ["DOOR_DATABASE"], os.environ["DOOR_SECRET"], bytes.fromhex(os.environ["DOOR_KEY"]))


def __getattr__(name: str) -> App:
    """`bench.door:app` is made when a server asks for it."""
    if name != "app":
        raise AttributeError(name)
    return app_from_environment()


if __name__ == "__main__":
    import waitress  # type: ignore[import-untyped]

    waitress.serve(
        app_from_environment(),
        host="127.0.0.1",
        port=int(sys.argv[2]),
        threads=THREADS,
        connection_limit=1000,
        backlog=1024,
    )
