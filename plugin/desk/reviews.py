"""What buyers wrote is looked at, then published. Nobody can pick the good ones: what waits is published page by
page, and a review is kept back only for one of the reasons below, logged and counted in public (trust: reviews)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from plugin.desk.access import note
from plugin.encore import Encore
from plugin.errors import EncoreError
from plugin.model.review import Review, ReviewState
from plugin.model.review_report import ReviewReport
from plugin.model.staff import Deed
from plugin.published import rating_changed
from plugin.shops import Shop


class Why(StrEnum):
    """Why a review may be hidden. Few stars are no reason."""

    INSULT = "insult"
    PRIVATE = "private"
    ADVERTISING = "advertising"
    UNRELATED = "unrelated"
    UNLAWFUL = "unlawful"


class ReviewChanged(EncoreError):
    """The review is not as it was shown any more: its writer edited it, or somebody else was faster."""


def is_there(session: Session, shop: Shop, id: str) -> bool:
    return session.scalar(select(Review.id).where(Review.shop_id == shop.id, Review.id == id)) is not None


def publish(encore: Encore, shop: Shop, seen: Collection[str], *, user_id: str) -> int:
    """Those that wait and are still as they were seen are shown from now on, whatever their stars; how many. What was
    edited meanwhile stays, to be looked at."""
    with encore.database.write(shop.id) as session:
        rows = [
            row for row in _rows(session, shop, [one.partition(".")[0] for one in seen]) if seen_as(row) in set(seen)
        ]
        wait = [row for row in rows if row.state == ReviewState.WAITING]
        if wait:
            become(session, shop, wait, ReviewState.PUBLISHED, None, encore.clock.now())
            _note_look(session, shop, wait, encore.clock.now())
            note(session, shop, user_id, Deed.PUBLISHED, encore.clock.now())
    encore.wake("tell")
    return len(wait)


def hide(encore: Encore, shop: Shop, id: str, seen: str, why: Why, *, user_id: str) -> bool:
    """It is shown to nobody; False where there is no such review. Raises ReviewChanged."""
    return _judge(encore, shop, id, seen, ReviewState.HIDDEN, why, Deed.HID, user_id)


def show(encore: Encore, shop: Shop, id: str, seen: str, *, user_id: str) -> bool:
    """What was hidden is shown after all; False where there is no such review. Raises ReviewChanged."""
    return _judge(encore, shop, id, seen, ReviewState.PUBLISHED, None, Deed.SHOWED, user_id)


def clear_reports(encore: Encore, shop: Shop, id: str, *, user_id: str) -> bool:
    """Somebody looked, and what visitors reported is without reason: the reports go, the review stays as it is. False
    where there is no such review."""
    with encore.database.write(shop.id) as session:
        if not is_there(session, shop, id):
            return False
        gone = session.scalars(
            delete(ReviewReport)
            .where(ReviewReport.shop_id == shop.id, ReviewReport.review_id == id)
            .returning(ReviewReport.review_id)
        )
        if gone.all():
            note(session, shop, user_id, Deed.CLEARED, encore.clock.now())
    return True


# what a person may change, and into what; one that was withdrawn is its writer's
_FROM = {
    ReviewState.HIDDEN: (ReviewState.WAITING, ReviewState.PUBLISHED),
    ReviewState.PUBLISHED: (ReviewState.HIDDEN,),
}


def _judge(
    encore: Encore, shop: Shop, id: str, seen: str, state: ReviewState, why: Why | None, deed: Deed, user_id: str
) -> bool:
    now = encore.clock.now()
    with encore.database.write(shop.id) as session:
        rows = _rows(session, shop, [id])
        if not rows:
            return False
        (row,) = rows
        if seen_as(row) != seen or row.state not in _FROM[state]:
            raise ReviewChanged(f"review {id} of {shop.domain} has changed")
        become(session, shop, rows, state, why, now)
        _note_look(session, shop, rows, now)
        note(session, shop, user_id, deed, now, customer_id=row.customer_id)
    encore.wake("tell")
    return True


def _rows(session: Session, shop: Shop, ids: Collection[str]) -> list[Review]:
    mine = select(Review).where(Review.shop_id == shop.id, Review.id.in_(ids))
    return list(session.scalars(mine.with_for_update()))


def become(
    session: Session, shop: Shop, rows: Collection[Review], state: ReviewState, why: Why | None, now: datetime
) -> None:
    """These are in that state from now on, and the ratings that change by it are counted again."""
    ids = [row.id for row in rows]
    shown_since = {"published_at": now} if state is ReviewState.PUBLISHED else {}
    session.execute(
        update(Review)
        .where(Review.shop_id == shop.id, Review.id.in_(ids))
        .values(state=state.value, hidden_for=why and why.value, **shown_since)
        .execution_options(synchronize_session=False)
    )
    turned = [row for row in rows if ReviewState.PUBLISHED in (state, row.state)]
    if turned:
        rating_changed(session, shop.id, {row.product_id for row in turned if row.product_id is not None}, now)


def _note_look(session: Session, shop: Shop, rows: Collection[Review], now: datetime) -> None:
    """A person has judged these; their first look counts, also at what was edited since."""
    ids = [row.id for row in rows]
    session.execute(
        update(Review)
        .where(Review.shop_id == shop.id, Review.id.in_(ids), Review.looked_at.is_(None))
        .values(looked_at=now)
        .execution_options(synchronize_session=False)
    )


def seen_as(row: Review) -> str:
    """Names the review together with its state and its last edition."""
    return f"{row.id}.{row.state}.{(row.edited_at or row.written_at).timestamp():.6f}"
