"""What the shop no longer has: no search finds what was deleted, so what we know is asked for by its ids."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from plugin.platform.client import AdminClient
from plugin.platform.gid import gid, number_of
from plugin.platform.seam import Change
from plugin.platform.trouble import NotUnderstood

MOST_IDS = 250  # in one question (platform notes, limits)
_TYPES = {"products": "Product", "customers": "Customer", "orders": "Order"}
_FEW = 20  # from so many ids on, more than half of them gone is rather a mistake


def gone(
    client: AdminClient, shop_id: int, kind: str, ids: Mapping[int, int | None], at: datetime
) -> tuple[Change, ...]:
    """The webhooks that should have told of those of `ids`, at most 250, that are not there any more: found out `at`.
    With a customer's id stands an order of theirs, if there is one: it says whether they were merged with somebody.
    Raises PlatformDown, also where so much is gone that it cannot be."""
    asked = {"ids": [gid(_TYPES[kind], one) for one in ids]}
    nodes = client.run(shop_id, "things_exist", asked).get("nodes") or ()
    there = {number_of(node.get("id"), _TYPES[kind]) for node in nodes if node}
    lost = sorted(set(ids) - there)
    if len(ids) >= _FEW and 2 * len(lost) > len(ids):
        raise NotUnderstood(f"things_exist: {len(lost)} of {len(ids)} {kind} are gone")
    if kind != "customers":
        return tuple(_deleted(kind, one, at) for one in lost)
    kept = _kept(client, shop_id, {one: order_id for one in lost if (order_id := ids[one]) is not None})
    return tuple(_merged(one, kept[one], at) if one in kept else _deleted(kind, one, at) for one in lost)


def _kept(client: AdminClient, shop_id: int, orders: Mapping[int, int]) -> dict[int, int]:
    """Customer who is gone to the customer who has their order now."""
    if not orders:
        return {}
    nodes = _order_nodes(client, shop_id, orders.values())
    buyers = {number_of(one.get("id"), "Order"): number_of(_buyer(one), "Customer") for one in nodes}
    found = {customer_id: buyers.get(order_id) for customer_id, order_id in orders.items()}
    return {gone_id: kept_id for gone_id, kept_id in found.items() if kept_id is not None and kept_id != gone_id}


def _order_nodes(client: AdminClient, shop_id: int, ids: Collection[int]) -> list[Mapping[str, Any]]:
    asked = {"ids": [gid("Order", one) for one in ids]}
    return [one for one in client.run(shop_id, "order_buyers", asked).get("nodes") or () if one]


def _buyer(order: Mapping[str, Any]) -> object:
    return (order.get("customer") or {}).get("id")


def _deleted(kind: str, id: int, at: datetime) -> Change:
    return _change(f"{kind}/delete", gid(_TYPES[kind], id), {"id": id}, at)


def _merged(gone_id: int, kept_id: int, at: datetime) -> Change:
    body = {
        "admin_graphql_api_customer_kept_id": gid("Customer", kept_id),
        "admin_graphql_api_customer_deleted_id": gid("Customer", gone_id), "status": "completed",
    }  # fmt: skip
    return _change("customers/merge", gid("Customer", gone_id), body, at)


def _change(topic: str, name: str, body: Mapping[str, Any], at: datetime) -> Change:
    return Change(topic, f"{name}@{at.isoformat()}", at, json.dumps(body).encode())
