"""A real HTTP server that speaks like the Admin API: canned answers by operation name, and every way to misbehave.

server.say("ShopFacts", good({"shop": {...}}))            # the last answer repeats
server.say("DiscountCreate", status(503), good({...}))    # one after the other
server.say("ShopFacts", good(...), shop="slow.myshopify.com")
"""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATH = "/admin/api/2026-10/graphql.json"


@dataclass(frozen=True)
class Said:
    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wait_s: float = 0.0
    is_cut: bool = False  # end the connection without a word


@dataclass(frozen=True)
class Asked:
    shop: str
    token: str
    operation: str
    variables: dict[str, Any]
    at: float


def good(
    data: Any, *, cost: int = 10, left: float = 1990, most: float = 2000, rate: float = 100, **more: Any
) -> Said:
    return Said({"data": data, "extensions": {"cost": _cost(cost, left, most, rate)}}, **more)


def throttled(cost: int = 100, left: float = 0, most: float = 2000, rate: float = 100) -> Said:
    errors = [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]
    return Said({"errors": errors, "extensions": {"cost": _cost(cost, left, most, rate)}})


def failed(code: str | None = None, message: str = "secret@example.com is wrong") -> Said:
    return Said({"data": None, "errors": [{"message": message, "extensions": {"code": code} if code else {}}]})


def refused(payload: str, code: str | None, at: tuple[str, ...] = ("discount", "code")) -> Said:
    error = {"field": list(at), "code": code, "message": "secret@example.com is wrong"}
    return good({payload: {"codeDiscountNode": None, "userErrors": [error]}})


def status(number: int, **headers: str) -> Said:
    return Said("<html>no</html>", number, {name.replace("_", "-"): text for name, text in headers.items()})


class AdminServer(ThreadingHTTPServer):
    """Use as a context manager; `asked` is what came in, oldest first."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.asked: list[Asked] = []
        self._answers: dict[tuple[str, str], list[Said]] = defaultdict(list)
        self._lock = threading.Lock()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def say(self, operation: str, *answers: Said, shop: str = "") -> None:
        self._answers[shop, operation] = list(answers)

    def operations(self, shop: str = "") -> list[str]:
        return [one.operation for one in self.asked if shop in ("", one.shop)]

    def next_answer(self, asked: Asked) -> Said:
        with self._lock:
            self.asked.append(asked)
            left = self._answers.get((asked.shop, asked.operation)) or self._answers[("", asked.operation)]
            if not left:
                return Said({"errors": [{"message": f"nothing to say to {asked.operation}"}]})
            return left.pop(0) if len(left) > 1 else left[0]

    def __enter__(self) -> AdminServer:
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that gave up is nothing to report."""


class _Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    server: AdminServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path != PATH:
            return self._answer(status(404))
        asked = Asked(
            self.headers.get("X-Forwarded-Host", ""), self.headers.get("X-Shopify-Access-Token", ""),
            body["operationName"], body["variables"], time.monotonic(),
        )  # fmt: skip
        said = self.server.next_answer(asked)
        time.sleep(said.wait_s)
        if said.is_cut:
            self.close_connection = True
            return None
        return self._answer(said)

    def _answer(self, said: Said) -> None:
        body = (said.body if isinstance(said.body, str) else json.dumps(said.body)).encode()
        self.send_response(said.status)
        for name, text in {**said.headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


def _cost(cost: float, left: float, most: float, rate: float) -> dict[str, Any]:
    status = {"maximumAvailable": most, "currentlyAvailable": left, "restoreRate": rate}
    return {"requestedQueryCost": cost, "actualQueryCost": cost, "throttleStatus": status}
