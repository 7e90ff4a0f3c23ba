"""One SMTP connection as bytes out and replies in, every wait with a deadline.

It counts what was handed to the kernel, because that decides whether a lost message may have arrived.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable
from typing import NamedTuple

from urllib3.util.wait import wait_for_read

MOST_REPLY = 65_536  # bytes of one reply; more is not SMTP
TLS_RECORD = 16_384  # RFC 8446 5.1: the most plaintext of one record
_ENHANCED = re.compile(rb"([245]\.\d{1,3}\.\d{1,3})(?:\s|$)")


class Lost(Exception):
    """The connection ended or fell silent. `gone`: bytes of the last write that may have left, at most."""

    def __init__(self, why: str, gone: int = 0) -> None:
        super().__init__(why)
        self.gone = gone


class Reply(NamedTuple):
    """What a server answered. `raw`: what came after the codes, one line per line; it is read on demand,
    because nearly every reply is only asked whether it is good (a tenth of a message's time)."""

    code: int
    raw: bytes

    @property
    def is_good(self) -> bool:
        return self.code < 300

    @property
    def enhanced(self) -> str | None:
        """As in RFC 3463 ("5.1.1"), None where the server gave none."""
        match = _ENHANCED.match(self.raw)
        return match[1].decode() if match else None

    @property
    def text(self) -> str:
        """The words, without the enhanced code; lines are kept apart."""
        code = (self.enhanced or "").encode()
        return b"\n".join(line.removeprefix(code).strip() for line in self.raw.split(b"\n")).decode(
            "utf-8", "replace"
        )


class Wire:
    """A connected socket, plain or TLS. Not for two threads at once."""

    def __init__(self, sock: socket.socket, monotonic: Callable[[], float]) -> None:
        self._sock = sock
        self.is_tls = False
        self._monotonic = monotonic
        self._buffer = b""
        self._timeout_s = 0.0

    @property
    def own_address(self) -> str:
        return str(self._sock.getsockname()[0])

    def send(self, data: bytes, deadline: float) -> None:
        """Hand all of `data` to the kernel. Raises Lost, which says how much of it may have left."""
        handed = 0
        # A TLS write that fails may have sent whole records of its piece, so pieces are one record long
        # and a failed one counts as gone; a plain one that fails has sent nothing.
        piece = TLS_RECORD if self.is_tls else len(data)
        while handed < len(data):
            try:
                self._allow(deadline)
                handed += self._sock.send(memoryview(data)[handed : handed + piece])
            except OSError as error:
                gone = min(len(data), handed + piece) if self.is_tls else handed
                raise Lost(_why(error), gone) from error

    def reply(self, deadline: float) -> Reply:
        """The next reply, its lines joined. Raises Lost, also for what is not SMTP."""
        line = self._line(deadline)
        raw = line[4:].rstrip(b"\r")
        while line[3:4] == b"-" and len(raw) <= MOST_REPLY:
            line = self._line(deadline)
            raw += b"\n" + line[4:].rstrip(b"\r")
        if not line[:3].isdigit() or line[3:4] not in b" \r" or not b"2" <= line[:1] <= b"5":
            raise Lost("the server answered something that is not SMTP")
        return Reply(int(line[:3]), raw)

    def is_quiet(self) -> bool:
        """False if the server has said something unasked, a goodbye or an end of the connection."""
        if self._buffer:
            return False
        if not wait_for_read(self._sock, timeout=0):
            return True
        return self.is_tls and self._is_only_tls()

    def _is_only_tls(self) -> bool:
        """Whether what came in was for the TLS layer alone (session tickets), nothing for us."""
        try:
            self._timeout_s = 0.0
            self._sock.settimeout(0)
            self._buffer += self._sock.recv(4096)
        except ssl.SSLWantReadError:
            return True
        except OSError:
            return False
        return False

    def start_tls(self, context: ssl.SSLContext, host: str, deadline: float) -> None:
        """Turn to TLS. Raises Lost; what came in before the handshake is never read as if it were protected."""
        if self._buffer:
            raise Lost("the server spoke before TLS began")
        try:
            self._allow(deadline)
            self._sock = context.wrap_socket(self._sock, server_hostname=host)
            self.is_tls = True
        except OSError as error:
            raise Lost(f"TLS failed: {_why(error)}") from error

    def drop(self) -> None:
        self._sock.close()

    def _line(self, deadline: float) -> bytes:
        while True:
            line, end, rest = self._buffer.partition(b"\n")
            if end:
                self._buffer = rest
                return line
            if len(line) > MOST_REPLY:
                raise Lost("the server answered something that is not SMTP")
            self._fill(deadline)

    def _fill(self, deadline: float) -> None:
        try:
            self._allow(deadline)
            data = self._sock.recv(4096)
        except OSError as error:
            raise Lost(_why(error)) from error
        if not data:
            raise Lost("the server closed the connection")
        self._buffer += data

    def _allow(self, deadline: float) -> None:
        # Never 0: a lane that is read late must still find what has already come in.
        left_s = max(0.01, deadline - self._monotonic())
        if not 0.99 * left_s <= self._timeout_s <= left_s:  # a system call saved, a per cent of patience lost
            self._timeout_s = left_s
            self._sock.settimeout(left_s)


def _why(error: OSError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate is not trusted ({error.verify_message})"
    if isinstance(error, TimeoutError):
        return "the server did not answer in time"
    return error.strerror or type(error).__name__
