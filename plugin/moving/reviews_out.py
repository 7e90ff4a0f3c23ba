"""The shop's reviews as lines of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from plugin.model.customer import Customer
from plugin.model.review import Review, ReviewOf, ReviewPhoto, ReviewState
from plugin.moving.format import Format
from plugin.moving.products import Catalogue
from plugin.moving.review_lines import Rest
from plugin.shops import Shop

_PER_READ = 500
_PLAIN = frozenset({"true", "ok", "TRUE", ""})
_OUT = ("title", "text", "name", "reply")
Parts = tuple[Mapping[str, str], Mapping[str, str], frozenset[str]]


def reviews_out(session: Session, shop: Shop, form: Format) -> Iterator[Parts]:
    """Oldest first. All but those that their writers withdrew; into a feed for everybody only what is published."""
    catalogue = Catalogue(session, shop)
    theirs = and_(Customer.shop_id == Review.shop_id, Customer.id == Review.customer_id)
    states = [ReviewState.PUBLISHED] if not form.is_read else [one for one in ReviewState if one != "withdrawn"]
    rows = session.execute(
        select(Review, Customer.email)
        .outerjoin(Customer, theirs)
        .where(Review.shop_id == shop.id, Review.state.in_([one.value for one in states]))
        .where(*([] if form.is_read else [Review.of == ReviewOf.ITEM.value]))
        .order_by(Review.written_at, Review.id)
        .execution_options(yield_per=_PER_READ)
    )
    for some in rows.partitions():
        pictures = _pictures(session, shop, [row.id for row, _ in some])
        for row, email in some:
            yield _parts(shop, form, catalogue, row, email, pictures.get(row.id, ()))
        session.expunge_all()


def _parts(
    shop: Shop, form: Format, catalogue: Catalogue, row: Review, email: bytes | None, pictures: Sequence[str]
) -> Parts:
    rest = Rest()
    if row.rest is not None:
        rest = msgspec.json.decode(shop.keys.open_bytes("review.rest", row.id, row.rest), type=Rest)
    said = {name: shop.keys.open(f"review.{name}", row.id, getattr(row, name)) or "" for name in _OUT}
    cells = {
        **said, **_switches(form, row), **rest.ours, "id": row.id, "shop": shop.name or shop.domain,
        "stars": str(row.stars), "written_at": _at(form, row.written_at),
        "edited_at": _at(form, row.edited_at or row.written_at), "replied_at": _at(form, row.replied_at),
        "email": rest.ours.get("email") or _email(shop, row, email),
        "pictures": rest.ours.get("pictures") or form.between_pictures.join(pictures),
        "video": row.video or rest.ours.get("video", ""),
    }  # fmt: skip
    if row.source != form.kind and row.product_id is not None:
        cells |= {"product_id": str(row.product_id), "product_title": catalogue.title(row.product_id)}
        cells["handle"] = catalogue.handle(row.product_id) or cells.get("handle", "")
    return cells, rest.theirs if row.source == form.kind else {}, _used(cells, rest)


def _switches(form: Format, row: Review) -> dict[str, str]:
    yes, no = form.yes_no
    plain_yes, plain_no = ("true", "false") if yes == "ok" else (yes, no)
    return {
        "is_published": yes if row.state == ReviewState.PUBLISHED else no,
        "is_verified": plain_yes if row.is_verified else plain_no,
        "is_incentivised": plain_yes if row.incentive is not None else plain_no,
        "reply_is_public": plain_yes if row.reply_is_public else plain_no,
    }


def _used(cells: Mapping[str, str], rest: Rest) -> frozenset[str]:
    """What tells something: a switch that is not as it is taken to be where a file has no column for it."""
    told = {name for name in ("replied_at", "reply", "title", "video", "user_type") if cells.get(name)}
    told |= {name for name in ("is_verified", "is_incentivised") if cells[name].lower() == "true"}
    told |= {name for name in ("is_published", "reply_is_public") if cells[name] not in _PLAIN}
    told |= {name for name in ("sku", "product_title", "product_id") if rest.ours.get(name)}
    return frozenset(told | ({"product_id"} if not cells.get("handle") else set()))


def _email(shop: Shop, row: Review, email: bytes | None) -> str:
    if row.email is not None:
        return shop.keys.open("review.email", row.id, row.email) or ""
    return shop.keys.open("customer.email", row.customer_id or 0, email) or ""


def _at(form: Format, at: datetime | None) -> str:
    return "" if at is None else at.strftime(form.moments)


def _pictures(session: Session, shop: Shop, ids: Sequence[str]) -> dict[str, list[str]]:
    rows: Any = session.execute(
        select(ReviewPhoto.review_id, ReviewPhoto.address)
        .where(
            ReviewPhoto.shop_id == shop.id, ReviewPhoto.review_id.in_(ids), ReviewPhoto.address.is_not(None)
        )
        .order_by(ReviewPhoto.review_id, ReviewPhoto.position)
    )  # fmt: skip
    return {id: [row.address for row in some] for id, some in groupby(rows, key=lambda row: row.review_id)}
