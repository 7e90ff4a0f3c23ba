"""Products: what a recommendation needs to show one and to know that it can be bought."""

from __future__ import annotations

import re

import msgspec

from plugin.events import ProductGone, ProductSeen
from plugin.platform.payloads.decode import Leaf, Struct, Told, decoded, decoded_id
from plugin.platform.payloads.tags import tags
from plugin.platform.payloads.values import https_url, identity, instant_or, text, word

_PRICE = re.compile(r"[0-9]{1,15}(\.[0-9]{1,6})?")


class ImageBody(Struct):
    src: Leaf = None


class VariantBody(Struct):
    price: Leaf = None
    inventory_quantity: Leaf = None
    inventory_policy: Leaf = None
    inventory_management: Leaf = msgspec.UNSET


class ProductBody(Struct):
    id: Leaf = None
    title: Leaf = None
    handle: Leaf = None
    status: Leaf = None
    updated_at: Leaf = None
    published_at: Leaf = None
    product_type: Leaf = None
    vendor: Leaf = None
    tags: Leaf = None
    image: ImageBody | None = None
    images: list[ImageBody | None] | None = None
    variants: list[VariantBody | None] | None = None
    variant_gids: Leaf = None


_PRODUCT = msgspec.json.Decoder(ProductBody)


def product(raw: bytes, told: Told) -> tuple[ProductSeen, ...]:
    """products/create, update."""
    body = decoded(_PRODUCT, raw)
    variants = [variant for variant in body.variants or () if variant is not None]
    seen = ProductSeen(
        id=identity(body.id, "id"),
        updated_at=instant_or(body.updated_at, told.triggered_at, "updated_at"),
        title=text(body.title) or "",
        handle=text(body.handle),
        is_active=_is_active(body),
        product_type=text(body.product_type),
        vendor=text(body.vendor),
        tags=tags(body.tags),
        image_url=_image_url(body),
        price_text=_lowest_price(variants),
        in_stock=any(_in_stock(variant) for variant in variants),
        # A body holds full variants only for the first hundred.
        variant_count=max(len(variants), len(body.variant_gids) if isinstance(body.variant_gids, list) else 0),
    )
    return (seen,)


def product_gone(raw: bytes, told: Told) -> tuple[ProductGone, ...]:
    """products/delete."""
    return (ProductGone(identity(decoded_id(raw), "id"), told.triggered_at),)


def _is_active(body: ProductBody) -> bool:
    """Bodies of old API versions have no status; there, published means active."""
    status = word(body.status)
    return body.published_at is not None if status is None else status == "active"


def _image_url(body: ProductBody) -> str | None:
    images = [image for image in (body.image, *(body.images or ())) if image is not None]
    return https_url(images[0].src) if images else None


def _lowest_price(variants: list[VariantBody]) -> str | None:
    written = (text(variant.price) for variant in variants)
    prices = [price for price in written if price is not None and _PRICE.fullmatch(price)]
    return min(prices, key=float, default=None)


def _in_stock(variant: VariantBody) -> bool:
    if variant.inventory_management is None or word(variant.inventory_policy) == "continue":
        return True
    quantity = variant.inventory_quantity
    # Newer bodies leave `inventory_management` out; without a quantity too, nothing is tracked.
    if quantity is None:
        return variant.inventory_management is msgspec.UNSET
    return type(quantity) is int and quantity > 0
