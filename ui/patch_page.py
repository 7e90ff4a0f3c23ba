"""`/auth/patch-id-token`: where a page without a good id token goes to fetch one. It holds nothing but App Bridge,
which reloads the page named by `shopify-reload` with a fresh token; outside the admin it leads into it.

Not the page of Shopify's package, which puts any `shop` into the policy and loads App Bridge from nowhere but
Shopify, so that no development store could take its place."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from ui.doors import door, doors
from ui.headers import SHOPIFY_CDN, framed_by
from ui.session import PATCH_PAGE
from ui.shop_domain import shop_domain

pages = Blueprint("patch_page", __name__)


@pages.get(PATCH_PAGE)
@door("public")
def patch() -> str:
    """The page. 400 unless it names one well-formed shop and a page of ours: App Bridge goes where it is told."""
    shops, targets = request.args.getlist("shop"), request.args.getlist("shopify-reload")
    if len(shops) != 1 or len(targets) != 1 or not is_own_path(targets[0]):
        abort(400)
    shop = shop_domain(shops[0])
    if shop is None:
        abort(400)
    framed_by(shop)
    settings = doors().settings
    return render_template(
        "admin/patch.html", client_id=settings.api_key, app_bridge=app_bridge(settings.shopify_base)
    )


def app_bridge(shopify_base: str) -> str:
    """Where App Bridge comes from: Shopify, or the development store where its address is set."""
    return (
        f"{shopify_base.rstrip('/')}/app-bridge.js" if shopify_base else f"{SHOPIFY_CDN}/shopifycloud/app-bridge.js"
    )


def is_own_path(target: str) -> bool:
    """Whether a browser that is sent to `target` stays with us: one slash, then neither a slash nor a backslash,
    and nothing that browsers leave out when they read an address."""
    plain = target.isascii() and target.isprintable() and "\\" not in target
    return plain and target.startswith("/") and not target.startswith("//")
