"""One SMTP connection as bytes out and replies in, every wait with a deadline.

It counts what was handed to the kernel, because that decides whether a lost message may have arrived.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass

MOST_REPLY = 65_536  # bytes of one reply; more is not SMTP
TLS_RECORD = 16_384  # RFC 8446 5.1: the most plaintext of one record
_LINE = re.compile(rb"([2-5]\d\d)(?:([ -])(.*?))?\r?")
_ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?:\s+|$)")


class Lost(Exception):
    """The connection ended or fell silent. `gone`: bytes of the last write that may have left, at most."""

    def __init__(self, why: str, gone: int = 0) -> None:
        super().__init__(why)
        self.gone = gone


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered; `enhanced` as in RFC 3463 ("5.1.1"), None where it gave none."""

    code: int
    enhanced: str | None
    text: str

    @property
    def is_good(self) -> bool:
        return self.code < 300


class Wire:
    """A connected socket, plain or TLS. Not for two threads at once."""

    def __init__(self, sock: socket.socket, monotonic: Callable[[], float]) -> None:
        self._sock = sock
        self._monotonic = monotonic
        self._buffer = bytearray()

    @property
    def is_tls(self) -> bool:
        return isinstance(self._sock, ssl.SSLSocket)

    @property
    def own_address(self) -> str:
        return str(self._sock.getsockname()[0])

    def send(self, data: bytes, deadline: float) -> None:
        """Hand all of `data` to the kernel. Raises Lost, which says how much of it may have left."""
        view, handed = memoryview(data), 0
        # A TLS write that fails may have sent whole records of its piece, so pieces are one record long
        # and a failed one counts as gone; a plain one that fails has sent nothing.
        piece = TLS_RECORD if self.is_tls else len(data)
        while handed < len(data):
            try:
                self._allow(deadline)
                handed += self._sock.send(view[handed : handed + piece])
            except OSError as error:
                gone = min(len(data), handed + piece) if self.is_tls else handed
                raise Lost(_why(error), gone) from error

    def reply(self, deadline: float) -> Reply:
        """The next reply, its lines joined. Raises Lost, also for what is not SMTP."""
        code, texts, size = 0, [], 0
        while True:
            line = self._line(deadline)
            size += len(line)
            match = _LINE.fullmatch(line)
            if not match or size > MOST_REPLY:
                raise Lost("the server answered something that is not SMTP")
            code = int(match[1])
            texts.append((match[3] or b"").decode("utf-8", "replace"))
            if match[2] != b"-":
                return _read(code, texts)

    def is_quiet(self) -> bool:
        """False if the server has said something unasked, a goodbye or an end of the connection."""
        if self._buffer:
            return False
        try:
            self._sock.settimeout(0)
            self._buffer += self._sock.recv(4096)
        except (BlockingIOError, ssl.SSLWantReadError):
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
        except OSError as error:
            raise Lost(f"TLS failed: {_why(error)}") from error

    def drop(self) -> None:
        self._sock.close()

    def _line(self, deadline: float) -> bytes:
        while (end := self._buffer.find(b"\n")) < 0:
            if len(self._buffer) > MOST_REPLY:
                raise Lost("the server answered something that is not SMTP")
            self._fill(deadline)
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line

    def _fill(self, deadline: float) -> None:
        try:
            self._allow(deadline)
            data = self._sock.recv(MOST_REPLY)
        except OSError as error:
            raise Lost(_why(error)) from error
        if not data:
            raise Lost("the server closed the connection")
        self._buffer += data

    def _allow(self, deadline: float) -> None:
        # Never 0: a lane that is read late must still find what has already come in.
        self._sock.settimeout(max(0.01, deadline - self._monotonic()))


def _read(code: int, texts: list[str]) -> Reply:
    match = _ENHANCED.match(texts[0])
    if not match:
        return Reply(code, None, "\n".join(texts))
    rest = [text.removeprefix(match[1]).lstrip() for text in texts]
    return Reply(code, match[1], "\n".join(rest))


def _why(error: OSError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate is not trusted ({error.verify_message})"
    if isinstance(error, TimeoutError):
        return "the server did not answer in time"
    return error.strerror or type(error).__name__
