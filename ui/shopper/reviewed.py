"""The items a review link is about, with what its holder wrote about them before, and the shop itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.flows.flow import order_in
from plugin.model.order import OrderLine
from plugin.model.product import Product
from plugin.model.review import Review, ReviewPhoto, ReviewState
from plugin.platform.base import at_base
from ui.doors import doors
from ui.filters import web_address
from ui.shopper.review_form import Typed, key_of
from ui.shopper.visit import Visit


@dataclass(frozen=True, slots=True)
class Item:
    line_id: int | None  # None: the shop itself
    title: str
    variant: str | None
    image_url: str | None  # https only
    before: Typed  # blank where nothing was written
    photos: tuple[str, ...] = ()  # ids of the pictures it has
    is_withdrawn: bool = False

    @property
    def key(self) -> str:
        return key_of(self.line_id)


def items_of(who: Visit) -> list[Item]:
    """The lines the message asks about, as ordered, and the shop at the end; lines without a product cannot be
    reviewed. Empty once the order is no longer kept."""
    order_id = order_in(who.message.about)
    if order_id is None:
        return []
    with doors().database.read(who.shop.id) as session:
        lines = _lines(session, who, order_id)
        images = _images(session, who, lines)
        reviews = _reviews(session, who, order_id)
        photos = _photos(session, who, [row.id for row in reviews.values()])
    if not lines:
        return []
    items = [
        _item(who, line.id, line.title, line.variant_title, images.get(line.product_id or 0), reviews, photos)
        for line in lines
    ]
    return [*items, _item(who, None, who.shop.name, None, None, reviews, photos)]


def _lines(session: Session, who: Visit, order_id: int) -> Sequence[OrderLine]:
    asked = who.message.line_ids
    wanted = [OrderLine.id.in_(asked)] if asked else []
    return session.scalars(
        select(OrderLine)
        .where(
            OrderLine.shop_id == who.shop.id, OrderLine.order_id == order_id, OrderLine.product_id.is_not(None),
            *wanted,
        )
        .order_by(OrderLine.position)
    ).all()  # fmt: skip


def _images(session: Session, who: Visit, lines: Sequence[OrderLine]) -> dict[int, str | None]:
    ids = [line.product_id for line in lines]
    found = session.execute(
        select(Product.id, Product.image_url).where(Product.shop_id == who.shop.id, Product.id.in_(ids))
    )
    base = doors().settings.shopify_base
    safe = {product_id: web_address(url, "https") for product_id, url in found}
    return {product_id: url and at_base(url, who.shop.domain, base) for product_id, url in safe.items()}


def _reviews(session: Session, who: Visit, order_id: int) -> dict[int | None, Review]:
    rows = session.scalars(select(Review).where(Review.shop_id == who.shop.id, Review.order_id == order_id))
    return {row.line_id: row for row in rows}


def _photos(session: Session, who: Visit, review_ids: Sequence[str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    rows = session.execute(
        select(ReviewPhoto.review_id, ReviewPhoto.id)
        .where(ReviewPhoto.shop_id == who.shop.id, ReviewPhoto.review_id.in_(review_ids))
        .order_by(ReviewPhoto.position)
    )
    for row in rows:
        found[row.review_id].append(row.id)
    return found


def _item(
    who: Visit, line_id: int | None, title: str, variant: str | None, image_url: str | None,
    reviews: Mapping[int | None, Review], photos: Mapping[str, Any],
) -> Item:  # fmt: skip
    row = reviews.get(line_id)
    if row is None:
        return Item(line_id, title, variant, image_url, Typed(line_id))
    if row.state == ReviewState.WITHDRAWN:
        return Item(line_id, title, variant, image_url, Typed(line_id), is_withdrawn=True)
    return Item(line_id, title, variant, image_url, _typed(who, row), tuple(photos.get(row.id, ())))


def _typed(who: Visit, row: Review) -> Typed:
    title = who.keys.open("review.title", row.id, row.title) or ""
    text = who.keys.open("review.text", row.id, row.text) or ""
    name = who.keys.open("review.name", row.id, row.name) or ""
    return Typed(row.line_id, str(row.stars), title, text, row.video or "", name, row.may_reuse)
