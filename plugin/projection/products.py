"""Products as far as messages show them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from plugin.events import ProductGone, ProductSeen
from plugin.model.product import Product
from plugin.projection.work import Work


def project_product(work: Work, event: ProductSeen) -> None:
    mine = (Product.shop_id == work.shop.id, Product.id == event.id)
    seen_at = work.session.scalar(select(Product.seen_at).where(*mine))
    values: dict[str, Any] = {
        "seen_at": event.updated_at, "title": event.title, "handle": event.handle, "is_active": event.is_active,
        "in_stock": event.in_stock, "product_type": event.product_type, "vendor": event.vendor,
        "tags": list(event.tags), "image_url": event.image_url, "price": event.price_text,
    }  # fmt: skip
    if seen_at is None:
        work.insert_new(Product, [{"shop_id": work.shop.id, "id": event.id, **values}])
    elif event.updated_at >= seen_at:
        work.session.execute(update(Product).where(*mine).values(**values))


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
