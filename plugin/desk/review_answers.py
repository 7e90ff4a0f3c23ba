"""What the merchant adds to a review: an answer, for everybody or for the staff, and a place among the
testimonials."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, literal, select, update

from plugin.db.types import UtcDateTime
from plugin.desk.access import note
from plugin.encore import Encore
from plugin.model.review import Review
from plugin.model.staff import Deed
from plugin.shopper_payloads import cleaned
from plugin.shops import Shop

MOST = 2_000  # characters of an answer


def answer(encore: Encore, shop: Shop, id: str, text: str, *, is_public: bool, user_id: str) -> bool:
    """The answer is this from now on, none where `text` is blank; False where there is no such review. One that is
    not public is a note for the staff: nobody is written to."""
    sealed = shop.keys.seal("review.reply", id, cleaned(text) or None)
    at = _replied_at(encore.clock.now(), is_public=is_public) if sealed else None
    changed = {"reply": sealed, "reply_is_public": is_public, "replied_at": at}
    return _change(encore, shop, id, changed, Deed.ANSWERED, user_id)


def feature(encore: Encore, shop: Shop, id: str, is_featured: bool, *, user_id: str) -> bool:
    """It stands among the testimonials, or no longer, as long as it is published and its writer allows it; False
    where there is no such review."""
    return _change(encore, shop, id, {"is_featured": is_featured}, Deed.FEATURED, user_id)


def _replied_at(now: datetime, *, is_public: bool) -> ColumnElement[datetime]:
    """A better wording does not make an answer later; a note that becomes one is answered now."""
    same = and_(Review.reply.is_not(None), Review.reply_is_public.is_(is_public), Review.replied_at.is_not(None))
    return case((same, Review.replied_at), else_=literal(now, UtcDateTime()))


def _change(encore: Encore, shop: Shop, id: str, values: dict[str, Any], deed: Deed, user_id: str) -> bool:
    mine = (Review.shop_id == shop.id, Review.id == id)
    with encore.database.write(shop.id) as session:
        found = session.execute(select(Review.customer_id).where(*mine)).one_or_none()
        if found is None:
            return False
        session.execute(update(Review).where(*mine).values(values))
        note(session, shop, user_id, deed, encore.clock.now(), customer_id=found.customer_id)
    return True
