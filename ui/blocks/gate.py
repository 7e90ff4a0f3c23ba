"""The door of the blocks that shoppers see: thank-you page, order status, customer account. Each request carries a
session token; the shop is its `dest`, the customer its `sub`, and nothing else says either."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import structlog
from flask import Response as Answer
from flask import current_app, g, jsonify, request

from plugin.shops import Shop
from ui.blocks.session_token import of_checkout, of_customer
from ui.doors import Door, doors
from ui.id_token import BadToken
from ui.verifier import verifier

_BEARER = "Bearer "
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Buyer:
    """A request of a block. `signed_in` is the customer's id; 0 behind the door `checkout`, which knows nobody."""

    shop: Shop
    signed_in: int


def buyer() -> Buyer:
    """Who is behind the current request of a block."""
    return cast(Buyer, g.buyer)


def guard() -> tuple[Answer, int] | None:
    """Lets a request of a block through only with a good session token of a shop that is installed."""
    view = current_app.view_functions.get(request.endpoint or "")
    door = getattr(view, "door", None)
    if door not in (Door.CHECKOUT, Door.CUSTOMER):
        return None
    try:
        told = (of_customer if door is Door.CUSTOMER else of_checkout)(_token(), verifier())
    except BadToken as error:
        log.info("block refused", block=request.endpoint, reason=str(error))
        return refusal(401, "session_expired")
    shop = doors().shops.by_domain(told.shop_domain)
    if shop is None or shop.uninstalled_at is not None or shop.cabinet is None:
        return refusal(404, "not_here")
    g.buyer = Buyer(shop, (told.customer_id or 0) if door is Door.CUSTOMER else 0)
    return None


def refusal(status: int, reason: str, wait_s: int = 0) -> tuple[Answer, int]:
    """A block reads no pages; it gets the reason as a word and says it in its own language. `wait_s` says after how
    many seconds it is worth trying again, 0 nothing."""
    answer = jsonify(error=reason)
    if wait_s:
        answer.headers["Retry-After"] = str(wait_s)
    return answer, status


def _token() -> str:
    given = request.headers.get("Authorization", "")
    if not given.startswith(_BEARER):
        raise BadToken("no token")
    return given.removeprefix(_BEARER)
