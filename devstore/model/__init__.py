"""The tables. Importing this package is enough to know them all."""

from devstore.model import catalogue, discounts, events, installs, kept, messages, orders, parcels, people, returns

__all__ = [
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
