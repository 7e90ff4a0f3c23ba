"""Mail that customers write back, read from its raw bytes: whose message it answers, and what is new in it.

Which message: the `+id.shop` of the address that our mail gave for replies, else our Message-ID in In-Reply-To or
References. The id is a keyed hash that only whoever got the message knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser
from email.policy import default
from email.utils import getaddresses
from hashlib import sha256
from html import unescape

from plugin.errors import BadPayload
from plugin.events import MailReceived

MAIL = "receipts/mail"
MOST_TEXT = 4_000
_MOST_HTML = 200_000
_NAMED = re.compile(r"(?<![0-9a-f])([0-9a-f]{32})\.([0-9a-f]{8})@")
_TO = ("To", "Delivered-To", "X-Original-To", "Cc")
_ANSWERED = ("In-Reply-To", "References")
_QUOTE = re.compile(
    r"\s*>|-{2,} ?(original message|ursprüngliche nachricht|message d’origine|mensaje original) ?-{2,}|_{10,}\s*$"
    r"|(on|am|le|el) .{5,200}(wrote|schrieb.{0,80}|a écrit|escribió) ?:\s*$",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<(script|style|blockquote)\b.*?(?:</\1\s*>|\Z)|<[^<>]*>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/tr)\b[^>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """A message of ours: its id, and the public id of its shop."""

    message_id: str
    shop: str


def reply_address(inbound: str, message_id: str, shop: str) -> str:
    """`inbound` with the name of the message, for its Reply-To: `reply+<id>.<shop>@in.example.com`."""
    local, _at, domain = inbound.rpartition("@")
    return f"{local}+{message_id}.{shop}@{domain}"


def named_in(body: bytes) -> Named | None:
    """Which message of ours a mail answers; None where it names none."""
    return _named(_head(body))


def once_key(body: bytes) -> str:
    """The same for the same mail, however often and by whichever way it comes."""
    return sha256(str(_head(body).get("Message-ID", "")).strip().encode() or body).hexdigest()


def parse_mail(body: bytes, at: datetime) -> tuple[MailReceived, ...]:
    """What a person wrote; nothing where a machine did (RFC 3834). BadPayload where it answers nothing of ours."""
    head = _head(body)
    named = _named(head)
    if named is None:
        raise BadPayload("a mail that answers no message of ours")
    if _is_automatic(head):
        return ()
    mail = message_from_bytes(body, policy=default)
    text = _new_text(_text(mail))
    left_out = sum(1 for _ in mail.iter_attachments())
    senders = getaddresses([str(head.get("From", ""))])
    sender = senders[0][1] if len(senders) == 1 else ""
    return (MailReceived(named.message_id, sender, text, left_out, once_key(body), at),)


def _head(body: bytes) -> Message:
    """The header lines as they are written: the library's newer reading of them stumbles over hostile ones."""
    return BytesHeaderParser().parsebytes(body)


def _named(head: Message) -> Named | None:
    for name in (*_TO, *_ANSWERED):
        for value in head.get_all(name, []):
            found = _NAMED.search(str(value))
            if found is not None:
                return Named(found[1], found[2])
    return None


def _is_automatic(head: Message) -> bool:
    """An absence note, a bounce, a list: nobody waits for an answer to it."""
    if str(head.get("Auto-Submitted", "no")).split(";")[0].strip().lower() != "no":
        return True
    if str(head.get("Precedence", "")).strip().lower() in {"bulk", "junk", "list", "auto_reply"}:
        return True
    if any(head.get(name) is not None for name in ("List-Id", "X-Autoreply", "X-Autorespond")):
        return True
    return str(head.get("Return-Path", "x")).strip() == "<>" or head.get_content_type() == "multipart/report"


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain", "html"))
    if part is None:
        return ""
    raw = part.get_payload(decode=True)
    raw = raw if isinstance(raw, bytes) else b""
    try:
        text = raw.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:  # a charset that nobody knows
        text = raw.decode("utf-8", "replace")
    return _plain(text[:_MOST_HTML]) if part.get_content_subtype() == "html" else text


def _plain(html: str) -> str:
    return unescape(_MARKUP.sub("", _BREAK.sub("\n", html)))


def _new_text(text: str) -> str:
    """What stands above the history that mail programs quote, without signs that nobody sees."""
    kept: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if _QUOTE.match(line):
            break
        kept.append("".join(sign for sign in line if sign.isprintable() or sign == "\t").rstrip())
    return "\n".join(kept).strip()[:MOST_TEXT]
