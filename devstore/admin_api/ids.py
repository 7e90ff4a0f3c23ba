"""Global ids: `gid://shopify/Kind/number`."""

from __future__ import annotations

import re

_GID = re.compile(r"gid://shopify/(\w+)/(\d+)")


def read_gid(text: str) -> tuple[str, int] | None:
    """Kind and number; None for what is no gid."""
    match = _GID.fullmatch(text)
    return (match[1], int(match[2])) if match else None


def number_of(text: str, kind: str) -> int | None:
    """The number of a gid of this kind; a bare number is taken too, as Shopify takes it."""
    read = read_gid(text) or (kind, int(text) if text.isdigit() else None)
    return read[1] if read[0] == kind else None
