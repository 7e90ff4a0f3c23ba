"""Small ways to show a value on a page."""

from __future__ import annotations

from urllib.parse import urlsplit


def masked(address: str | None) -> str:
    """An e-mail address as "j…n@e…e.com", a number as "…89"; enough for its owner, nobody else. "" for None."""
    if not address:
        return ""
    name, at, host = address.strip().rpartition("@")
    if not at:
        return "…" + address[-2:]
    body, dot, top = host.rpartition(".")
    return f"{_ends(name)}@{_ends(body)}{dot}{top}"


def _ends(text: str) -> str:
    return f"{text[:1]}…{text[-1:]}" if len(text) > 2 else f"{text[:1]}…"


def web_address(text: str | None, *schemes: str) -> str | None:
    """`text` if it is an absolute address with one of `schemes` and nothing a browser could misread
    (credentials, backslashes, blanks, control characters); else None."""
    if not text or "\\" in text or any(ord(sign) <= 32 or ord(sign) == 127 for sign in text):
        return None
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in schemes or not host or "@" in parts.netloc:
        return None
    return text
