"""The development store is the shop itself on another address: what leads to the shop leads there."""

from __future__ import annotations


def at_base(address: str, shop_domain: str, base: str) -> str:
    """`address`, with the shop's own host replaced by `base` where that is set."""
    home = f"https://{shop_domain}"
    if not base or not (address == home or address.startswith(f"{home}/")):
        return address
    return base.rstrip("/") + address.removeprefix(home)
