"""What the shop as a whole is worth to its buyers: a badge with its rating, and what they allow to be quoted."""

from __future__ import annotations

from flask import Blueprint, Response

from plugin.published import rating_of_all, rating_of_shop
from plugin.rating import HIGHEST
from plugin.review_pages import featured
from ui.doors import door, doors
from ui.proxy_gate import knows, shopper
from ui.storefront.part import AT_ONCE_S, LOCALE, part, speak

pages = Blueprint("storefront_badge", __name__)
MOST = 6


@pages.get("/proxy/badge")
@door("proxy")
@knows(locale=LOCALE)
def badge() -> Response:
    """What reviews of the shop say; of its products, where there is none. No part to take where nobody has reviewed
    anything."""
    speak()
    shop = shopper().shop
    with doors().database.read(shop.id) as session:
        of_shop = rating_of_shop(session, shop.id)
        rating = of_shop if of_shop.count else rating_of_all(session, shop.id)
    return part("badge.html", kept_s=AT_ONCE_S, rating=rating, is_of_shop=bool(of_shop.count), highest=HIGHEST)


@pages.get("/proxy/testimonials")
@door("proxy")
@knows(locale=LOCALE)
def testimonials() -> Response:
    """What the merchant singled out, only where its writer allows it to be used again."""
    speak()
    shop = shopper().shop
    with doors().database.read(shop.id) as session:
        found = featured(session, shop, MOST)
    return part("testimonials.html", kept_s=AT_ONCE_S, found=found, highest=HIGHEST)
