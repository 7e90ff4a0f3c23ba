"""A shop's name as a visitor's address gives it: to be looked at, never to be believed."""

from __future__ import annotations

import re

_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\.myshopify\.com")


def shop_domain(text: str) -> str | None:
    """`text` if it is a well-formed myshopify domain (fit for a header or an address), else None."""
    return text if _DOMAIN.fullmatch(text) else None
