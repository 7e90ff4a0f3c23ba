"""How the reviews that the shop shows are counted, and that a product's rating has changed. Everything that names a
rating (the page, search engines, the platform, messages) reads it here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from plugin.db.writes import insert_new_rows
from plugin.model.review import ProductRating, Review, ReviewOf, ReviewState
from plugin.model.review_tally import ReviewTally
from plugin.product_groups import together_with
from plugin.rating import Rating, rating_of

SHOP = 0  # in the place of a product: the shop itself


def ratings(session: Session, shop_id: int, product_ids: Collection[int]) -> dict[int, Rating]:
    """The rating of each product, counted together with its group; one without a published review has a count of
    0."""
    groups = together_with(session, shop_id, product_ids)
    every = {one for group in groups.values() for one in group}
    counted: dict[int, Counter[int]] = defaultdict(Counter)
    for product_id, stars, count in session.execute(
        select(ReviewTally.product_id, ReviewTally.stars, ReviewTally.count).where(
            ReviewTally.shop_id == shop_id, ReviewTally.product_id.in_(every)
        )
    ):
        counted[product_id][stars] = count
    return {one: rating_of(one, sum((counted[other] for other in group), Counter())) for one, group in groups.items()}


def rating_of_all(session: Session, shop_id: int) -> Rating:
    """Of all products of the shop together."""
    tallied = select(ReviewTally.stars, func.sum(ReviewTally.count)).where(ReviewTally.shop_id == shop_id)
    return rating_of(SHOP, {stars: int(n) for stars, n in session.execute(tallied.group_by(ReviewTally.stars))})


def rating_of_shop(session: Session, shop_id: int) -> Rating:
    """What the reviews of the shop itself say."""
    mine = (Review.shop_id == shop_id, Review.of == ReviewOf.SHOP.value, Review.state == ReviewState.PUBLISHED.value)
    counted: dict[int, int] = dict(
        iter(session.execute(select(Review.stars, func.count()).where(*mine).group_by(Review.stars)))
    )
    return rating_of(SHOP, counted)


def hidden_count(session: Session, shop_id: int, product_id: int | None = None) -> int:
    """How many reviews of the product and its group, or of anything, the merchant has hidden (trust: counted in
    public)."""
    hidden = [Review.shop_id == shop_id, Review.state == ReviewState.HIDDEN.value]
    if product_id is not None:
        hidden.append(Review.product_id.in_(together_with(session, shop_id, [product_id])[product_id]))
    return session.scalar(select(func.count()).select_from(Review).where(*hidden)) or 0


def photo_url(prefix: str, id: str, size: Literal["photo", "small"] = "photo") -> str:
    """Where a picture of a published review is on the storefront whose pages of ours begin with `prefix`."""
    return f"{prefix}/{size}/{id}"


def rating_changed(session: Session, shop_id: int, product_ids: Collection[int], now: datetime) -> None:
    """Published reviews of these products came, went or were changed, or they share others: they are counted again,
    and the platform is to be told of them and their groups, in the transaction that changes them. Call it after the
    change."""
    told = {one for group in together_with(session, shop_id, product_ids).values() for one in group}
    rows = [{"shop_id": shop_id, "product_id": one} for one in sorted(told)]
    insert_new_rows(session, ProductRating, rows)
    # the row is also the lock: who counts second sees what the first one changed
    session.execute(
        update(ProductRating)
        .where(ProductRating.shop_id == shop_id, ProductRating.product_id.in_(told))
        .values(version=ProductRating.version + 1, due_at=now, tries=0, problem=None)
        .execution_options(synchronize_session=False)
    )
    count_again(session, shop_id, product_ids)


def count_again(session: Session, shop_id: int, product_ids: Collection[int]) -> None:
    """The tallies of these products, from their published reviews."""
    session.flush()
    session.execute(
        delete(ReviewTally)
        .where(ReviewTally.shop_id == shop_id, ReviewTally.product_id.in_(product_ids))
        .execution_options(synchronize_session=False)
    )
    counted = (
        select(Review.shop_id, Review.product_id, Review.stars, func.count())
        .where(
            Review.shop_id == shop_id, Review.product_id.in_(product_ids),
            Review.state == ReviewState.PUBLISHED.value,
        )
        .group_by(Review.shop_id, Review.product_id, Review.stars)
    )  # fmt: skip
    session.execute(insert(ReviewTally).from_select(["shop_id", "product_id", "stars", "count"], counted))
