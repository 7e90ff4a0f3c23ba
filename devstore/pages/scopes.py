"""What an app asks for, in a merchant's words."""

from __future__ import annotations

_THINGS = {
    "orders": "Orders, to know what was bought and when",
    "all_orders": "Orders older than two months, to learn how often people come back",
    "fulfillments": "Parcels and where they are",
    "returns": "Returns, so that nobody is asked about what they sent back",
    "customers": "Customers: name, address, number, and what they agreed to",
    "discounts": "Discount codes, to make one that belongs to one person",
    "products": "Products, their pictures and their stock",
    "customer_merge": "Which customers were merged into one",
    "locales": "The languages of the shop",
    "metaobjects": "Small records of its own in the shop",
    "pixels": "Which pages of the shop are looked at, where visitors agreed to that",
    "customer_events": "What visitors do in the shop, where they agreed to that",
    "marketing_events": "Marketing reports, to show there what its messages did",
    "app_proxy": "Pages under the shop's own address",
}


def thing(scope: str) -> str:
    name = scope.partition("_")[2]
    return _THINGS.get(name, name.replace("_", " ").capitalize())
