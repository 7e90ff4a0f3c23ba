"""What buyers say about a product, with the figures for search engines. The average is that of the database."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response
from sqlalchemy import select

from plugin.model.product import Product
from plugin.platform.base import at_base
from plugin.published import PER_PAGE, Shown, hidden_count, ratings, reviews
from plugin.rating import HIGHEST, LOWEST, Rating
from plugin.shops import Shop
from ui.doors import door, doors
from ui.proxy_gate import knows, shopper
from ui.storefront.part import LOCALE, part, speak

pages = Blueprint("storefront_reviews", __name__)


@pages.get("/proxy/reviews/<int:product_id>")
@door("proxy")
@knows(locale=LOCALE, page=r"[1-9][0-9]{0,3}")
def about(product_id: int) -> Response:
    """The newest ten, more by `page`. No part to take where nothing is published, or there is no such product."""
    speak()
    shop, place = shopper().shop, int(shopper().asked.get("page", "1"))
    with doors().database.read(shop.id) as session:
        rating = ratings(session, shop.id, [product_id])[product_id]
        product = session.scalar(select(Product).where(Product.shop_id == shop.id, Product.id == product_id))
        shown = reviews(session, shop, product_id, place) if rating.count else []
        hidden = hidden_count(session, shop.id, product_id)
    title = product.title if product is not None else ""
    return part(
        "reviews.html", product_id=product_id, title=title, rating=rating, reviews=shown, hidden=hidden, page=place,
        is_more=rating.count > PER_PAGE * place, locale=shopper().asked.get("locale"), highest=HIGHEST,
        prefix=shopper().prefix,
        linked=_linked(shop, product, rating, shown) if product is not None and rating.count else None,
    )  # fmt: skip


def _linked(shop: Shop, product: Product, rating: Rating, shown: Sequence[Shown]) -> dict[str, object]:
    """The product as schema.org names it; the template writes it as JSON that no text can end."""
    address = at_base(f"https://{shop.domain}/products/{product.handle}", shop.domain, doors().settings.shopify_base)
    scale = {"bestRating": HIGHEST, "worstRating": LOWEST}
    return {
        "@context": "https://schema.org", "@type": "Product", "name": product.title,
        **({"url": address, "@id": address} if product.handle else {}),
        "aggregateRating": {
            "@type": "AggregateRating", "ratingValue": str(rating.average), "reviewCount": rating.count, **scale,
        },
        "review": [_linked_review(one, scale) for one in shown],
    }  # fmt: skip


def _linked_review(one: Shown, scale: dict[str, int]) -> dict[str, object]:
    said = {"name": one.title, "reviewBody": one.text}
    return {
        "@type": "Review", "datePublished": one.written_at.date().isoformat(),
        "reviewRating": {"@type": "Rating", "ratingValue": one.stars, **scale},
        **({"author": {"@type": "Person", "name": one.name}} if one.name else {}),
        **{name: text for name, text in said.items() if text},
    }  # fmt: skip
