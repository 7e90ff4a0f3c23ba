"""The pictures of reviews: sealed as they are stored, and opened for everybody once the review is published, for who
wrote it and for the shop's staff at any time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, select, true
from sqlalchemy.orm import Session

from plugin.events import Photo
from plugin.model.review import Review, ReviewPhoto, ReviewState
from plugin.shops import Shop
from plugin.vault import Cabinet


def sealed(keys: Cabinet, id: str, photo: Photo) -> dict[str, Any]:
    """The columns of the row of that id that hold the picture."""
    return {
        "content": keys.seal_bytes("review_photo.content", id, photo.content),
        "small": keys.seal_bytes("review_photo.small", id, photo.small),
        "width": photo.width, "height": photo.height,
    }  # fmt: skip


def shown_photo(session: Session, shop: Shop, id: str, *, is_small: bool) -> bytes | None:
    """A picture of a published review (image/webp), or None."""
    return _photo(session, shop, id, Review.state == ReviewState.PUBLISHED.value, is_small=is_small)


def written_photo(session: Session, shop: Shop, order_id: int, id: str, *, is_small: bool) -> bytes | None:
    """A picture of a review by the buyer of that order, published or not; or None."""
    return _photo(session, shop, id, Review.order_id == order_id, is_small=is_small)


def photo_writer(session: Session, shop: Shop, id: str) -> int | None:
    """Who wrote the review that a picture belongs to; None: a guest, or there is no such picture."""
    its = and_(ReviewPhoto.shop_id == Review.shop_id, ReviewPhoto.review_id == Review.id)
    return session.scalar(
        select(Review.customer_id).join(ReviewPhoto, its).where(Review.shop_id == shop.id, ReviewPhoto.id == id)
    )


def any_photo(session: Session, shop: Shop, id: str, *, is_small: bool) -> bytes | None:
    """A picture of any review of the shop, for its staff; or None."""
    return _photo(session, shop, id, true(), is_small=is_small)


def _photo(session: Session, shop: Shop, id: str, of: ColumnElement[bool], *, is_small: bool) -> bytes | None:
    name = "small" if is_small else "content"
    found = session.scalar(
        select(getattr(ReviewPhoto, name))
        .join(Review, and_(Review.shop_id == ReviewPhoto.shop_id, Review.id == ReviewPhoto.review_id))
        .where(ReviewPhoto.shop_id == shop.id, ReviewPhoto.id == id, of)
    )
    return found and shop.keys.open_bytes(f"review_photo.{name}", id, found)
