"""Keeps the tokens of idle shops alive (platform: tokens). One that is asked something each week renews its own."""

from __future__ import annotations

import structlog

from plugin.encore import Encore
from plugin.platform.token_trouble import NeedsMerchant, TokensDown

log = structlog.get_logger()


def drain(encore: Encore, budget: int) -> int:
    """Returns how many shops have new tokens. One that gets none keeps what it has until the next time; where only
    its merchant can help, its Home page says so."""
    done = 0
    for shop in encore.shops.working():
        if done >= budget:
            break
        if not shop.has_token:
            continue
        try:
            done += encore.tokens.keep_alive(shop.id)
        except (NeedsMerchant, TokensDown) as trouble:
            log.warning("tokens not renewed", shop=shop.id, reason=str(trouble))
    return done
