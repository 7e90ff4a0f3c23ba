"""Reads what changed in a shop, page by page, oldest change first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from plugin.errors import BadPayload
from plugin.platform.client import AdminClient
from plugin.platform.nodes import customer_changes, order_changes, product_changes
from plugin.platform.nodes.parts import Node, listed, updated_at
from plugin.platform.seam import Change, Changes
from plugin.platform.trouble import NotUnderstood
from plugin.platform.whole import complete_order, next_page

_WRITTEN: Mapping[str, Callable[[Node], list[Change]]] = {
    "orders": order_changes, "customers": customer_changes, "products": product_changes,
}  # fmt: skip


def changes(client: AdminClient, shop_id: int, kind: str, since: datetime, cursor: str | None) -> Changes:
    """One page of orders, customers or products with a change at `since` or later. Raises PlatformDown."""
    asked = {"query": f"updated_at:>='{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}'", "after": cursor}
    page = _page(client, shop_id, kind, asked)
    nodes = listed(page, "nodes")
    try:
        found = tuple(one for node in nodes for one in _WRITTEN[kind](node))
        until = max((updated_at(node) for node in nodes), default=None)
    except BadPayload as error:
        raise NotUnderstood(f"{kind}_changed: {error}") from None
    return Changes(found, len(nodes), until, next_page(page))


def _page(client: AdminClient, shop_id: int, kind: str, asked: Mapping[str, Any]) -> Node:
    if kind == "orders":
        data = client.run(shop_id, "orders_changed", asked)
        for node in (data.get("orders") or {}).get("nodes") or ():
            complete_order(client, shop_id, node)
    elif kind == "customers":
        data = client.run(shop_id, "customers_changed", asked)
    else:
        data = client.run(shop_id, "products_changed", asked)
    page: Node = data.get(kind) or {}
    return page
