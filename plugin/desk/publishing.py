"""Reviews that nobody looks at in time publish themselves, where the shop has chosen so: every rating after the same
time. What an import brought unpublished, what visitors reported, and what carries a hint (plugin/hints.py) waits for
a person all the same. Before that, each review is looked through for hints."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, func, literal, not_, select

from plugin.db.types import UtcDateTime
from plugin.desk.access import note
from plugin.desk.reviews import become
from plugin.encore import Encore
from plugin.hinted import is_hinted, look_through
from plugin.model.review import Review, ReviewState
from plugin.model.review_report import ReviewReport
from plugin.model.staff import ENCORE, Deed
from plugin.shops import Shop

AT_ONCE = 200  # reviews in one transaction


def drain(encore: Encore, budget: int) -> int:
    """How many reviews were looked through or published. Twice is the same as once."""
    done = 0
    for shop in encore.shops.working():
        if done < budget:
            done += _look(encore, shop) + _publish(encore, shop, encore.clock.now())
    return done


def publishes_at(shop: Shop, row: Review) -> datetime | None:
    """When it publishes itself, unless it is held back or somebody looks before; None: not by itself."""
    after = shop.settings.reviews.publish_after
    if after is None or row.state != ReviewState.WAITING or row.import_id is not None:
        return None
    return (row.edited_at or row.written_at) + after


def _look(encore: Encore, shop: Shop) -> int:
    with encore.database.read(shop.id) as session:
        unseen = select(Review.id).where(Review.shop_id == shop.id, Review.text_hash.is_(None))
        if session.scalar(unseen.limit(1)) is None:
            return 0
    with encore.database.write(shop.id) as session:
        return look_through(session, shop, AT_ONCE)


def _publish(encore: Encore, shop: Shop, now: datetime) -> int:
    after = shop.settings.reviews.publish_after
    if after is None:
        return 0
    due = select(Review).where(*_is_due(shop, now - after)).order_by(Review.written_at, Review.id).limit(AT_ONCE)
    with encore.database.read(shop.id) as session:
        if not session.scalars(due.limit(1)).all():
            return 0
    with encore.database.write(shop.id) as session:
        rows = list(session.scalars(due.with_for_update()))  # judged again: as they are in the commit that publishes
        if rows:
            become(session, shop, rows, ReviewState.PUBLISHED, None, now)
            note(session, shop, ENCORE, Deed.PUBLISHED, now)
    encore.wake("tell")
    return len(rows)


def _is_due(shop: Shop, before: datetime) -> Iterator[ColumnElement[bool]]:
    yield Review.shop_id == shop.id
    yield Review.state == ReviewState.WAITING.value
    yield Review.written_at <= before  # stands in the index
    yield func.coalesce(Review.edited_at, Review.written_at) <= literal(before, UtcDateTime())
    yield Review.import_id.is_(None)
    yield Review.text_hash.is_not(None)  # it was looked through
    yield not_(is_hinted())
    yield Review.id.not_in(select(ReviewReport.review_id).where(ReviewReport.shop_id == shop.id))
