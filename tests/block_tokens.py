"""Session tokens as Shopify signs them for blocks of the checkout and of customer accounts."""

from __future__ import annotations

from typing import Any

from id_tokens import SHOP, payload, sign, wall


def block_token(shop: str = SHOP, customer: int | None = None, **changed: Any) -> str:
    """A good token of that shop, of a customer who is signed in where one is given, but for what is changed."""
    own = {"iss": None, "sid": None, "dest": shop, "sub": None}
    if customer is not None:
        own["sub"] = f"gid://shopify/Customer/{customer}"
    return sign(payload(wall(), shop, **(own | changed)))


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
