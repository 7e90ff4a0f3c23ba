"""The published reviews page by page, in the order and of the kind a reader chose. A page begins where the last one
ended, so that the hundredth costs what the first does; each order has its index (plugin/model/review.py)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from plugin.desk.place import KEYED, place_in, place_of
from plugin.model.product import Product
from plugin.model.review import Review, ReviewPhoto, ReviewState
from plugin.product_groups import together_with
from plugin.rating import HIGHEST, LOWEST
from plugin.shops import Shop

PER_PAGE = 10
PLACE = r"[0-9]{1,9}-[0-9]{1,16}-[0-9a-f]{1,64}"  # stars or votes, when, which


class Order(StrEnum):
    NEWEST = "newest"
    HIGHEST = "highest"
    LOWEST = "lowest"
    HELPFUL = "helpful"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reviews. `product_id`: of that product and those that share its reviews; None: of every product and of
    the shop, by time only."""

    product_id: int | None
    stars: int | None = None
    with_pictures: bool = False
    only_verified: bool = False
    order: Order = Order.NEWEST

    @property
    def is_narrow(self) -> bool:
        return bool(self.stars or self.with_pictures or self.only_verified)


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A picture of a review; pixels of the large one."""

    id: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A review as everybody may read it. `name` is the one its writer chose, "" for none; `product` and `handle` are
    "" for the shop itself and for what the shop no longer has."""

    id: str
    stars: int
    title: str
    text: str
    name: str
    is_verified: bool
    is_imported: bool
    incentive: str
    written_at: datetime
    is_edited: bool
    reply: str
    helpful: int
    video: str
    photos: tuple[ShownPhoto, ...]
    product: str
    handle: str


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Shown]
    after: str | None  # where the next page begins; None: this is the last


def page_of(session: Session, shop: Shop, wanted: Wanted, after: str = "", per_page: int = PER_PAGE) -> Page:
    """One page, from the beginning where `after` is no place."""
    found: list[Any] = []
    for queries in zip(*_queries_of_each(session, shop, wanted, _place(after)), strict=True):
        most = per_page + 1 - len(found)
        next_ones = [row for query in queries for row in session.execute(query.limit(most))]
        found += sorted(next_ones, key=lambda row: _sorted_by(row, wanted), reverse=True)[:most]
        if len(found) > per_page:
            break
    here, more = found[:per_page], found[per_page:]
    these = select(Review).where(Review.shop_id == shop.id, Review.id.in_([one.id for one in here]))
    rows = {row.id: row for row in session.scalars(these)}
    return Page(shown(session, shop, [rows[one.id] for one in here]), _after(here[-1], wanted) if more else None)


def featured(session: Session, shop: Shop, most: int) -> Sequence[Shown]:
    """What the merchant singled out and its writer allows to be used again; the newest first."""
    mine = (Review.shop_id == shop.id, _PUBLISHED, Review.is_featured, Review.may_reuse)
    newest = select(Review).where(*mine).order_by(Review.written_at.desc(), Review.id.desc()).limit(most)
    return shown(session, shop, list(session.scalars(newest)))


def shown(session: Session, shop: Shop, rows: Sequence[Review]) -> Sequence[Shown]:
    photos = _photos(session, shop, [row.id for row in rows])
    products = _products(session, shop, [row.product_id for row in rows if row.product_id is not None])
    return [_shown(shop, row, photos.get(row.id, []), products.get(row.product_id or 0, ("", ""))) for row in rows]


_Place = tuple[int, datetime, str]
_PUBLISHED = Review.state == ReviewState.PUBLISHED.value


def _queries_of_each(session: Session, shop: Shop, wanted: Wanted, place: _Place | None) -> list[Iterator[Any]]:
    """Each product of a group is read by its own index, as far as a page goes; the rows are then put in one order."""
    id = wanted.product_id
    group = [None] if id is None else together_with(session, shop.id, [id])[id]
    return [_queries(shop, replace(wanted, product_id=one), place) for one in group]


def _sorted_by(row: Any, wanted: Wanted) -> tuple[int, datetime, str]:
    return row.helpful if wanted.order is Order.HELPFUL else 0, row.written_at, row.id


def _queries(shop: Shop, wanted: Wanted, place: _Place | None) -> Iterator[Any]:
    """The statements whose rows, one after another, are the list; by stars there is one for each number."""
    chosen = select(Review.id, Review.stars, Review.helpful, Review.written_at).where(*_chosen(shop, wanted))
    if wanted.order is Order.HELPFUL:
        if place is not None:
            votes, at, id = place
            fewer = or_(Review.helpful < votes, _is_older(at, id))
            chosen = chosen.where(Review.helpful <= votes, fewer)
        yield chosen.order_by(Review.helpful.desc(), Review.written_at.desc(), Review.id.desc())
        return
    newest = chosen.order_by(Review.written_at.desc(), Review.id.desc())
    if wanted.order is Order.NEWEST:
        yield newest if place is None else newest.where(_is_older(*place[1:]))
        return
    every = range(LOWEST, HIGHEST + 1) if wanted.order is Order.LOWEST else range(HIGHEST, LOWEST - 1, -1)
    left = list(every) if place is None or place[0] not in every else list(every)[every.index(place[0]) :]
    for stars in left:
        alike = newest.where(Review.stars == stars)
        yield alike.where(_is_older(*place[1:])) if place is not None and stars == place[0] else alike


def _chosen(shop: Shop, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    yield Review.shop_id == shop.id
    yield _PUBLISHED
    if wanted.product_id is not None:
        yield Review.product_id == wanted.product_id
    if wanted.stars is not None:
        yield Review.stars == wanted.stars
    if wanted.only_verified:
        yield Review.is_verified.is_(True)
    if wanted.with_pictures:
        its = and_(ReviewPhoto.shop_id == shop.id, ReviewPhoto.review_id == Review.id, ReviewPhoto.small.is_not(None))
        yield select(ReviewPhoto.id).where(its).exists()


def _is_older(at: datetime, id: str) -> ColumnElement[bool]:
    return and_(Review.written_at <= at, or_(Review.written_at < at, Review.id < id))


def _place(text: str) -> _Place | None:
    figure, _, rest = text.partition("-")
    place = place_in(rest, KEYED)
    return (int(figure), *place) if place is not None and figure.isdecimal() else None


def _after(last: Any, wanted: Wanted) -> str:
    figure = last.helpful if wanted.order is Order.HELPFUL else last.stars
    return f"{figure}-{place_of(last.written_at, last.id)}"


def _photos(session: Session, shop: Shop, review_ids: Sequence[str]) -> Mapping[str, list[ShownPhoto]]:
    found: dict[str, list[ShownPhoto]] = defaultdict(list)
    for row in session.execute(
        select(ReviewPhoto.review_id, ReviewPhoto.id, ReviewPhoto.width, ReviewPhoto.height)
        .where(ReviewPhoto.shop_id == shop.id, ReviewPhoto.review_id.in_(review_ids), ReviewPhoto.small.is_not(None))
        .order_by(ReviewPhoto.position)
    ):
        found[row.review_id].append(ShownPhoto(row.id, row.width, row.height))
    return found


def _products(session: Session, shop: Shop, ids: Sequence[int]) -> Mapping[int, tuple[str, str]]:
    mine = select(Product.id, Product.title, Product.handle).where(Product.shop_id == shop.id, Product.id.in_(ids))
    return {row.id: (row.title, row.handle or "") for row in session.execute(mine)}


def _shown(shop: Shop, row: Review, photos: Sequence[ShownPhoto], product: tuple[str, str]) -> Shown:
    said = {name: shop.keys.open(f"review.{name}", row.id, getattr(row, name)) or ""
            for name in ("title", "text", "name", "reply")}  # fmt: skip
    if not row.reply_is_public:
        said["reply"] = ""
    return Shown(
        id=row.id, stars=row.stars, is_verified=row.is_verified, is_imported=row.source != "encore",
        incentive=row.incentive or "", written_at=row.written_at, is_edited=row.edited_at is not None,
        helpful=row.helpful, video=row.video or "", photos=tuple(photos), product=product[0], handle=product[1],
        **said,
    )  # fmt: skip
