"""What several objects share. An object is what GraphQL answered; what is not there is None, never an error: the
parsers judge the values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from plugin.platform.payloads.values import identity, instant
from plugin.platform.seam import Change

Node = Mapping[str, Any]
Body = dict[str, Any]


def change(topic: str, node: Node, body: Body, at: datetime | None = None) -> Change:
    """The object's webhook; its key is the same each time the same version of it is read."""
    at = at or updated_at(node)
    return Change(topic, f"{node['id']}@{at.isoformat()}", at, json.dumps(body).encode())


def updated_at(node: Node) -> datetime:
    return instant(node.get("updatedAt"), "updatedAt")


def number(node: Node | None) -> int | None:
    """The id as webhooks write it; None for no object."""
    return None if node is None else identity(node.get("id"), "id")


def at(node: Node | None, *path: str) -> Any:
    """What stands at the end of the path; None where it breaks off."""
    value: Any = node
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def listed(node: Node, *path: str) -> list[Node]:
    """The objects of a list or a connection's nodes."""
    found = at(node, *path)
    return [one for one in found if one is not None] if isinstance(found, list) else []


def lower(value: object) -> str | None:
    return value.lower() if isinstance(value, str) else None


def place(node: Node | None) -> Body | None:
    if node is None:
        return None
    return {
        "country_code": node.get("countryCodeV2"), "province_code": node.get("provinceCode"),
        "city": node.get("city"), "zip": node.get("zip"), "phone": node.get("phone"),
    }  # fmt: skip


def pairs(node: Node) -> list[Body]:
    """Custom attributes: what a buyer wrote about an order or a line."""
    return [{"name": one.get("key"), "value": one.get("value")} for one in listed(node, "customAttributes")]


def amounts(bag: Node | None) -> Body | None:
    """A MoneyBag as a `*_set`."""
    if bag is None:
        return None
    return {"shop_money": _money(bag, "shopMoney"), "presentment_money": _money(bag, "presentmentMoney")}


def _money(bag: Node, side: str) -> Body | None:
    money = bag.get(side)
    return None if money is None else {"amount": money.get("amount"), "currency_code": money.get("currencyCode")}
