"""The social card of a review (plugin/social_card.py): only of one that everybody may read and whose writer allows it
to be used again."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.compose.colors import ACCENT
from plugin.model.product import Product
from plugin.model.review import Review, ReviewState
from plugin.shops import Shop
from plugin.social_card import Card


def card_of(session: Session, shop: Shop, id: str, notice: Callable[[str], str]) -> Card | None:
    """What stands on it; None where there is no such review, it may not be used, or it has no words. `notice` says
    that something was promised for it."""
    row = session.scalar(
        select(Review).where(
            Review.shop_id == shop.id, Review.id == id, Review.state == ReviewState.PUBLISHED.value, Review.may_reuse
        )
    )
    if row is None:
        return None
    title, text, name = (
        shop.keys.open(f"review.{one}", row.id, getattr(row, one)) or "" for one in ("title", "text", "name")
    )
    if not (text or title):
        return None
    product = select(Product.title).where(Product.shop_id == shop.id, Product.id == row.product_id)
    return Card(
        words=text or title, stars=row.stars, name=name, product=session.scalar(product) or "",
        shop=shop.settings.sender.name or shop.name, color=shop.settings.brand.color or ACCENT,
        notice=notice(row.incentive) if row.incentive else "",
    )  # fmt: skip
