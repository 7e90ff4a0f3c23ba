"""The reviews that were written here, by their names: an export of Encore that is read in again doubles none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from plugin.model.customer import Customer
from plugin.model.review import Review
from plugin.moving.products import Catalogue
from plugin.moving.review_names import names_of
from plugin.places import normal_email
from plugin.shops import Shop

OWN = "encore"
_PER_READ = 500


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    text: str
    stars: int
    written_at: datetime


def own_reviews(session: Session, shop: Shop, catalogue: Catalogue) -> frozenset[str]:
    return frozenset(_names(session, shop, catalogue))


def _names(session: Session, shop: Shop, catalogue: Catalogue) -> Iterator[str]:
    theirs = and_(Customer.shop_id == Review.shop_id, Customer.id == Review.customer_id)
    rows = session.execute(
        select(
            Review.id, Review.product_id, Review.title, Review.text, Review.name, Review.stars, Review.written_at,
            Customer.id.label("who"), Customer.email,
        )
        .outerjoin(Customer, theirs)
        .where(Review.shop_id == shop.id, Review.source == OWN)
        .execution_options(yield_per=_PER_READ)
    )  # fmt: skip
    for row in rows:
        said = {
            name: shop.keys.open(f"review.{name}", row.id, getattr(row, name)) or "" for name in ("title", "text")
        }
        email = normal_email(shop.keys.open("customer.email", row.who, row.email)) if row.who is not None else None
        who = email or shop.keys.open("review.name", row.id, row.name) or ""
        words = _Words(stars=row.stars, written_at=row.written_at, **said)
        products = [catalogue.handle(row.product_id), str(row.product_id or ""), catalogue.title(row.product_id)]
        yield from names_of(shop.keys, who, products, words)
