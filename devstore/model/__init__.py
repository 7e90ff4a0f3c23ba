"""The tables. Importing this package is enough to know them all."""

from devstore.model import (
    bulk,
    catalogue,
    charges,
    discounts,
    events,
    installs,
    kept,
    messages,
    orders,
    parcels,
    people,
    returns,
)

__all__ = [
    "bulk",
    "catalogue",
    "charges",
    "discounts",
    "events",
    "installs",
    "kept",
    "messages",
    "orders",
    "parcels",
    "people",
    "returns",
]
