"""Fetching from addresses that strangers gave, and posting to them (trust section 6): https, the address looked up
once, public and kept to, no redirect, few seconds, few bytes."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urlsplit

import certifi

from plugin.errors import EncoreError
from plugin.words import said

SECONDS = 5.0
MOST_BYTES = 2 * 1024 * 1024
HTTPS = 443
_IP = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotFetched(EncoreError):
    """Nothing came of it, and why; never quotes the address."""


def looked_up(host: str) -> Sequence[str]:
    """The IP addresses of a host. Raises OSError."""
    return [str(one[4][0]) for one in socket.getaddrinfo(host, HTTPS, type=socket.SOCK_STREAM)]


def is_public(ip: str) -> bool:
    """Whether an IP address is of the internet: nothing private, shared, local, reserved, for many, or of those
    inside another one."""
    try:
        address: _IP = ipaddress.ip_address(ip)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        return address.is_global and not _inside(address) and not address.is_multicast and not address.is_site_local
    return address.is_global and not address.is_multicast and not address.is_reserved


@dataclass(frozen=True)
class Outside:
    """The door to the internet. What is not given is as it must be outside of tests."""

    look_up: Callable[[str], Sequence[str]] = looked_up
    is_allowed: Callable[[str], bool] = is_public
    authorities: str | None = None  # a file of certificates to believe; None: those that everybody does
    seconds: float = SECONDS
    most_bytes: int = MOST_BYTES

    def fetch(self, address: str) -> bytes:
        """What is there. Raises NotFetched."""
        status, body = self._exchange("GET", address, {"Accept": "image/*"}, None, self.most_bytes + 1)
        if status != 200:
            raise NotFetched(said("The other side did not hand it over."))
        if len(body) > self.most_bytes:
            raise NotFetched(said("It is larger than 2 MB."))
        return body

    def post(self, address: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Hands the body over; returns the status of the answer, of which nothing else is read. After NotFetched it
        may have arrived all the same."""
        return self._exchange("POST", address, headers, body, 0)[0]

    def _exchange(
        self, method: str, address: str, headers: Mapping[str, str], body: bytes | None, most: int
    ) -> tuple[int, bytes]:  # fmt: skip
        """Status and at most so many bytes of the answer."""
        host, port, path = parts_of(address)
        try:
            raw = socket.create_connection((self._ip(host), port), timeout=self.seconds)
            with raw, _Deadline(raw, self.seconds) as deadline:
                answer = self._asked(raw, HTTPConnection(host, port), method, path, headers, body)
                read = answer.read(most)
        except (HTTPException, OSError, ValueError):
            raise NotFetched(said("The other side could not be reached safely.")) from None
        if deadline.is_over:
            raise NotFetched(said("The other side was too slow."))
        return answer.status, read

    def _asked(
        self, raw: socket.socket, there: HTTPConnection, method: str, path: str, headers: Mapping[str, str],
        body: bytes | None,
    ) -> HTTPResponse:  # fmt: skip
        trusted = ssl.create_default_context(cafile=self.authorities or certifi.where())
        there.sock = trusted.wrap_socket(raw, server_hostname=there.host)
        there.request(method, path, body, {**headers, "Connection": "close"})
        return there.getresponse()

    def _ip(self, host: str) -> str:
        """The first address; where any of them is not public, none is used."""
        try:
            found = self.look_up(host)
        except (OSError, UnicodeError):
            found = []
        if not found:
            raise NotFetched(said("There is no such place on the web."))
        if not all(map(self.is_allowed, found)):
            raise NotFetched(said("The address is not a public place on the web."))
        return found[0]


class _Deadline:
    """Ends the connection when time is up: whoever sends drop by drop gets no longer than who sends nothing."""

    def __init__(self, raw: socket.socket, seconds: float) -> None:
        self._held = raw.dup()  # TLS takes the socket itself over
        self._timer = threading.Timer(seconds, self._cut)
        self.is_over = False

    def __enter__(self) -> _Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()
        self._held.close()

    def _cut(self) -> None:
        self.is_over = True
        with suppress(OSError):
            self._held.shutdown(socket.SHUT_RDWR)


def parts_of(address: str) -> tuple[str, int, str]:
    """Host, port and path of an address of https. Raises NotFetched where it is none."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or HTTPS
    except ValueError:
        host, port = "", HTTPS
    if not host or parts.scheme != "https" or parts.username is not None or parts.password is not None:
        raise NotFetched(said("The address is not one of https."))
    return host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _inside(address: ipaddress.IPv6Address) -> bool:
    """Whether it carries an IPv4 address: mapped, translated, or by a tunnel."""
    translated = ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48")
    carries = address.ipv4_mapped or address.sixtofour or address.teredo
    compatible = int(address) >> 32 == 0
    return bool(carries) or compatible or any(address in one for one in translated)
