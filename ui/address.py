"""Where a request comes from. Every proxy on the way writes down to the right of what it was given who came to it, so
the list is read from the right, no further than the proxies we know: what a visitor made up stands left of that."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from flask import request

from ui.doors import doors

SHOPIFY = 1  # a request through the app proxy: Shopify writes its visitor down (platform: app proxy)
_OF_ONE = 64  # bits of an IPv6 address that a household has in common; the rest it may change at will


def came_from(beyond: int = 0) -> str:
    """The address behind the operator's own proxies and so many of others `beyond` them; the furthest that is
    written down where there are fewer."""
    told = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    known = min(doors().settings.proxies + beyond, len(told))
    return _of_one([*told, request.remote_addr or "?"][-1 - known])


def _of_one(text: str) -> str:
    """The part of the address that is the same for whoever has it."""
    try:
        address = ip_address(text)
    except ValueError:
        return text
    return str(int(address) >> _OF_ONE) if isinstance(address, IPv6Address) else text
