"""Shopify's own package, set up for this app. It verifies id tokens and proxied queries; ui.id_token and
ui.proxy_gate ask more than it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.doors import doors

if TYPE_CHECKING:  # a process that serves neither admin nor storefront does not carry it
    from shopify_app import ShopifyApp


def verifier() -> ShopifyApp | None:
    """By the current secret and, while it is set, the old one. None where the app has no key or no secret yet, so
    that nobody is let in."""
    settings = doors().settings
    if not settings.api_key or not settings.api_secret:
        return None
    from shopify_app import ShopifyApp

    return ShopifyApp(settings.api_key, settings.api_secret, settings.old_api_secret or None)
