"""How long who wrote a review waits for the shop: until somebody first looked at it (published or hid it), and until
there was an answer that everybody may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from plugin.model.review import Review, ReviewState
from plugin.shops import Shop

DAYS = 90
_NEWEST = 1_000  # reviews: of more the median says no more, and the page would wait for it
_OWN = "encore"


@dataclass(frozen=True, slots=True)
class Waited:
    """The median of so many; None where there is none."""

    median: timedelta | None
    count: int


@dataclass(frozen=True, slots=True)
class Speed:
    look: Waited
    answer: Waited


def speed(session: Session, shop: Shop, now: datetime) -> Speed:
    """Of the reviews that were written here in the last DAYS days. What publishes itself was looked at by nobody."""
    looked, answered = Review.looked_at.is_not(None), and_(Review.replied_at.is_not(None), Review.reply_is_public)
    rows = session.execute(
        select(Review.written_at, Review.looked_at, Review.replied_at, Review.reply_is_public)
        .where(
            Review.shop_id == shop.id, Review.state.in_([one.value for one in ReviewState]),
            Review.written_at > now - timedelta(days=DAYS), Review.source == _OWN, or_(looked, answered),
        )
        .order_by(Review.written_at.desc())
        .limit(_NEWEST)
    ).all()  # fmt: skip
    return Speed(
        _waited([row.looked_at - row.written_at for row in rows if row.looked_at]),
        _waited([row.replied_at - row.written_at for row in rows if row.replied_at and row.reply_is_public]),
    )


def _waited(spans: list[timedelta]) -> Waited:
    return Waited(timedelta(seconds=median(one.total_seconds() for one in spans)) if spans else None, len(spans))
