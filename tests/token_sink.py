"""Shopify's token address on localhost, with its rules: an exchange retires every refresh token there was, the use
of a refresh token retires the older ones. It can be told to fail, and notices who asks at the same time."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

PATH = "/admin/oauth/access_token"
CODE = "0907a61c0c8d55e99db179b68161bc00"


class TokenSink:
    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.hosts: list[str | None] = []
        self.alive: list[str] = []  # refresh tokens, oldest first
        self.stale: set[str] = set()  # id tokens
        self.answers: list[tuple[int, bytes]] = []  # given first, in turn
        self.scope = "write_orders,read_products"
        self.lasts = 3600
        self.delay_s = 0.0
        self.at_once = self.most_at_once = 0
        self._numbers = count(1)
        self._lock = threading.Lock()
        self.url = ""

    def kinds(self) -> list[str]:
        return [asked.get("grant_type", "code").rpartition(":")[2] for asked in self.asked]

    def answer(self, asked: dict[str, Any], host: str | None) -> tuple[int, bytes]:
        with self._lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            self.asked.append(asked)
            self.hosts.append(host)
        time.sleep(self.delay_s)
        with self._lock:
            self.at_once -= 1
            status, body = self.answers.pop(0) if self.answers else self._judged(asked)
        return status, body

    def _judged(self, asked: dict[str, Any]) -> tuple[int, bytes]:
        if asked.get("grant_type") == "refresh_token":
            if asked["refresh_token"] not in self.alive:
                return said(401, error="invalid_request")
            self.alive = self.alive[self.alive.index(asked["refresh_token"]) :]
            return self._pair()
        if asked.get("subject_token") in self.stale or ("subject_token" not in asked and asked.get("code") != CODE):
            return said(400, error="invalid_subject_token", error_description="…")
        self.alive = []
        return self._pair()

    def _pair(self) -> tuple[int, bytes]:
        number = next(self._numbers)
        self.alive.append(f"shprt_{number}")
        return said(
            200, access_token=f"shpat_{number}", scope=self.scope, expires_in=self.lasts,
            refresh_token=f"shprt_{number}", refresh_token_expires_in=7_776_000,
        )  # fmt: skip


def said(status: int, **values: Any) -> tuple[int, bytes]:
    return status, json.dumps(values).encode()


@contextmanager
def token_sink() -> Iterator[TokenSink]:
    sink = TokenSink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, body = sink.answer(asked, self.headers["X-Forwarded-Host"])
            if self.path != PATH:
                status, body = 404, b""
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:9/")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    sink.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield sink
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
