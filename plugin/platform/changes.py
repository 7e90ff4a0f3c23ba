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
    return Changes(found, len(nodes), until, _next(page))


def _page(client: AdminClient, shop_id: int, kind: str, asked: Mapping[str, Any]) -> Node:
    if kind == "orders":
        data = client.run(shop_id, "orders_changed", asked)
        for node in listed(data, "orders", "nodes"):
            _complete(client, shop_id, node)
    elif kind == "customers":
        data = client.run(shop_id, "customers_changed", asked)
    else:
        data = client.run(shop_id, "products_changed", asked)
    page: Node = data.get(kind) or {}
    return page


def _complete(client: AdminClient, shop_id: int, order: Node) -> None:
    """All lines of an order: a view that lacks some would take them away. Parcels and refunds only ever add up."""
    lines = order.get("lineItems") or {}
    while cursor := _next(lines):
        more = client.run(shop_id, "order_lines", {"id": order["id"], "after": cursor}).get("order") or {}
        page = more.get("lineItems") or {}
        lines["nodes"] += listed(page, "nodes")
        lines["pageInfo"] = page.get("pageInfo")


def _next(page: Node) -> str | None:
    about = page.get("pageInfo") or {}
    return about.get("endCursor") if about.get("hasNextPage") else None
