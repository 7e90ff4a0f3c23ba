"""What a shop pays for: asked from Shopify, offered, and ended. Nothing here stops a message: where Shopify gives no
usable answer the last known tariff stays."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from plugin.operator import Settings
from plugin.platform.seam import Offer, PlatformDown
from plugin.shops import Shop, change
from plugin.subscription import after_answer, kept
from plugin.tariffs import Tariff

if TYPE_CHECKING:
    from plugin.encore import Encore

log = structlog.get_logger()

EVERY = timedelta(days=1)  # Shopify's own plan page sends no webhooks (platform notes, billing)
_AGAIN = timedelta(hours=1)
_SHOPIFY_ADMIN = "https://admin.shopify.com/store"


def learn_subscription(encore: Encore, shop_id: int) -> bool:
    """Ask what the shop pays for and write it down; whether that worked. Twice is the same as once. An answer that
    is late, strange or about a subscription nobody knows changes nothing and is asked for again in an hour."""
    try:
        found = encore.platform.subscriptions(shop_id)
    except PlatformDown as trouble:
        return _not_learned(encore, shop_id, str(trouble))
    with encore.database.write_registry() as session:
        shop, now = encore.shops.read(session, shop_id), encore.clock.now()
        state = after_answer(shop.subscription, found, now)
        if state is not None:
            change(session, shop_id, subscription=kept(state), ask_subscription_at=now + EVERY)
            return True
    return _not_learned(encore, shop_id, "none of the active subscriptions is one of ours")


def offer(encore: Encore, shop: Shop, tariff: Tariff) -> str:
    """The address at Shopify where the merchant approves or declines. Raises PlatformDown."""
    return encore.platform.subscribe(
        shop.id, Offer(tariff, f"{app_address(encore.settings, shop)}/app/plan", encore.settings.has_test_charges)
    )


def end(encore: Encore, shop: Shop) -> None:
    """Back to the free tariff now. Ending twice is the same as once. Raises PlatformDown."""
    if shop.subscription.id is not None:
        encore.platform.unsubscribe(shop.id, shop.subscription.id)
    learn_subscription(encore, shop.id)


def plan_page(settings: Settings, shop: Shop) -> str:
    """The page of plans that Shopify hosts for this app and shop."""
    return f"{_admin(settings, shop)}/charges/{settings.app_handle}/pricing_plans"


def app_address(settings: Settings, shop: Shop) -> str:
    """Where Encore is inside the shop's admin; the path of a page may follow."""
    return f"{_admin(settings, shop)}/apps/{settings.app_handle}"


def _admin(settings: Settings, shop: Shop) -> str:
    if settings.shopify_base:
        return f"{settings.shopify_base.rstrip('/')}/admin"
    return f"{_SHOPIFY_ADMIN}/{shop.domain.removesuffix('.myshopify.com')}"


def _not_learned(encore: Encore, shop_id: int, reason: str) -> bool:
    log.warning("subscription not learned, the last known tariff stays", shop=shop_id, reason=reason)
    encore.shops.change(shop_id, ask_subscription_at=encore.clock.now() + _AGAIN)
    return False
