"""Fulfilments, and each scan of theirs as a webhook of its own."""

from __future__ import annotations

from plugin.platform.nodes.parts import Body, Node, at, change, listed, lower, number
from plugin.platform.payloads.values import instant
from plugin.platform.seam import Change

# What the Admin API says of a parcel that no carrier has scanned yet.
_UNSCANNED = frozenset({None, "fulfilled", "submitted", "marked_as_fulfilled", "canceled"})


def parcel(node: Node) -> Body:
    """One that has arrived, and whose scans were not asked for, is as it was when it arrived."""
    tracking = next(iter(listed(node, "trackingInfo")), {})
    state, arrived_at = lower(node.get("displayStatus")), node.get("deliveredAt")
    updated_at = node.get("updatedAt")
    if arrived_at is not None and "events" not in node:
        state, updated_at = "delivered", arrived_at
    return {
        "id": number(node), "created_at": node.get("createdAt"), "updated_at": updated_at,
        "status": lower(node.get("status")), "shipment_status": None if state in _UNSCANNED else state,
        "tracking_company": tracking.get("company"), "tracking_number": tracking.get("number"),
        "tracking_url": tracking.get("url"),
        "line_items": [
            {"id": number(at(one, "lineItem"))} for one in listed(node, "fulfillmentLineItems", "nodes")
        ],
    }  # fmt: skip


def scans(node: Node, order_id: int | None) -> list[Change]:
    return [
        change(
            "fulfillment_events/create", one,
            {
                "id": number(one), "fulfillment_id": number(node), "order_id": order_id,
                "status": lower(one.get("status")), "happened_at": one.get("happenedAt"),
            },
            instant(one.get("happenedAt"), "happenedAt"),
        )
        for one in listed(node, "events", "nodes")
    ]  # fmt: skip
