"""A stand-in for the app: a real HTTP server that keeps what it is sent and answers as it is told."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Taken:
    def __init__(self, method: str, path: str, headers: dict[str, str], body: bytes) -> None:
        self.method, self.path, self.headers, self.body = method, path, headers, body

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class AppStub:
    """A context manager; `status` is what it answers, `after_s` how late, `when` runs before it answers."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.status, self.after_s, self.answer = 200, 0.0, b""
        self.headers: dict[str, str] = {}
        stub = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                stub.taken.append(Taken(self.command, self.path, dict(self.headers), body))
                time.sleep(stub.after_s)
                self.send_response(stub.status)
                for name, value in stub.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(stub.answer)))
                self.end_headers()
                self.wfile.write(stub.answer)

            do_GET = do_POST  # noqa: N815

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> AppStub:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def topics(self) -> list[str]:
        return [one.headers["X-Shopify-Topic"] for one in self.taken if "X-Shopify-Topic" in one.headers]
