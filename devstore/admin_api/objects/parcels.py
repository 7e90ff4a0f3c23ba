"""Fulfilments and their events."""

from __future__ import annotations

from devstore import shop
from devstore.admin_api.asking import Asking, Node, instant
from devstore.admin_api.pages import page_of_list
from devstore.model.parcels import Parcel, Scan


def fulfillment_node(ask: Asking, row: Parcel) -> Node:
    from devstore.admin_api.objects.orders import line_node, order_node

    lines = {str(line.id): line for line in row.order.lines}
    tracking = {"company": row.company, "number": row.tracking_number, "url": row.tracking_url}
    packed = [
        {
            "__typename": "FulfillmentLineItem", "id": shop.gid("FulfillmentLineItem", row.id + place),
            "quantity": pieces, "lineItem": line_node(ask, lines[number]),
        }
        for place, (number, pieces) in enumerate(row.contents.items(), 1)
    ]  # fmt: skip
    return {
        "__typename": "Fulfillment", "id": shop.gid("Fulfillment", row.id), "legacyResourceId": str(row.id),
        "name": row.name, "status": row.status.upper(),
        "displayStatus": (row.shipment_status or "fulfilled").upper(), "createdAt": instant(row.created_at),
        "updatedAt": instant(row.updated_at), "inTransitAt": instant(row.in_transit_at),
        "deliveredAt": instant(row.delivered_at), "estimatedDeliveryAt": None,
        "totalQuantity": sum(row.contents.values()), "order": lambda _info: order_node(ask, row.order),
        "trackingInfo": lambda _info, first=None: [tracking][:first],
        "events": lambda _info, **words: page_of_list([_event(scan) for scan in row.scans], words),
        "fulfillmentLineItems": lambda _info, **words: page_of_list(packed, words),
    }  # fmt: skip


def _event(row: Scan) -> Node:
    return {
        "__typename": "FulfillmentEvent", "id": shop.gid("FulfillmentEvent", row.id), "status": row.status.upper(),
        "happenedAt": instant(row.happened_at), "estimatedDeliveryAt": None, "message": None,
    }  # fmt: skip
