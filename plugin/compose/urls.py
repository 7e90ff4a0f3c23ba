"""Which addresses may stand in a message: whole http, https, mailto and tel addresses, nothing else."""

from __future__ import annotations

import re
from urllib.parse import quote

# What no address may hold unencoded: controls, spaces, quotes and brackets (RFC 3986 section 2), backslash.
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\"'<>\\^`{|}\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_WEB = re.compile(r"https?://(?:[^@/?#:\[\]]+|\[[0-9a-fA-F:.]+\])(?::[0-9]{1,5})?(?:[/?#].*)?")  # never user@host
_OTHER = re.compile(r"(?:mailto|tel):[^/].*")
_LENGTH = 2048


def safe_url(value: str | None) -> str | None:
    """`value` if it is a complete web, mail or phone address; None otherwise."""
    if not value or len(value) > _LENGTH or _UNSAFE.search(value):
        return None
    return value if _WEB.fullmatch(value) or _OTHER.fullmatch(value) else None


def safe_image(value: str | None) -> str | None:
    """`value` if it is a complete https address of a picture; None otherwise, and the picture is left out."""
    url = safe_url(value)
    return url if url and url.startswith("https://") else None


def url_part(value: str) -> str:
    """`value` percent-encoded, so that it stays one part of a path or one value of a query."""
    return quote(value, safe="")
