"""Asks Shopify once a day, and after every webhook about it, what each shop pays for."""

from __future__ import annotations

from plugin.billing import learn_subscription
from plugin.encore import Encore


def drain(encore: Encore, budget: int) -> int:
    """Shops whose time to ask has come; returns how many gave a usable answer. Nothing is asked where this
    installation charges nothing."""
    if encore.settings.billing == "none":
        return 0
    now, asked, learned = encore.clock.now(), 0, 0
    for shop in encore.shops.working():
        if asked >= budget:
            break
        if not shop.has_token or (shop.ask_subscription_at is not None and shop.ask_subscription_at > now):
            continue
        asked += 1
        learned += learn_subscription(encore, shop.id)
    return learned
