"""Parts that many objects share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from devstore import shop
from devstore.admin_api.asking import Node, asking, instant
from devstore.model.kept import Metafield, metafield

# IANA zones of the places that the sample shop knows; Shopify tells the zone of an address
_ZONES = {
    "GB": "Europe/London", "IE": "Europe/Dublin", "DE": "Europe/Berlin", "AT": "Europe/Vienna", "FR": "Europe/Paris",
    "ES": "Europe/Madrid", "GR": "Europe/Athens", "PL": "Europe/Warsaw", "IL": "Asia/Jerusalem", "JP": "Asia/Tokyo",
}  # fmt: skip
_PROVINCES = {
    "AU-NSW": "Australia/Sydney", "US-MA": "America/New_York", "US-CO": "America/Denver", "CA-ON": "America/Toronto"
}  # fmt: skip


def money(pence: int) -> Node:
    return {"amount": shop.pounds(pence), "currencyCode": shop.CURRENCY}


def bag(pence: int) -> Node:
    return {"shopMoney": money(pence), "presentmentMoney": money(pence)}


def address(number: int, place: dict[str, Any], phone: str | None) -> Node:
    country, province = place["country_code"], place.get("province_code")
    name = " ".join(part for part in (place.get("first_name"), place.get("last_name")) if part)
    return {
        "id": shop.gid("MailingAddress", number), "firstName": place.get("first_name"),
        "lastName": place.get("last_name"), "name": name or None, "address1": place["address1"], "address2": None,
        "city": place["city"], "zip": place["zip"], "province": place.get("province"), "provinceCode": province,
        "country": place["country"], "countryCodeV2": country, "phone": phone,
        "timeZone": _PROVINCES.get(f"{country}-{province}") or _ZONES.get(country),
    }  # fmt: skip


def metafield_of(owner: str) -> Callable[..., Node | None]:
    """Answers the field `metafield(namespace:, key:)` of whatever has this gid."""

    def answer(info: Any, key: str, namespace: str = "$app") -> Node | None:
        row = metafield(asking(info).session, owner, namespace, key)
        return None if row is None else metafield_node(row)

    return answer


def metafield_node(row: Metafield) -> Node:
    return {
        "__typename": "Metafield", "id": shop.gid("Metafield", row.id), "legacyResourceId": str(row.id),
        "namespace": row.namespace, "key": row.key, "value": row.value, "type": row.type,
        "compareDigest": digest(row), "createdAt": instant(row.created_at), "updatedAt": instant(row.updated_at),
        "ownerType": row.owner.split("/")[3].upper(),
    }  # fmt: skip


def digest(row: Metafield) -> str:
    return hashlib.sha256(row.value.encode()).hexdigest()
