"""The app proxy: what the storefront sends on to the app, signed as Shopify signs it."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from urllib.parse import urlencode

from devstore import shop

Pairs = list[tuple[str, str]]
_OURS = frozenset({"shop", "logged_in_customer_id", "path_prefix", "timestamp", "signature"})


def signed(
    given: Iterable[tuple[str, str]], secret: str, prefix: str, customer_id: int | None, now: datetime
) -> Pairs:
    """The visitor's query (names that are ours left out) with what Shopify adds, and the signature over all."""
    pairs = [pair for pair in given if pair[0] not in _OURS]
    pairs += [
        ("shop", shop.DOMAIN),
        ("logged_in_customer_id", "" if customer_id is None else str(customer_id)),
        ("path_prefix", prefix),
        ("timestamp", str(int(now.timestamp()))),
    ]
    return [*pairs, ("signature", signature(pairs, secret))]


def signature(pairs: Pairs, secret: str) -> str:
    """Hex HMAC-SHA256 over `name=value` sorted by name, without separators; values of one name joined by commas."""
    ordered = sorted(pairs, key=lambda pair: pair[0])
    text = "".join(
        f"{name}={','.join(value for _, value in group)}"
        for name, group in groupby(ordered, key=lambda pair: pair[0])
    )
    return hmac.digest(secret.encode(), text.encode(), "sha256").hex()


def address(app_url: str, proxy_path: str, rest: str, pairs: Pairs) -> str:
    path = f"{proxy_path}/{rest}" if rest else proxy_path
    return f"{app_url}{path}?{urlencode(pairs)}"
