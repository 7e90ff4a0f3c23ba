"""The `state` of an authorization: bound to the browser that began it, to one shop, and to ten minutes.

The address carries a random word; the browser keeps it, with the shop and the end, signed by us in a cookie that
means nothing else and is gone after one use."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from plugin.vault import derive

COOKIE = "__Host-encore-authorization"
LASTS = timedelta(minutes=10)


def new_state(key: bytes, shop_domain: str, now: datetime) -> tuple[str, str]:
    """The state for the address, and the cookie's value."""
    state = secrets.token_urlsafe(24)
    text = f"{state}.{int((now + LASTS).timestamp())}.{shop_domain}"
    return state, f"{_mac(key, text)}.{text}"


def is_mine(key: bytes, cookie: str, state: str, shop_domain: str, now: datetime) -> bool:
    """Whether the browser with this cookie began this authorization of this shop, and not long ago."""
    mac, _, text = cookie.partition(".")
    if not cookie.isascii() or not hmac.compare_digest(_mac(key, text), mac):
        return False
    begun, _, rest = text.partition(".")
    ends, _, shop = rest.partition(".")
    return begun == state and shop == shop_domain and int(ends) > now.timestamp()


def _mac(key: bytes, text: str) -> str:
    return hmac.digest(derive(key, "oauth state"), text.encode(), "sha256").hex()
