"""products/create and products/update."""

from __future__ import annotations

from devstore import shop
from devstore.bodies.parts import Body, named
from devstore.model.catalogue import Product, Variant


def product(row: Product, picture: str) -> Body:
    """`picture` is the address of its picture."""
    at = shop.stamp(row.updated_at)
    image = {
        **named("ProductImage", row.id + 3), "product_id": row.id, "position": 1, "alt": row.title, "width": 600,
        "height": 600, "src": picture, "variant_ids": [], "created_at": shop.stamp(row.created_at), "updated_at": at,
    }  # fmt: skip
    return {
        **named("Product", row.id), "title": row.title, "body_html": f"<p>{row.text}</p>", "handle": row.handle,
        "product_type": row.kind, "vendor": shop.NAME, "status": row.status, "tags": row.tags,
        "created_at": shop.stamp(row.created_at), "updated_at": at, "published_at": shop.stamp(row.created_at),
        "published_scope": "global", "template_suffix": None,
        "variants": [_variant(one, place, at) for place, one in enumerate(row.variants, 1)],
        "options": [
            {
                "id": row.id + 2, "product_id": row.id, "name": "Size", "position": 1,
                "values": [one.title for one in row.variants],
            }
        ],
        "images": [image], "image": image, "media": [],
        "variant_gids": [
            {"admin_graphql_api_id": shop.gid("ProductVariant", one.id), "updated_at": at} for one in row.variants
        ],
        "has_variants_that_requires_components": False, "category": None,
    }  # fmt: skip


def _variant(row: Variant, position: int, at: str) -> Body:
    return {
        **named("ProductVariant", row.id), "product_id": row.product.id, "title": row.title, "sku": row.sku,
        "price": shop.pounds(row.pence), "compare_at_price": None, "position": position, "inventory_policy": "deny",
        "inventory_quantity": row.stock, "old_inventory_quantity": row.stock, "inventory_item_id": row.id + 7,
        "option1": row.title, "option2": None, "option3": None, "taxable": True, "barcode": None, "image_id": None,
        "created_at": at, "updated_at": at,
    }  # fmt: skip
