"""Products as far as messages show them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select, update

from plugin.db.prepared import SHOP, Prepared, keys
from plugin.events import ProductGone, ProductSeen
from plugin.model.product import Product
from plugin.model.review import Review
from plugin.projection.work import Work
from plugin.published import rating_changed

_SEEN_AT = Prepared(select(Product.seen_at).where(Product.shop_id == SHOP, Product.id == bindparam("id")))

_HOMELESS = Prepared(
    select(Review.id).where(
        Review.shop_id == SHOP, Review.product_handle.in_(keys("names")), Review.product_id.is_(None)
    )
)


def project_product(work: Work, event: ProductSeen) -> None:
    seen_at = _SEEN_AT.value(work.session, id=event.id)
    values: dict[str, Any] = {
        "seen_at": event.updated_at, "title": event.title, "handle": event.handle, "is_active": event.is_active,
        "in_stock": event.in_stock, "product_type": event.product_type, "vendor": event.vendor,
        "tags": list(event.tags), "image_url": event.image_url, "price": event.price_text,
    }  # fmt: skip
    if seen_at is None:
        work.insert_new(Product, [{"shop_id": work.shop.id, "id": event.id, **values}])
    elif event.updated_at >= seen_at:
        work.update(Product, event.id, values)
    else:
        return
    _find_reviews(work, event)


def _find_reviews(work: Work, event: ProductSeen) -> None:
    """Reviews of a file that named a product nobody knew are this one's, now that it is here."""
    names = [name for name in (event.handle, str(event.id), event.title) if name]
    found = _HOMELESS.values(work.session, names=names)
    if not found:
        return
    work.session.execute(
        update(Review)
        .where(Review.shop_id == work.shop.id, Review.id.in_(found))
        .values(product_id=event.id)
        .execution_options(synchronize_session=False)
    )
    rating_changed(work.session, work.shop.id, [event.id], work.now)


def forget_product(work: Work, event: ProductGone) -> None:
    """Deleted stays deleted, also where the deletion arrives before the product."""
    row = {
        "id": event.product_id,
        "seen_at": event.at,
        "title": "",
        "is_active": False,
        "in_stock": False,
        "tags": [],
    }
    work.insert_new(Product, [{"shop_id": work.shop.id, **row}])
    work.session.execute(
        update(Product)
        .where(Product.shop_id == work.shop.id, Product.id == event.product_id)
        .values(gone_at=event.at, is_active=False)
    )
