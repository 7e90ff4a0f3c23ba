"""Where customers' answers are fetched: ENCORE_MAILBOX, read."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from plugin.errors import ConfigError

PORT = 993  # RFC 8314
_FORM = "write imaps://user:password@host/INBOX"


@dataclass(frozen=True, slots=True)
class MailboxPlace:
    """A folder on a server, and who we are there. TLS from the first byte."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    authorities: str | None = None  # a file of certificates to believe; None: those that everybody does


def mailbox_place(url: str) -> MailboxPlace | None:
    """The place that ENCORE_MAILBOX names, None where it is empty; user, password and folder may be percent-encoded.
    ConfigError never repeats the URL."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or PORT
        host.encode("idna")
    except ValueError:
        raise ConfigError(f"ENCORE_MAILBOX cannot be read; {_FORM}") from None
    if parts.scheme != "imaps" or not host or parts.query or parts.fragment:
        raise ConfigError(f"ENCORE_MAILBOX is no such address (is a ? or # in the password not encoded?); {_FORM}")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    folder = unquote(parts.path.lstrip("/")) or "INBOX"
    if not user or not password:
        raise ConfigError(f"ENCORE_MAILBOX lacks the user or the password; {_FORM}")
    if not all(one.isascii() and one.isprintable() for one in (user, password, folder)):
        raise ConfigError("ENCORE_MAILBOX has signs that IMAP does not take; use printable ASCII ones")
    return MailboxPlace(host, port, user, password, folder)
