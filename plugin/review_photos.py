"""The pictures of reviews, opened: for everybody once the review is published, for who wrote it at any time."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from plugin.model.review import Review, ReviewPhoto, ReviewState
from plugin.shops import Shop


def shown_photo(session: Session, shop: Shop, id: str, *, is_small: bool) -> bytes | None:
    """A picture of a published review (image/webp), or None."""
    return _photo(session, shop, id, Review.state == ReviewState.PUBLISHED.value, is_small=is_small)


def written_photo(session: Session, shop: Shop, order_id: int, id: str, *, is_small: bool) -> bytes | None:
    """A picture of a review by the buyer of that order, published or not; or None."""
    return _photo(session, shop, id, Review.order_id == order_id, is_small=is_small)


def _photo(session: Session, shop: Shop, id: str, of: ColumnElement[bool], *, is_small: bool) -> bytes | None:
    name = "small" if is_small else "content"
    sealed = session.scalar(
        select(getattr(ReviewPhoto, name))
        .join(Review, and_(Review.shop_id == ReviewPhoto.shop_id, Review.id == ReviewPhoto.review_id))
        .where(ReviewPhoto.shop_id == shop.id, ReviewPhoto.id == id, of)
    )
    return sealed and shop.keys.open_bytes(f"review_photo.{name}", id, sealed)
