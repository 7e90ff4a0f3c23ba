"""Who does something on the storefront, and how they are told what came of it."""

from __future__ import annotations

from flask import Response, make_response, render_template, request

from plugin.visitors import Visitor, hash_of
from ui.address import SHOPIFY, came_from
from ui.doors import doors
from ui.proxy_gate import shopper


def visitor_here() -> tuple[str, str]:
    """Whoever it is, and where they come from, as keyed hashes."""
    shop, now = shopper().shop, doors().clock.now()
    address = came_from(SHOPIFY)
    agent = request.headers.get("User-Agent", "")[:200]
    who = hash_of(shop, Visitor(shopper().said_customer_id, address, agent), now)
    return who, shop.keys.lookup("visitor", address)


def told(text: str, status: int = 200, wait_s: int = 0) -> Response:
    """One sentence; `wait_s` says after how many seconds it is worth trying again, 0 nothing."""
    html = render_template("storefront/told.html", shop=shopper().shop, text=text)
    return waiting(make_response(html, status), wait_s)


def waiting(answer: Response, wait_s: int) -> Response:
    if wait_s:
        answer.headers["Retry-After"] = str(wait_s)
    return answer
