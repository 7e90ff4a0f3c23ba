"""The lines that go before and around a message: MAIL, RCPT, DATA and the dots.

Nothing that could end a line, or a message, early gets past here (SMTP injection and smuggling).
"""

from __future__ import annotations

import re

from email_validator import EmailNotValidError, validate_email

from plugin.channels.email.smtp_session import Session
from plugin.channels.transport import Fault, Letter, NotSent

END = b".\r\n"
MOST_ADDRESS = 254  # RFC 5321 4.5.3.1.3, less the angle brackets
_PATH = re.compile(r"[^\s\x00-\x20\x7f<>@]+@[^\s\x00-\x20\x7f<>@]+")


def unsendable(letter: Letter) -> NotSent | None:
    """Why this letter can be handed to no server at all, or None."""
    if not _is_safe(letter.to):
        return NotSent(Fault.BAD_ADDRESS, "the recipient's address cannot be written in an envelope")
    if not _is_safe(letter.sender):
        return NotSent(Fault.BREAKER, "the sender's address cannot be written in an envelope")
    return None


def unfit(letter: Letter, session: Session) -> NotSent | None:
    """Why this server cannot take this letter, by what it offers, or None."""
    limit = session.offers.get("SIZE", "")
    if limit.isdecimal() and 0 < int(limit) < len(letter.payload):
        return NotSent(Fault.REFUSED, f"the message is larger than the server takes ({limit} bytes)")
    if not letter.payload.isascii() and "8BITMIME" not in session.offers:
        return NotSent(Fault.REFUSED, "the server takes no 8-bit messages")
    if "SMTPUTF8" not in session.offers and not (_path(letter.to) + _path(letter.sender)).isascii():
        return NotSent(Fault.REFUSED, "the server takes no addresses with such letters")
    return None


def commands(letter: Letter, session: Session) -> list[tuple[str, bytes]]:
    """(stage, line) in order; RSET first where an earlier envelope was left open."""
    offers, sender, to = session.offers, _path(letter.sender), _path(letter.to)
    mail, rcpt = f"MAIL FROM:<{sender}>", f"RCPT TO:<{to}>"
    if "SIZE" in offers:
        mail += f" SIZE={len(letter.payload)}"
    if "8BITMIME" in offers and not letter.payload.isascii():
        mail += " BODY=8BITMIME"
    if not (sender + to).isascii():
        mail += " SMTPUTF8"
    if "DSN" in offers:
        mail += f" RET=HDRS ENVID={_xtext(letter.key)}"
        rcpt += " NOTIFY=FAILURE"
    lines = [("MAIL", mail), ("RCPT", rcpt), ("DATA", "DATA")]
    if session.is_dirty:
        lines.insert(0, ("RSET", "RSET"))
    return [(stage, f"{line}\r\n".encode()) for stage, line in lines]


def content(payload: bytes) -> bytes | None:
    """The message as it goes over the wire: dots doubled, the end marked (RFC 5321 4.5.2). None where it holds a
    CR or LF alone, which some servers take for the end of a line, and so of a message."""
    if payload and not payload.endswith(b"\r\n"):
        payload += b"\r\n"
    # As many lines as CR and as LF: all come in pairs. Counting the pairs themselves takes as long again.
    if not payload.count(b"\r") == payload.count(b"\n") == len(payload.splitlines()):
        return None
    start = b"." if payload.startswith(b".") else b""
    return start + payload.replace(b"\r\n.", b"\r\n..") + END


def _is_safe(address: str) -> bool:
    if len(address) > MOST_ADDRESS or not _PATH.fullmatch(address):
        return False
    if address.isascii():
        return True
    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _path(address: str) -> str:
    """The address with its domain in ASCII; only a local part outside ASCII needs SMTPUTF8."""
    if address.isascii():
        return address
    found = validate_email(address, check_deliverability=False)
    return found.ascii_email or f"{found.local_part}@{found.ascii_domain}"


def _xtext(text: str) -> str:
    """RFC 3461 4: printable ASCII as it is, the rest and "+" and "=" as +HH."""
    if text.isascii() and text.isalnum():
        return text
    return "".join(chr(b) if 33 <= b <= 126 and b not in b"+=" else f"+{b:02X}" for b in text.encode())
