"""What SMTP replies mean for a message: the SMTP rows of the outcome table (trust: retry).

Codes: RFC 5321 4.2, enhanced codes: RFC 3463 and the IANA registry of enhanced status codes.
"""

from __future__ import annotations

import re
from datetime import timedelta

from plugin.channels.email.smtp_wire import Lost, Reply
from plugin.channels.transport import Fault, Letter, NotSent

MOST_DETAIL = 200  # characters
_LOGIN = frozenset({530, 534, 535, 538})  # RFC 4954 6: sign in, too weak, wrong, encryption needed
_SENDER_STATUS = frozenset({"5.1.7", "5.1.8"})  # RFC 3463 3.2: the *sender's* address is bad
_QUOTA = re.compile(r"\b(daily|hourly|monthly|sending|sender|outgoing|account)\b.*\b(quota|limit)\b", re.I | re.S)
_WAIT = re.compile(r"\b(?:in|after|for)\s+(\d{1,5})\s*(s|m|h)(?:ec|econds?|ecs|in|ins|inutes?|ours?|r|rs)?\b", re.I)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours"}
_ADDRESS = re.compile(r"<[^<>\s]*>|[^\s<>:;,()]+@[^\s<>:;,()]+")
_QUEUED = re.compile(r"\b(?:queued as|id[=:])\s*<?([\w.+-]{4,100})", re.I)


def refusal(stage: str, reply: Reply, letter: Letter | None = None) -> NotSent:
    """The answer for a reply that was not the hoped-for one, at "MAIL", "RCPT", "DATA", "content", "AUTH" …"""
    return NotSent(_fault(stage, reply), _detail(stage, reply, letter), wait_wished(reply.text))


def loss(stage: str, lost: Lost) -> NotSent:
    """The answer for a connection that ended before the final dot had left."""
    return NotSent(Fault.RETRY, f"{stage}: {lost}")


def doubt(lost: Lost) -> NotSent:
    """The answer for a connection that ended when the final dot may have left."""
    return NotSent(Fault.UNKNOWN, f"no answer to the message: {lost}")


def wait_wished(text: str) -> timedelta | None:
    """ "try again in 5 minutes" as a timedelta, a day at most; None where nothing of the kind is said."""
    match = _WAIT.search(text)
    if not match:
        return None
    return min(timedelta(**{_UNITS[match[2].lower()]: int(match[1])}), timedelta(days=1))


def queue_name(text: str) -> str | None:
    """The server's own name of an accepted message: "250 2.0.0 Ok: queued as 4F3C2B1A"."""
    match = _QUEUED.search(text)
    return match[1] if match else None


def _fault(stage: str, reply: Reply) -> Fault:
    if reply.code < 500:
        return Fault.RETRY
    status = reply.enhanced or ""
    if reply.code in _LOGIN or stage == "AUTH" or status.startswith("5.7.") or status in _SENDER_STATUS:
        return Fault.BREAKER
    if stage == "MAIL" and status.startswith("5.1."):
        return Fault.BREAKER  # no recipient has been named yet: it is ours that is refused
    if status.startswith("5.1.") or status == "5.2.1":
        return Fault.BAD_ADDRESS
    if status == "5.2.2":
        return Fault.MAILBOX_FULL
    return Fault.BREAKER if _QUOTA.search(reply.text) else Fault.REFUSED


def _detail(stage: str, reply: Reply, letter: Letter | None) -> str:
    said = " ".join(part for part in (str(reply.code), reply.enhanced, redacted(reply.text, letter)) if part)
    return f"{stage}: {said}"[:MOST_DETAIL]


def redacted(text: str, letter: Letter | None) -> str:
    """`text` on one line, without addresses, the recipient's local part or the key."""
    text = _ADDRESS.sub("…", "".join(sign if sign.isprintable() else " " for sign in text))
    for secret in (letter.to.rpartition("@")[0], letter.key) if letter else ():
        if len(secret) > 2:
            text = re.sub(re.escape(secret), "…", text, flags=re.I)
    return " ".join(text.split())
