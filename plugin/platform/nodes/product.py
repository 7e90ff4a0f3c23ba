"""Products with the variants that say their price and whether they can be bought."""

from __future__ import annotations

from plugin.platform.nodes.parts import Body, Node, at, change, listed, lower, number
from plugin.platform.seam import Change


def product_changes(node: Node) -> list[Change]:
    body: Body = {
        "id": number(node), "updated_at": node.get("updatedAt"), "title": node.get("title"),
        "handle": node.get("handle"), "status": lower(node.get("status")), "product_type": node.get("productType"),
        "vendor": node.get("vendor"), "tags": node.get("tags"),
        "image": {"src": at(node, "featuredMedia", "preview", "image", "url")},
        "variants": [_variant(one) for one in listed(node, "variants", "nodes")],
    }  # fmt: skip
    return [change("products/update", node, body)]


def _variant(node: Node) -> Body:
    is_tracked = at(node, "inventoryItem", "tracked") is not False
    return {
        "price": node.get("price"), "inventory_quantity": node.get("inventoryQuantity"),
        "inventory_policy": lower(node.get("inventoryPolicy")),
        "inventory_management": "shopify" if is_tracked else None,
    }  # fmt: skip
