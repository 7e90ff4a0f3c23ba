"""Products and variants."""

from __future__ import annotations

from devstore import shop
from devstore.admin_api.asking import Node, instant
from devstore.admin_api.objects.parts import metafield_of, money
from devstore.admin_api.pages import page_of_list
from devstore.doings.stock import picture_address
from devstore.model.catalogue import Product, Variant


def product_node(row: Product) -> Node:
    prices = [variant.pence for variant in row.variants]
    return {
        "__typename": "Product", "id": row.gid, "legacyResourceId": str(row.id), "title": row.title,
        "handle": row.handle, "description": row.text, "status": row.status.upper(), "productType": row.kind,
        "vendor": shop.NAME, "tags": row.tags.split(", "), "createdAt": instant(row.created_at),
        "updatedAt": instant(row.updated_at), "publishedAt": instant(row.created_at),
        "onlineStoreUrl": f"https://{shop.DOMAIN}/products/{row.handle}" if row.is_for_sale else None,
        "totalInventory": row.stock, "featuredMedia": _media(row), "metafield": metafield_of(row.gid),
        "priceRangeV2": {"minVariantPrice": money(min(prices)), "maxVariantPrice": money(max(prices))},
        "variants": lambda _info, **words: page_of_list([variant_node(one) for one in row.variants], words),
    }  # fmt: skip


def variant_node(row: Variant) -> Node:
    return {
        "__typename": "ProductVariant", "id": shop.gid("ProductVariant", row.id), "legacyResourceId": str(row.id),
        "title": row.title, "displayName": f"{row.product.title} - {row.title}", "sku": row.sku,
        "price": shop.pounds(row.pence), "inventoryQuantity": row.stock, "availableForSale": row.stock > 0,
        "product": lambda _info: product_node(row.product), "inventoryPolicy": "DENY",
        "inventoryItem": {
            "__typename": "InventoryItem", "id": shop.gid("InventoryItem", row.id + 7),
            "legacyResourceId": str(row.id + 7), "tracked": True,
        },
    }  # fmt: skip


def image(row: Product) -> Node:
    return {"url": picture_address(row), "altText": row.title, "width": 600, "height": 600}


def _media(row: Product) -> Node:
    return {
        "__typename": "MediaImage", "id": shop.gid("MediaImage", row.id), "alt": row.title, "status": "READY",
        "image": image(row), "preview": {"image": image(row), "status": "READY"}, "mediaContentType": "IMAGE",
    }  # fmt: skip
