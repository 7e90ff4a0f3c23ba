"""A connection on which mail may be sent: greeting, TLS and login are done, and what the server offers is known."""

from __future__ import annotations

import base64
import re
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from plugin.channels.email.smtp_place import Place
from plugin.channels.email.smtp_wire import Lost, Reply, Wire
from plugin.channels.email.smtp_words import loss, refusal
from plugin.channels.transport import Fault, NotSent

# RFC 5321 4.5.3.2 asks clients for 5 minutes per command and 10 for the final reply. We wait less: a
# command that takes a minute is retried at no risk, and a late final reply is settled by evidence.
CONNECT_S = 10.0
REPLY_S = 60.0
FINAL_S = 300.0
_HOST_NAME = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class Refusal(Exception):
    """No session came about; `answer` says so for every letter that wanted one."""

    def __init__(self, answer: NotSent) -> None:
        super().__init__(answer.detail)
        self.answer = answer


@dataclass(slots=True, eq=False)
class Session:
    """`offers`: EHLO keyword → its parameters, both in upper case."""

    wire: Wire
    offers: dict[str, str] = field(default_factory=dict)
    sent: int = 0  # messages so far
    is_dirty: bool = False  # an envelope was begun and refused: RSET comes first
    is_kept: bool = False  # it has idled since its last message
    idle_since: float = 0.0
    content: bytes = field(default=b"", repr=False)  # of the letter under way, ready for the wire

    def ask(self, command: bytes, deadline: float) -> Reply:
        self.wire.send(command + b"\r\n", deadline)
        return self.wire.reply(deadline)


def connect(place: Place, tls: Callable[[], ssl.SSLContext], monotonic: Callable[[], float]) -> Session:
    """A new session. Raises Refusal: RETRY for what the network or TLS does, BREAKER where the login is refused."""
    try:
        sock = socket.create_connection((place.host, place.port), timeout=CONNECT_S)
    except OSError as error:
        raise Refusal(NotSent(Fault.RETRY, f"connect: {error.strerror or type(error).__name__}")) from error
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    session = Session(Wire(sock, monotonic))
    try:
        _begin(session, place, tls, monotonic() + REPLY_S)
    except Lost as lost:
        session.wire.drop()
        raise Refusal(loss("greeting", lost)) from lost
    except Refusal:
        session.wire.drop()
        raise
    return session


def _begin(session: Session, place: Place, tls: Callable[[], ssl.SSLContext], deadline: float) -> None:
    if place.is_tls:
        session.wire.start_tls(tls(), place.host, deadline)
    _expect_welcome("greeting", session.wire.reply(deadline))
    _introduce(session, deadline)
    if not place.is_tls and "STARTTLS" in session.offers:
        _expect_welcome("STARTTLS", session.ask(b"STARTTLS", deadline))
        session.wire.start_tls(tls(), place.host, deadline)
        _introduce(session, deadline)
    if place.user is not None:
        _log_in(session, place, place.user, deadline)


def _expect_welcome(stage: str, reply: Reply) -> None:
    if not reply.is_good:  # also a 5xx: the table retries whatever happens before the login
        raise Refusal(replace(refusal(stage, reply), fault=Fault.RETRY))


def _introduce(session: Session, deadline: float) -> None:
    reply = session.ask(b"EHLO " + _own_name(session.wire).encode(), deadline)
    _expect_welcome("EHLO", reply)
    lines = [line.upper().partition(" ") for line in reply.text.split("\n")[1:]]
    session.offers = {word: rest for word, _, rest in lines}


def _own_name(wire: Wire) -> str:
    name = socket.gethostname()
    if _HOST_NAME.fullmatch(name):
        return name
    return f"[IPv6:{wire.own_address}]" if ":" in wire.own_address else f"[{wire.own_address}]"


def _log_in(session: Session, place: Place, user: str, deadline: float) -> None:
    if not session.wire.is_tls and not place.is_loopback:
        raise Refusal(NotSent(Fault.RETRY, "login: the server offers no TLS, so the password was not sent"))
    ways = session.offers.get("AUTH", "").split()
    if "PLAIN" in ways:
        secret = base64.b64encode(f"\0{user}\0{place.password}".encode())
        reply = session.ask(b"AUTH PLAIN " + secret, deadline)
    elif "LOGIN" in ways:
        reply = session.ask(b"AUTH LOGIN", deadline)
        for answer in (user, place.password):
            if reply.code == 334:
                reply = session.ask(base64.b64encode(answer.encode()), deadline)
    else:
        raise Refusal(NotSent(Fault.BREAKER, "login: the server offers neither PLAIN nor LOGIN"))
    if not reply.is_good:
        raise Refusal(refusal("AUTH", reply))
