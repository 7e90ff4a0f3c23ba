"""The tables. Importing this package is enough to know them all."""

from devstore.model import (
    bulk,
    catalogue,
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
