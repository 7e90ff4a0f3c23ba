"""What both doors share: a body of bounded size off the wire, and an answer of one line. Plain WSGI,
because Flask's routing and request object would more than double the CPU of a webhook."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Any

from plugin.clock import Clock
from plugin.inbox import Inbox, StoreBusy
from plugin.operator import Settings
from plugin.shops import Shops

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
App = Callable[[Environ, StartResponse], Iterable[bytes]]

OK = "200 OK"
BAD_REQUEST = "400 Bad Request"
UNAUTHORIZED = "401 Unauthorized"
NOT_FOUND = "404 Not Found"
NOT_ALLOWED = "405 Method Not Allowed"
TOO_LARGE = "413 Content Too Large"
UNPROCESSABLE = "422 Unprocessable Content"
LATER = "429 Too Many Requests"
BUSY = "503 Service Unavailable"

MOST_BYTES = 5 * 1024 * 1024  # trust: webhooks in
_MOST_CHARACTERS = 255
_CHUNK = 64 * 1024
_MORE_HEADERS = {NOT_ALLOWED: ("Allow", "POST"), BUSY: ("Retry-After", "10"), LATER: ("Retry-After", "60")}


class Door(ABC):
    """A WSGI app that stores what it is sent: `_receive` verifies and stores, or raises Refused or StoreBusy."""

    def __init__(
        self, settings: Settings, shops: Shops, inbox: Inbox, clock: Clock, wake: Callable[[str], None]
    ) -> None:
        self._settings = settings
        self._shops = shops
        self._inbox = inbox
        self._clock = clock
        self._wake = wake

    def __call__(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        try:
            self._receive(environ)
        except Refused as refused:
            return answer(start_response, refused.status, refused.says)
        except StoreBusy:
            return answer(start_response, BUSY)
        return answer(start_response, OK)

    @abstractmethod
    def _receive(self, environ: Environ) -> None: ...


class Refused(Exception):
    """The request ends here, with this status line; `says` is for whoever reads the sender's log."""

    def __init__(self, status: str, says: str = "") -> None:
        super().__init__(status)
        self.status = status
        self.says = says


def answer(start_response: StartResponse, status: str, says: str = "") -> list[bytes]:
    """An answer with what belongs to its status; empty unless it says something."""
    body = json.dumps({"message": says}).encode() if says else b""
    headers = [("Content-Length", str(len(body)))]
    if says:
        headers.append(("Content-Type", "application/json"))
    if status in _MORE_HEADERS:
        headers.append(_MORE_HEADERS[status])
    start_response(status, headers)
    return [body]


def read_body(environ: Environ) -> bytes:
    """The whole body. Refused: 413 over 5 MiB, 400 if it is shorter than was announced."""
    announced = environ.get("CONTENT_LENGTH")
    if not announced:
        return _read_open_ended(environ)
    if not (announced.isascii() and announced.isdigit()):
        raise Refused(BAD_REQUEST)
    if len(announced) > 10 or int(announced) > MOST_BYTES:
        raise Refused(TOO_LARGE)
    body = _read(environ, int(announced))
    if len(body) < int(announced):
        raise Refused(BAD_REQUEST)
    return body


def header(environ: Environ, *names: str) -> str | None:
    """The first of these headers that is there and usable: printable ASCII of at most 255 characters."""
    for name in names:
        value = environ.get(name)
        if value and len(value) <= _MOST_CHARACTERS and value.isascii() and value.isprintable():
            return str(value)
    return None


def _read_open_ended(environ: Environ) -> bytes:
    """Without a length only a server that ends the input itself (chunked) can be read without hanging."""
    if not environ.get("wsgi.input_terminated"):
        return b""
    body = _read(environ, MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise Refused(TOO_LARGE)
    return body


def _read(environ: Environ, most: int) -> bytes:
    read = environ["wsgi.input"].read
    try:
        body: bytes = read(most)
        if len(body) == most or not body:
            return body
        return body + _read_on(read, most - len(body))
    except OSError:
        raise Refused(BAD_REQUEST) from None  # the sender hung up


def _read_on(read: Callable[[int], bytes], most: int) -> bytes:
    """A read may bring less than was asked for; it is over when it brings nothing."""
    parts: list[bytes] = []
    while most > 0 and (part := read(min(most, _CHUNK))):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)
