"""Which reviews the shop shows: counting and listing them, and noting that a product's rating has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.orm import Session

from plugin.db.writes import insert_new_rows
from plugin.model.review import ProductRating, Review, ReviewPhoto, ReviewState
from plugin.rating import Rating
from plugin.shops import Shop

PER_PAGE = 10
_SHOWN = Review.state == ReviewState.PUBLISHED.value


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A picture by its id; width and height are those of the large one."""

    id: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A review as everybody may read it. `name` is the one its writer chose, "" for none."""

    stars: int
    title: str
    text: str
    name: str
    is_verified: bool
    written_at: datetime
    is_edited: bool
    photos: tuple[ShownPhoto, ...] = ()
    video: str = ""  # an https address
    incentive: str = ""  # what was promised for it, whatever the stars


def ratings(session: Session, shop_id: int, product_ids: Collection[int]) -> dict[int, Rating]:
    """The rating of each product; one without a published review has a count of 0."""
    counted = session.execute(
        select(Review.product_id, func.count(), func.sum(Review.stars))
        .where(Review.shop_id == shop_id, Review.product_id.in_(product_ids), _SHOWN)
        .group_by(Review.product_id)
    )
    found = {product_id: Rating(product_id, count, int(total)) for product_id, count, total in counted if product_id}
    return {product_id: found.get(product_id, Rating(product_id, 0, 0)) for product_id in product_ids}


def hidden_count(session: Session, shop_id: int, product_id: int) -> int:
    """How many reviews of the product the merchant has hidden (trust: counted in public)."""
    hidden = (Review.shop_id == shop_id, Review.product_id == product_id, Review.state == ReviewState.HIDDEN.value)
    return session.scalar(select(func.count()).select_from(Review).where(*hidden)) or 0


def reviews(session: Session, shop: Shop, product_id: int, page: int = 1) -> Sequence[Shown]:
    """One page of what is published about a product, the newest first; pages count from 1."""
    rows = session.scalars(
        select(Review)
        .where(Review.shop_id == shop.id, Review.product_id == product_id, _SHOWN)
        .order_by(Review.written_at.desc(), Review.id)
        .offset(PER_PAGE * (page - 1))
        .limit(PER_PAGE)
    )
    found = list(rows)
    photos = _photos(session, shop, [row.id for row in found])
    return [_shown(shop, row, photos.get(row.id, ())) for row in found]


def shown_photo(session: Session, shop: Shop, id: str, *, is_small: bool) -> bytes | None:
    """A picture of a published review (image/webp), or None."""
    return _photo(session, shop, id, _SHOWN, is_small=is_small)


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


def _photos(session: Session, shop: Shop, review_ids: Sequence[str]) -> Mapping[str, Sequence[ShownPhoto]]:
    found: dict[str, list[ShownPhoto]] = defaultdict(list)
    rows = session.execute(
        select(ReviewPhoto.review_id, ReviewPhoto.id, ReviewPhoto.width, ReviewPhoto.height)
        .where(
            ReviewPhoto.shop_id == shop.id, ReviewPhoto.review_id.in_(review_ids), ReviewPhoto.content.is_not(None)
        )
        .order_by(ReviewPhoto.position)
    )  # fmt: skip
    for row in rows:
        found[row.review_id].append(ShownPhoto(row.id, row.width, row.height))
    return found


def rating_changed(session: Session, shop_id: int, product_ids: Collection[int], now: datetime) -> None:
    """The platform is to be told what these products' ratings are now, in the transaction that changes them."""
    rows = [{"shop_id": shop_id, "product_id": one} for one in sorted(set(product_ids))]
    insert_new_rows(session, ProductRating, rows)
    session.execute(
        update(ProductRating)
        .where(ProductRating.shop_id == shop_id, ProductRating.product_id.in_(product_ids))
        .values(version=ProductRating.version + 1, due_at=now, tries=0, problem=None)
        .execution_options(synchronize_session=False)
    )


def _shown(shop: Shop, row: Review, photos: Sequence[ShownPhoto]) -> Shown:
    said = {
        name: shop.keys.open(f"review.{name}", row.id, getattr(row, name)) or "" for name in ("title", "text", "name")
    }
    return Shown(row.stars, said["title"], said["text"], said["name"], row.is_verified, row.written_at,
                 row.edited_at is not None, tuple(photos), row.video or "", row.incentive or "")  # fmt: skip
