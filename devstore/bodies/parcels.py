"""fulfillments/* and fulfillment_events/create."""

from __future__ import annotations

from devstore import shop
from devstore.bodies.lines import line
from devstore.bodies.parts import Body, address, named
from devstore.model.parcels import Parcel, Scan


def parcel(row: Parcel) -> Body:
    order = row.order
    lines = {str(one.id): one for one in order.lines}
    return {
        **named("Fulfillment", row.id), "order_id": order.id, "name": row.name, "status": row.status,
        "shipment_status": row.shipment_status, "service": "manual", "location_id": shop.LOCATION_ID,
        "origin_address": None, "receipt": {}, "tracking_company": row.company,
        "tracking_number": row.tracking_number, "tracking_numbers": [row.tracking_number],
        "tracking_url": row.tracking_url, "tracking_urls": [row.tracking_url], "email": order.email,
        "destination": address(order.address, order.phone),
        "created_at": shop.stamp(row.created_at), "updated_at": shop.stamp(row.updated_at),
        "line_items": [line(lines[number], pieces) for number, pieces in row.contents.items()],
    }  # fmt: skip


def scan(row: Scan, of: Parcel) -> Body:
    """A fulfilment event; without an address, for which the app has no approval."""
    return {
        **named("FulfillmentEvent", row.id), "fulfillment_id": of.id, "order_id": of.order.id, "shop_id": shop.ID,
        "status": row.status, "message": None, "happened_at": shop.stamp(row.happened_at),
        "created_at": shop.stamp(row.happened_at), "updated_at": shop.stamp(row.happened_at),
        "estimated_delivery_at": None, "city": None, "province": None, "country": of.order.address["country_code"],
        "zip": None, "address1": None, "latitude": None, "longitude": None,
    }  # fmt: skip
