"""Session tokens: what a block of the app on the shop's own pages presents to the app. Like an id token, but without
`iss` and `sid`, for five minutes, and with a `sub` only where the customer is signed in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import jwt

from devstore import shop
from devstore.settings import Settings

_LIFE = timedelta(minutes=5)


def issue(settings: Settings, now: datetime, customer_id: int | None) -> str:
    """HS256 with the client secret, from `now`, the time of signatures."""
    seconds = int(now.timestamp())
    claims: dict[str, Any] = {
        "dest": shop.DOMAIN, "aud": settings.api_key, "exp": seconds + int(_LIFE.total_seconds()), "nbf": seconds,
        "iat": seconds, "jti": str(uuid4()),
    }  # fmt: skip
    if customer_id is not None:
        claims["sub"] = f"gid://shopify/Customer/{customer_id}"
    return jwt.encode(claims, settings.api_secret, algorithm="HS256")
