"""What others bought together with a product: what is sure enough, on sale and in stock, with the number of orders
that say so. No price: a page of the shop knows its market's, we know only the shop's own."""

from __future__ import annotations

from flask import Blueprint, Response

from plugin.flows.cross_sell import MOST_ITEMS
from plugin.flows.flow import Suggestion
from plugin.platform.base import at_base
from plugin.shops import Shop
from ui.doors import door, doors
from ui.filters import web_address
from ui.proxy_gate import knows, shopper
from ui.storefront.part import LOCALE, part, speak

pages = Blueprint("storefront_together", __name__)


@pages.get("/proxy/bought-together/<int:product_id>")
@door("proxy")
@knows(locale=LOCALE)
def together(product_id: int) -> Response:
    """At most four. No part to take where the orders prove nothing."""
    from plugin.analytics.recommend import suggestions  # numpy, only where it is asked for

    speak()
    shop = shopper().shop
    with doors().database.read(shop.id) as session:
        found = suggestions(session, shop.domain, {product_id: ([product_id], ())})[product_id][:MOST_ITEMS]
    return part("together.html", items=[_item(shop, one) for one in found])


def _item(shop: Shop, one: Suggestion) -> dict[str, object]:
    base = doors().settings.shopify_base
    picture = web_address(one.image_url, "https")
    return {
        "title": one.title, "url": at_base(one.url, shop.domain, base), "count": one.count,
        "image_url": picture and at_base(picture, shop.domain, base),
    }  # fmt: skip
