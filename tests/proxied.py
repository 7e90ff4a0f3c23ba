"""A request as Shopify's app proxy passes it on."""

from __future__ import annotations

import hashlib
import hmac

from id_tokens import SECRET, wall

from plugin.shops import Shop


def proxied(shop: Shop, *, signed: str = "", **query: str) -> dict[str, str]:
    """The visitor's query with what Shopify adds; `signed` takes the place of the good signature."""
    pairs = {
        "shop": shop.domain, "logged_in_customer_id": "", "path_prefix": "/apps/encore",
        "timestamp": str(int(wall().timestamp())), **query,
    }  # fmt: skip
    text = "".join(f"{name}={pairs[name]}" for name in sorted(pairs))
    return {**pairs, "signature": signed or hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()}
