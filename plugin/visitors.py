"""What visitors of the storefront do to a review: find it helpful, or tell the merchant about it. Who they are is not
kept: a keyed hash says that they did so before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from plugin.db.session import Database
from plugin.db.writes import insert_new_rows
from plugin.model.review import Review, ReviewState, ReviewVote
from plugin.model.review_report import ReviewReport
from plugin.shops import Shop


@dataclass(frozen=True, slots=True)
class Visitor:
    """`customer_id` where the shop says that somebody is signed in."""

    customer_id: int | None
    address: str
    agent: str


def hash_of(shop: Shop, who: Visitor, now: datetime) -> str:
    """The same for one customer always, for anybody else within one day (UTC)."""
    if who.customer_id is not None:
        return shop.keys.lookup("visitor", f"customer {who.customer_id}")
    return shop.keys.lookup("visitor", f"{now.date()} {who.address} {who.agent}")


def find_helpful(database: Database, shop: Shop, id: str, visitor: str, now: datetime) -> int | None:
    """How many found the published review helpful, this one counted once; None where there is no such review."""
    with database.write(shop.id) as session:
        if not _is_published(session, shop, id):
            return None
        mine = (ReviewVote.shop_id == shop.id, ReviewVote.review_id == id, ReviewVote.voter_hash == visitor)
        review = (Review.shop_id == shop.id, Review.id == id)
        if session.scalar(select(ReviewVote.at).where(*mine)) is None:
            row = {"shop_id": shop.id, "review_id": id, "voter_hash": visitor, "at": now}
            insert_new_rows(session, ReviewVote, [row])
            session.execute(update(Review).where(*review).values(helpful=Review.helpful + 1))
        return session.scalar(select(Review.helpful).where(*review))


def report(database: Database, shop: Shop, id: str, visitor: str, now: datetime) -> bool:
    """The desk shows that somebody complained, once for each visitor; False where there is no such review."""
    with database.write(shop.id) as session:
        if not _is_published(session, shop, id):
            return False
        row = {"shop_id": shop.id, "review_id": id, "reporter_hash": visitor, "at": now}
        insert_new_rows(session, ReviewReport, [row])
    return True


def _is_published(session: Session, shop: Shop, id: str) -> bool:
    """The row is locked: two votes of one visitor at the same time count once."""
    mine = (Review.shop_id == shop.id, Review.id == id, Review.state == ReviewState.PUBLISHED.value)
    return session.scalar(select(Review.id).where(*mine).with_for_update()) is not None
