"""What the provider stand-ins share: a durable list of what was accepted, and the look-up over HTTP.

One JSON line per message in an append-only file, written before the sender hears "accepted"; so a
test may kill either side at any moment and then count.
"""

from __future__ import annotations

import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit


class Store:
    """`rows()` re-reads the file, so it also works from another process."""

    def __init__(self, folder: Path | str, name: str, fsync: bool = False) -> None:
        self.path = Path(folder) / name
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._fsync = fsync
        self._names: set[str] = set()
        for row in rows(self.path):
            self._names.update(row["names"])

    def add(self, names: list[str], **row: Any) -> None:
        """`names`: by what a look-up may ask for it."""
        line = json.dumps({"names": names, **row}) + "\n"
        os.write(self._file, line.encode())
        if self._fsync:
            os.fdatasync(self._file)
        self._names.update(names)

    def has(self, *names: str) -> bool:
        return any(name in self._names for name in names if name)

    def rows(self) -> list[dict[str, Any]]:
        return rows(self.path)

    def close(self) -> None:
        os.close(self._file)


def rows(path: Path) -> list[dict[str, Any]]:
    """Every whole line of a sink's file; a line cut short by a kill was never acknowledged."""
    if not path.exists():
        return []
    lines = path.read_text("utf-8").split("\n")[:-1]
    return [json.loads(line) for line in lines]


class Answering(BaseHTTPRequestHandler):
    """GET /has?message_id=…&key=… → 200 or 404; GET /count → a number."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server: LookUpServer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = parse_qs(parts.query)
        self.server.asked.append(self.path)
        if self.server.look_up_status:
            self.answer(self.server.look_up_status, {})
        elif parts.path == "/has":
            found = self.server.store.has(query.get("key", [""])[0], query.get("message_id", [""])[0])
            self.answer(200 if found else 404, {"found": found})
        elif parts.path == "/count":
            self.answer(200, {"count": len(self.server.store.rows())})
        else:
            self.answer(404, {})

    def answer(self, status: int, body: dict[str, Any], **headers: str) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(data)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: tests read the file, not the console."""


class LookUpServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int, store: Store, handler: type[BaseHTTPRequestHandler] = Answering) -> None:
        super().__init__(("127.0.0.1", port), handler)
        self.store = store
        self.asked: list[str] = []
        self.look_up_status = 0  # set it to make every look-up answer this
        self.sender_lock = threading.Lock()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def start(self) -> None:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed is nothing to report."""
