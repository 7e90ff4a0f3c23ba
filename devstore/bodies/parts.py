"""Small parts that many bodies share."""

from __future__ import annotations

from typing import Any

from devstore import shop

Body = dict[str, Any]


def money(pence: int) -> Body:
    """A `*_set`: the same in the shop's and in the buyer's currency, for this shop sells in one."""
    amount = {"amount": shop.pounds(pence), "currency_code": shop.CURRENCY}
    return {"shop_money": amount, "presentment_money": dict(amount)}


def named(kind: str, number: int) -> Body:
    return {"id": number, "admin_graphql_api_id": shop.gid(kind, number)}


def address(place: dict[str, Any], phone: str | None) -> Body:
    """`place` has first_name, last_name, address1, city, zip, province, province_code, country, country_code."""
    first, last = place.get("first_name"), place.get("last_name")
    name = " ".join(part for part in (first, last) if part)
    return {
        "first_name": first, "last_name": last, "name": name, "company": None, "address2": None, "phone": phone,
        "address1": place["address1"], "city": place["city"], "zip": place["zip"],
        "province": place.get("province"), "province_code": place.get("province_code"),
        "country": place["country"], "country_code": place["country_code"], "latitude": None, "longitude": None,
    }  # fmt: skip
