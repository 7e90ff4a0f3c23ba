"""Starts the development store as the separate program that it is, and stops it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from plugin.config import APP_TOML
from plugin.demo.store import Store
from plugin.errors import EncoreError
from plugin.serving import reserve

_PATIENCE_S = 120
HOST = "127.0.0.1"


class NotStarted(EncoreError):
    """The development store did not come up."""


@contextmanager
def development_store(
    folder: Path, *, port: int, smtp_port: int, app_url: str, secrets: dict[str, str], begins: datetime | None = None
) -> Iterator[Store]:
    """The store at `port`, its mail server at `smtp_port`, its data in `folder`; a new one begins at `begins`
    (default: now). Ends with the block. UsageError where a port is taken, NotStarted where it does not come up."""
    for one in (port, smtp_port):
        reserve(HOST, one).close()
    words = [sys.executable, "-m", "devstore", "--port", str(port), "--app-url", app_url, "--data", str(folder)]
    words += ["--app-config", str(APP_TOML)]
    words += ["--begins", begins.isoformat()] if begins is not None else []
    folder.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, **secrets, "DEVSTORE_SMTP_PORT": str(smtp_port)}
    with (
        (folder / "log.txt").open("ab") as log,
        subprocess.Popen(words, env=environment, stdout=log, stderr=subprocess.STDOUT) as process,  # noqa: S603  (our own words)
    ):
        try:
            yield _up(process, Store(f"http://localhost:{port}"), folder)
        finally:
            process.terminate()


def free_port() -> int:
    """A port that nobody has at this moment."""
    with reserve(HOST, 0) as place:
        return int(place.getsockname()[1])


def _up(process: subprocess.Popen[bytes], store: Store, folder: Path) -> Store:
    until = time.monotonic() + _PATIENCE_S
    while process.poll() is None and time.monotonic() < until:
        if store.is_there():
            return store
        time.sleep(0.1)
    raise NotStarted(f"the development store did not start; {folder / 'log.txt'} says why")
