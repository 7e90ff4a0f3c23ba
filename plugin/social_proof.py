"""What others say about a product, for a message that suggests it: its true rating, once enough have reviewed it, and
beside it one review that its writer allows to be used again. Without the rating nobody is quoted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, not_, select
from sqlalchemy.orm import Session

from plugin.hinted import is_hinted
from plugin.model.review import Review, ReviewState
from plugin.published import ratings
from plugin.rating import Rating
from plugin.shops import Shop

LEAST = 3  # published reviews, before their average says anything
SHORTEST, LONGEST = 40, 200  # signs of a quote: it is never cut
_GOOD = 4
_CANDIDATES = 20  # of a product: words are sealed, so their length shows only when they are opened


@dataclass(frozen=True, slots=True)
class Proof:
    """`quote` "" where there is none that may be used. Whoever wrote it is not named: they may be forgotten later,
    and a message that has left stays."""

    rating: Rating
    quote: str


def proofs(session: Session, shop: Shop, product_ids: Collection[int]) -> dict[int, Proof]:
    """Of those of the products that have enough reviews."""
    rated = ratings(session, shop.id, product_ids).values()
    return {one.product_id: Proof(one, _quote(session, shop, one.product_id)) for one in rated if one.count >= LEAST}


def quotable(shop: Shop, product_id: int) -> Select[str, bytes | None]:
    """The reviews of a product that may be quoted, the most helpful first, then the newest. None for which something
    was promised, which would have to be said with it, and none that hints at spam."""
    return (
        select(Review.id, Review.text)
        .where(
            Review.shop_id == shop.id, Review.product_id == product_id, Review.state == ReviewState.PUBLISHED.value,
            Review.may_reuse, Review.is_verified, Review.stars >= _GOOD, Review.incentive.is_(None),
            Review.text.is_not(None), Review.text_hash.is_not(None), not_(is_hinted()),
        )
        .order_by(Review.helpful.desc(), Review.written_at.desc(), Review.id.desc())
        .limit(_CANDIDATES)
    )  # fmt: skip


def _quote(session: Session, shop: Shop, product_id: int) -> str:
    rows = session.execute(quotable(shop, product_id))
    texts = (" ".join((shop.keys.open("review.text", row.id, row.text) or "").split()) for row in rows)
    return next((text for text in texts if SHORTEST <= len(text) <= LONGEST), "")
