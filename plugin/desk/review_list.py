"""The reviews as the desk lists them, the newest first, and which of them somebody asks for.

What was written is sealed, so no review is found by its words: a product is found by its title, an order by its
number, and by those who may see people a buyer by the exact address or number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from plugin.desk.about import order_names
from plugin.desk.asked import id_in
from plugin.desk.customers import ids_found
from plugin.desk.place import KEYED, place_in, place_of
from plugin.desk.publishing import publishes_at
from plugin.desk.reviews import Why, seen_as
from plugin.desk.who import Who, names_of
from plugin.hinted import hints_of, is_hinted
from plugin.hints import Hint
from plugin.model.order import Order
from plugin.model.product import Product
from plugin.model.review import Review, ReviewPhoto, ReviewState
from plugin.model.review_report import ReviewReport
from plugin.places import normal_email
from plugin.rating import HIGHEST, LOWEST
from plugin.shops import Shop

PER_PAGE = 50
OWN, IMPORTED = "encore", "imported"
_SAID = ("title", "text", "name", "reply")
_LONGEST = 254  # signs that somebody may look for
_PRODUCTS = 100  # with such a title, at most


@dataclass(frozen=True, slots=True)
class Choice:
    """Which reviews; "", None and False mean any."""

    state: ReviewState = ReviewState.WAITING
    stars: int | None = None
    product_id: int | None = None
    source: str = ""
    with_pictures: bool = False
    is_reported: bool = False
    is_hinted: bool = False
    find: str = ""
    sees_people: bool = True  # whoever asks; others find no review by whose it is or what is in it

    @property
    def is_any(self) -> bool:
        """Whether all of its state are meant."""
        return self == Choice(self.state, sees_people=self.sees_people)


@dataclass(frozen=True, slots=True)
class Shown:
    """One review. `seen` names it as it is now; `name` is the one its writer chose, "" for none."""

    id: str
    seen: str
    product: str  # or the handle by which an import names it; "": the shop itself
    product_id: int | None
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
    is_verified: bool
    is_imported: bool
    incentive: str  # what its writer was promised
    video: str
    photos: tuple[str, ...]  # their ids
    reports: int  # by visitors of the storefront
    hints: tuple[Hint, ...]
    publishes_at: datetime | None  # by itself, if nobody looks before; None: it waits for a person, or does not wait


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Shown]
    after: str | None  # where the next page begins; None: this is the last


def choice(asked: Mapping[str, str], *, sees_people: bool = True) -> Choice:
    """What an address asks for; nonsense counts as not asked."""
    state, stars, source = asked.get("state", ""), id_in(asked.get("stars", "")), asked.get("source", "")
    return Choice(
        ReviewState(state) if state in set(ReviewState) else ReviewState.WAITING,
        stars if stars in range(LOWEST, HIGHEST + 1) else None, id_in(asked.get("product", "")),
        source if source in (OWN, IMPORTED) else "", asked.get("pictures") == "1", asked.get("reported") == "1",
        sees_people and asked.get("hinted") == "1", asked.get("find", "").strip()[:_LONGEST], sees_people,
    )  # fmt: skip


def listed(session: Session, shop: Shop, chosen: Choice, *, after: str = "", per_page: int = PER_PAGE) -> Page:
    """One page, the newest first."""
    rows = select(Review).where(*_wanted(session, shop, chosen))
    place = place_in(after, KEYED)
    if place is not None:
        at, id = place
        rows = rows.where(Review.written_at <= at, or_(Review.written_at < at, Review.id < id))
    newest = rows.order_by(Review.written_at.desc(), Review.id.desc()).limit(per_page + 1)
    found = list(session.scalars(newest))
    shown, more = found[:per_page], found[per_page:]
    after_these = place_of(shown[-1].written_at, shown[-1].id) if more else None
    return Page(_all_shown(session, shop, shown), after_these)


def counted(session: Session, shop: Shop) -> dict[ReviewState, int]:
    rows = session.execute(select(Review.state, func.count()).where(Review.shop_id == shop.id).group_by(Review.state))
    counts: dict[str, int] = dict(iter(rows))
    return {state: counts.get(state.value, 0) for state in ReviewState}


def product_title(session: Session, shop: Shop, product_id: int) -> str:
    """Its title; "" where it is not known."""
    return _titles(session, shop, [product_id]).get(product_id, "")


def _wanted(session: Session, shop: Shop, chosen: Choice) -> Iterator[ColumnElement[bool]]:
    yield Review.shop_id == shop.id
    yield Review.state == chosen.state.value
    if chosen.stars is not None:
        yield Review.stars == chosen.stars
    if chosen.product_id is not None:
        yield Review.product_id == chosen.product_id
    if chosen.source:
        yield (Review.source == OWN) == (chosen.source == OWN)
    if chosen.with_pictures:
        its = (ReviewPhoto.shop_id == shop.id, ReviewPhoto.review_id == Review.id, ReviewPhoto.small.is_not(None))
        yield select(ReviewPhoto.id).where(*its).exists()
    if chosen.is_reported:
        yield Review.id.in_(select(ReviewReport.review_id).where(ReviewReport.shop_id == shop.id))
    if chosen.is_hinted:
        yield is_hinted()
    if chosen.find:
        by_person = _by_person(session, shop, chosen.find) if chosen.sees_people else ()
        yield or_(*by_person, *_by_thing(session, shop, chosen.find))


def _by_person(session: Session, shop: Shop, text: str) -> Iterator[ColumnElement[bool]]:
    yield Review.customer_id.in_(ids_found(session, shop, text))
    email = normal_email(text)
    if email is not None:
        yield Review.email_hash == shop.keys.lookup("email", email)


def _by_thing(session: Session, shop: Shop, text: str) -> Iterator[ColumnElement[bool]]:
    bare = text.removeprefix("#")
    orders = select(Order.id).where(Order.shop_id == shop.id, Order.name.in_([bare, f"#{bare}"]))
    yield Review.order_id.in_(session.scalars(orders).all())
    titled = select(Product.id).where(Product.shop_id == shop.id, Product.title.icontains(text, autoescape=True))
    yield Review.product_id.in_(session.scalars(titled.limit(_PRODUCTS)).all())


def _all_shown(session: Session, shop: Shop, rows: Collection[Review]) -> list[Shown]:
    people = names_of(session, shop, {row.customer_id for row in rows if row.customer_id is not None})
    orders = order_names(session, shop, [row.order_id for row in rows if row.order_id is not None])
    products = _titles(session, shop, {row.product_id for row in rows if row.product_id is not None})
    ids = [row.id for row in rows]
    reports, photos = _reports(session, shop, ids), _photos(session, shop, ids)
    hints = hints_of(session, shop, rows)
    return [
        _shown(
            shop, row, products.get(row.product_id or 0, row.product_handle or ""), orders.get(row.order_id or 0, ""),
            people.get(row.customer_id or 0, Who(None, "")), reports.get(row.id, 0), tuple(photos[row.id]),
            hints[row.id],
        )
        for row in rows
    ]  # fmt: skip


def _reports(session: Session, shop: Shop, ids: Collection[str]) -> Mapping[str, int]:
    mine = (ReviewReport.shop_id == shop.id, ReviewReport.review_id.in_(ids))
    counted = select(ReviewReport.review_id, func.count()).where(*mine).group_by(ReviewReport.review_id)
    return dict(iter(session.execute(counted)))


def _photos(session: Session, shop: Shop, ids: Collection[str]) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    mine = (ReviewPhoto.shop_id == shop.id, ReviewPhoto.review_id.in_(ids), ReviewPhoto.small.is_not(None))
    for row in session.execute(
        select(ReviewPhoto.review_id, ReviewPhoto.id).where(*mine).order_by(ReviewPhoto.position)
    ):
        found[row.review_id].append(row.id)
    return found


def _titles(session: Session, shop: Shop, product_ids: Collection[int]) -> Mapping[int, str]:
    rows = session.execute(
        select(Product.id, Product.title).where(Product.shop_id == shop.id, Product.id.in_(product_ids))
    )
    return {row.id: row.title for row in rows}


def _shown(
    shop: Shop, row: Review, product: str, order: str, who: Who, reports: int, photos: tuple[str, ...],
    hints: tuple[Hint, ...],
) -> Shown:  # fmt: skip
    said = {name: shop.keys.open(f"review.{name}", row.id, getattr(row, name)) or "" for name in _SAID}
    return Shown(
        id=row.id, seen=seen_as(row), product=product, product_id=row.product_id, order=order, who=who,
        stars=row.stars, state=ReviewState(row.state), hidden_for=Why(row.hidden_for) if row.hidden_for else None,
        at=row.edited_at or row.written_at, reply_is_public=row.reply_is_public, is_featured=row.is_featured,
        may_reuse=row.may_reuse, is_verified=row.is_verified, is_imported=row.source != OWN,
        incentive=row.incentive or "", video=row.video or "", photos=photos, reports=reports, hints=hints,
        publishes_at=None if hints or reports else publishes_at(shop, row), **said,
    )  # fmt: skip
