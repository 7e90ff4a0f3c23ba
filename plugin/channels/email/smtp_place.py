"""Where mail is handed over: ENCORE_SMTP_URL, read."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from plugin.errors import ConfigError

PORTS = {"smtp": 587, "smtps": 465}  # RFC 6409, RFC 8314
_FORM = "write smtp://user:password@host:587 or smtps://user:password@host:465"


@dataclass(frozen=True, slots=True)
class Place:
    """A server, and who we are there. `user` None: it takes mail without a login."""

    host: str
    port: int
    is_tls: bool  # from the first byte; otherwise STARTTLS where offered
    user: str | None = None
    password: str = field(default="", repr=False)

    @property
    def is_loopback(self) -> bool:
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def place(url: str) -> Place:
    """The place a URL names; name and password may be percent-encoded. ConfigError never repeats the URL."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
        (host or "").encode("idna")
    except ValueError as error:
        raise ConfigError(f"the SMTP URL cannot be read; {_FORM}") from error
    if parts.scheme not in PORTS:
        raise ConfigError(f"the SMTP URL starts with {parts.scheme or 'nothing'!r}; {_FORM}")
    if not host or any(sign.isspace() or not sign.isprintable() for sign in host):
        raise ConfigError(f"the SMTP URL names no host; {_FORM}")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ConfigError(f"the SMTP URL goes on after the port (is a / or # in the password not encoded?); {_FORM}")
    if (parts.username is None) != (parts.password is None):
        raise ConfigError(f"the SMTP URL has only one of user and password; {_FORM}")
    user = unquote(parts.username) if parts.username else None
    return Place(host, port or PORTS[parts.scheme], parts.scheme == "smtps", user, unquote(parts.password or ""))
