"""What search engines are told, as schema.org names it and Google asks for it (Product snippet, review snippet). The
template writes it as JSON that no text can end."""

from __future__ import annotations

from collections.abc import Sequence

from plugin.model.product import Product
from plugin.platform.base import at_base
from plugin.rating import HIGHEST, LOWEST, Rating
from plugin.review_pages import Shown
from plugin.shops import Shop
from ui.doors import doors
from ui.filters import web_address

AUTHOR_SIGNS = 100  # Google takes names with fewer; an import may bring longer ones
_SCALE = {"bestRating": HIGHEST, "worstRating": LOWEST}


def linked_product(shop: Shop, product: Product, rating: Rating, rows: Sequence[Shown]) -> dict[str, object] | None:
    """A product with at least one published review; None for one without a name, which Google refuses. A review
    without a name, or with one that is too long, has no author that Google would take, so it is counted, but not
    quoted."""
    if not product.title.strip():
        return None
    base = doors().settings.shopify_base
    address = at_base(f"https://{shop.domain}/products/{product.handle}", shop.domain, base)
    picture = web_address(product.image_url, "https")
    quoted = [_review(one) for one in rows if 0 < len(one.name) < AUTHOR_SIGNS]
    return {
        "@context": "https://schema.org", "@type": "Product", "name": product.title,
        **({"url": address, "@id": address} if product.handle else {}),
        **({"image": at_base(picture, shop.domain, base)} if picture else {}),
        "aggregateRating": {
            "@type": "AggregateRating", "ratingValue": str(rating.average), "reviewCount": rating.count, **_SCALE,
        },
        **({"review": quoted} if quoted else {}),
    }  # fmt: skip


def _review(one: Shown) -> dict[str, object]:
    said = {"name": one.title, "reviewBody": one.text}
    return {
        "@type": "Review", "datePublished": one.written_at.date().isoformat(),
        "reviewRating": {"@type": "Rating", "ratingValue": one.stars, **_SCALE},
        "author": {"@type": "Person", "name": one.name},
        **{name: text for name, text in said.items() if text},
    }  # fmt: skip
