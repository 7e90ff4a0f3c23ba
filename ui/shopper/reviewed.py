"""The items a review link is about, with what its holder wrote about them before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.model.order import OrderLine
from plugin.model.product import Product
from plugin.model.review import Review
from plugin.platform.base import at_base
from ui.doors import doors
from ui.filters import web_address
from ui.shopper.review_form import Typed
from ui.shopper.visit import Visit


@dataclass(frozen=True, slots=True)
class Item:
    line_id: int
    title: str
    variant: str | None
    image_url: str | None  # https only
    before: Typed  # blank where nothing was written


def items_of(who: Visit) -> list[Item]:
    """The lines the message asks about, as ordered; lines without a product cannot be reviewed. Empty once the
    order is no longer kept."""
    kind, _, number = who.message.about.partition(":")
    if kind != "order" or not number.isdecimal():
        return []
    with doors().database.read(who.shop.id) as session:
        lines = _lines(session, who, int(number))
        images = _images(session, who, lines)
        before = _before(session, who, int(number))
    return [
        Item(line.id, line.title, line.variant_title, images.get(line.product_id or 0),
             before.get(line.id, Typed(line.id)))
        for line in lines
    ]  # fmt: skip


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


def _before(session: Session, who: Visit, order_id: int) -> dict[int, Typed]:
    rows = session.scalars(select(Review).where(Review.shop_id == who.shop.id, Review.order_id == order_id))
    return {row.line_id: _typed(who, row.line_id, row) for row in rows if row.line_id is not None}


def _typed(who: Visit, line_id: int, row: Review) -> Typed:
    title = who.keys.open("review.title", row.id, row.title) or ""
    text = who.keys.open("review.text", row.id, row.text) or ""
    return Typed(line_id, str(row.stars), title, text, who.keys.open("review.name", row.id, row.name) or "")
