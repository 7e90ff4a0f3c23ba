"""What buyers wrote: looked at, then published. Nobody can pick the good ones: what waits is published page by
page, and a review is kept back only for one of the reasons below, logged and counted in public (trust: reviews)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from plugin.desk.about import order_names
from plugin.desk.access import note
from plugin.desk.place import KEYED, place_in, place_of
from plugin.desk.who import Who, names_of
from plugin.encore import Encore
from plugin.errors import EncoreError
from plugin.model.product import Product
from plugin.model.review import Review, ReviewState
from plugin.model.review_report import ReviewReport
from plugin.model.staff import Deed
from plugin.published import rating_changed
from plugin.shops import Shop

PER_PAGE = 50
_SAID = ("title", "text", "name", "reply")


class Why(StrEnum):
    """Why a review may be hidden. Few stars are no reason."""

    INSULT = "insult"
    PRIVATE = "private"
    ADVERTISING = "advertising"
    UNRELATED = "unrelated"
    UNLAWFUL = "unlawful"


class ReviewChanged(EncoreError):
    """The review is not as it was shown any more: its writer edited it, or somebody else was faster."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One review. `seen` names it as it is now; `name` is the one its writer chose, "" for none."""

    id: str
    seen: str
    product: str  # or the handle by which an import names it; "": the shop itself
    order: str  # "": imported
    who: Who
    stars: int
    title: str
    text: str
    name: str
    state: ReviewState
    hidden_for: Why | None
    at: datetime
    reply: str
    reply_is_public: bool
    is_featured: bool
    may_reuse: bool
    reports: int  # by visitors of the storefront


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Shown]
    after: str | None  # where the next page begins; None: this is the last


def listed(session: Session, shop: Shop, state: ReviewState, *, after: str = "", per_page: int = PER_PAGE) -> Page:
    """One page of the reviews in that state, the newest first."""
    rows = select(Review).where(Review.shop_id == shop.id, Review.state == state.value)
    place = place_in(after, KEYED)
    if place is not None:
        at, id = place
        rows = rows.where(Review.written_at <= at, or_(Review.written_at < at, Review.id < id))
    newest = rows.order_by(Review.written_at.desc(), Review.id.desc()).limit(per_page + 1)
    found = list(session.scalars(newest))
    shown, more = found[:per_page], found[per_page:]
    people = names_of(session, shop, {row.customer_id for row in shown if row.customer_id is not None})
    orders = order_names(session, shop, [row.order_id for row in shown if row.order_id is not None])
    products = _titles(session, shop, {row.product_id for row in shown if row.product_id is not None})
    reports = _reports(session, shop, [row.id for row in shown])
    after_these = place_of(shown[-1].written_at, shown[-1].id) if more else None
    return Page([_shown(shop, row, people, orders, products, reports) for row in shown], after_these)


def counted(session: Session, shop: Shop) -> dict[ReviewState, int]:
    rows = session.execute(select(Review.state, func.count()).where(Review.shop_id == shop.id).group_by(Review.state))
    counts: dict[str, int] = dict(iter(rows))
    return {state: counts.get(state.value, 0) for state in ReviewState}


def is_there(session: Session, shop: Shop, id: str) -> bool:
    return session.scalar(select(Review.id).where(Review.shop_id == shop.id, Review.id == id)) is not None


def publish(encore: Encore, shop: Shop, seen: Collection[str], *, user_id: str) -> int:
    """Those that wait and are still as they were seen are shown from now on, whatever their stars; how many. What was
    edited meanwhile stays, to be looked at."""
    with encore.database.write(shop.id) as session:
        rows = [
            row for row in _rows(session, shop, [one.partition(".")[0] for one in seen]) if _seen(row) in set(seen)
        ]
        wait = [row for row in rows if row.state == ReviewState.WAITING]
        if wait:
            _become(session, shop, wait, ReviewState.PUBLISHED, None, encore.clock.now())
            note(session, shop, user_id, Deed.PUBLISHED, encore.clock.now())
    encore.wake("tell")
    return len(wait)


def hide(encore: Encore, shop: Shop, id: str, seen: str, why: Why, *, user_id: str) -> bool:
    """It is shown to nobody; False where there is no such review. Raises ReviewChanged."""
    return _judge(encore, shop, id, seen, ReviewState.HIDDEN, why, Deed.HID, user_id)


def show(encore: Encore, shop: Shop, id: str, seen: str, *, user_id: str) -> bool:
    """What was hidden is shown after all; False where there is no such review. Raises ReviewChanged."""
    return _judge(encore, shop, id, seen, ReviewState.PUBLISHED, None, Deed.SHOWED, user_id)


def _judge(
    encore: Encore, shop: Shop, id: str, seen: str, state: ReviewState, why: Why | None, deed: Deed, user_id: str
) -> bool:
    now = encore.clock.now()
    with encore.database.write(shop.id) as session:
        rows = _rows(session, shop, [id])
        if not rows:
            return False
        (row,) = rows
        if _seen(row) != seen or (state is ReviewState.PUBLISHED and row.state != ReviewState.HIDDEN):
            raise ReviewChanged(f"review {id} of {shop.domain} has changed")
        _become(session, shop, rows, state, why, now)
        note(session, shop, user_id, deed, now, customer_id=row.customer_id)
    encore.wake("tell")
    return True


def _rows(session: Session, shop: Shop, ids: Collection[str]) -> list[Review]:
    mine = select(Review).where(Review.shop_id == shop.id, Review.id.in_(ids))
    return list(session.scalars(mine.with_for_update()))


def _become(
    session: Session, shop: Shop, rows: Collection[Review], state: ReviewState, why: Why | None, now: datetime
) -> None:
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


def _seen(row: Review) -> str:
    """Names the review together with its state and its last edition."""
    return f"{row.id}.{row.state}.{(row.edited_at or row.written_at).timestamp():.6f}"


def _reports(session: Session, shop: Shop, ids: Collection[str]) -> Mapping[str, int]:
    mine = (ReviewReport.shop_id == shop.id, ReviewReport.review_id.in_(ids))
    counted = select(ReviewReport.review_id, func.count()).where(*mine).group_by(ReviewReport.review_id)
    return dict(iter(session.execute(counted)))


def _titles(session: Session, shop: Shop, product_ids: Collection[int]) -> Mapping[int, str]:
    rows = session.execute(
        select(Product.id, Product.title).where(Product.shop_id == shop.id, Product.id.in_(product_ids))
    )
    return {row.id: row.title for row in rows}


def _shown(
    shop: Shop, row: Review, people: Mapping[int, Who], orders: Mapping[int, str], products: Mapping[int, str],
    reports: Mapping[str, int],
) -> Shown:  # fmt: skip
    said = {name: shop.keys.open(f"review.{name}", row.id, getattr(row, name)) or "" for name in _SAID}
    return Shown(
        id=row.id, seen=_seen(row), product=products.get(row.product_id or 0, row.product_handle or ""),
        order=orders.get(row.order_id or 0, ""), who=people.get(row.customer_id or 0, Who(None, "")), stars=row.stars,
        state=ReviewState(row.state), hidden_for=Why(row.hidden_for) if row.hidden_for else None,
        at=row.edited_at or row.written_at, reply_is_public=row.reply_is_public, is_featured=row.is_featured,
        may_reuse=row.may_reuse, reports=reports.get(row.id, 0), **said,
    )  # fmt: skip
