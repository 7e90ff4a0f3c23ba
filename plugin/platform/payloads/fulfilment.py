"""Parcels (fulfilments, alone or inside orders) and the carrier's scans of them."""

from __future__ import annotations

from datetime import datetime

import msgspec

from plugin.errors import BadPayload
from plugin.events import ParcelMoved, ParcelSeen
from plugin.platform.payloads.decode import IdBody, Leaf, Struct, Told, decoded
from plugin.platform.payloads.place import AddressBody, country_code
from plugin.platform.payloads.values import identity, instant_or, optional_identity, text, web_url, word


class ParcelBody(Struct):
    id: Leaf = None
    order_id: Leaf = None
    created_at: Leaf = None
    updated_at: Leaf = None
    status: Leaf = None
    shipment_status: Leaf = None
    tracking_company: Leaf = None
    tracking_number: Leaf = None
    tracking_url: Leaf = None
    destination: AddressBody | None = None
    line_items: list[IdBody | None] | None = None


class ScanBody(Struct):
    id: Leaf = None
    fulfillment_id: Leaf = None
    order_id: Leaf = None
    shop_id: Leaf = None
    status: Leaf = None
    happened_at: Leaf = None


_PARCEL = msgspec.json.Decoder(ParcelBody)
_SCAN = msgspec.json.Decoder(ScanBody)


def fulfilment(raw: bytes, told: Told) -> tuple[ParcelSeen, ...]:
    """fulfillments/create, update."""
    return (parcel_seen(decoded(_PARCEL, raw), told.triggered_at),)


def fulfilment_event(raw: bytes, told: Told) -> tuple[ParcelMoved, ...]:
    """fulfillment_events/create: one scan, at the carrier's time."""
    body = decoded(_SCAN, raw)
    status = word(body.status)
    if status is None:
        raise BadPayload("the parcel's status is missing")
    return (
        ParcelMoved(
            identity(body.id, "id"),
            identity(body.fulfillment_id, "fulfillment_id"),
            identity(body.order_id, "order_id"),
            status,
            instant_or(body.happened_at, told.triggered_at, "happened_at"),
            optional_identity(body.shop_id, "shop_id"),
        ),
    )


def parcel_seen(
    body: ParcelBody, otherwise_at: datetime, order_id: int | None = None, country: str | None = None
) -> ParcelSeen:
    """The parcel; order and country of the surrounding order stand in where it names none itself."""
    updated_at = instant_or(body.updated_at, otherwise_at, "fulfillment.updated_at")
    to = body.destination
    return ParcelSeen(
        id=identity(body.id, "fulfillment.id"),
        order_id=identity(order_id if body.order_id is None else body.order_id, "fulfillment.order_id"),
        created_at=instant_or(body.created_at, updated_at, "fulfillment.created_at"),
        updated_at=updated_at,
        status=word(body.status) or "pending",
        shipment_status=word(body.shipment_status),
        carrier=text(body.tracking_company),
        tracking_number=text(body.tracking_number),
        tracking_url=web_url(body.tracking_url),
        line_ids=tuple(
            identity(line.id, "fulfillment line id") for line in body.line_items or () if line is not None
        ),
        country=(None if to is None else country_code(to.country_code)) or country,
    )
