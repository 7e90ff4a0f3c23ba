"""How often the links of one message may be used to change something, whatever for. Nobody is ever refused to leave:
that is for the page to say."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from werkzeug.exceptions import TooManyRequests

from ui.limit import Limiter
from ui.shopper.visit import Visit

LIMITER = "encore.link_limiter"
PER_HOUR = 20  # of one message and kind


def new_limiter() -> Limiter:
    return Limiter(PER_HOUR, timedelta(hours=1))


def wait_s(who: Visit, what: str) -> int:
    """0, and this time counts; or in how many seconds the next time is free."""
    limiter: Limiter = current_app.extensions[LIMITER]
    return limiter.wait_s((who.shop.id, who.message.id, what), who.now)


def not_too_often(who: Visit, what: str) -> None:
    """TooManyRequests, which says when to come again, where it was enough."""
    wait = wait_s(who, what)
    if wait:
        raise TooManyRequests(retry_after=wait)
