"""`python -m devstore`: starts the development store."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from waitress.server import create_server

from devstore.app_config import BadConfig
from devstore.running import Running
from devstore.seed.plant import is_planted, plant
from devstore.settings import Settings, settings
from devstore.store import Store
from devstore.web.app import create_app

_THREADS = 8


def main(words: Sequence[str] | None = None) -> int:
    """0 after an orderly end, 2 where it cannot start."""
    given = _parser().parse_args(words)
    try:
        where = settings(
            os.environ, port=given.port, app_url=given.app_url, folder=given.data, app_config=given.app_config
        )
    except BadConfig as error:
        sys.stderr.write(f"{error}\n")
        return 2
    serve(where, given.orders, given.begins)
    return 0


def serve(where: Settings, orders: int, begins: datetime | None = None) -> None:
    """Until it is interrupted."""
    store = Store(where)
    if not is_planted(store.database):
        if begins is not None:
            store.clock.begin_at(begins)
        _say(f"making two years of {orders} orders")
        plant(store, orders=orders)
    server = create_server(
        create_app(store), host="127.0.0.1", port=where.port, threads=_THREADS, ident="devstore",
        clear_untrusted_proxy_headers=False,  # X-Forwarded-Host says which requests are to the shop itself
    )  # fmt: skip
    try:
        with Running(store):
            _say(f"the development store is at {where.url}, its mail server at port {where.smtp_port}")
            server.run()
    finally:
        server.close()
        store.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m devstore", description=__doc__)
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--app-url", default="http://localhost:8000", help="where the app is")
    parser.add_argument("--data", type=Path, default=Path("var/devstore"), help="folder of its database")
    parser.add_argument("--app-config", type=Path, default=Path("app.toml"), help="the app's configuration")
    parser.add_argument("--begins", type=_moment, help="when a new store begins, RFC 3339 (default: now)")
    parser.add_argument("--orders", type=int, default=420, help="how many orders of the past to make up")
    return parser


def _moment(words: str) -> datetime:
    at = datetime.fromisoformat(words)
    if at.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{words} has no time zone; write it as RFC 3339, ending in Z")
    return at.astimezone(UTC)


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
