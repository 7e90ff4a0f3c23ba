"""Lists that do not fit on a page, read to the end: an order's lines, parcels, refunds and returns, and what is in
those. A view that lacks some of them would take them away, or never tell of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from plugin.platform.client import AdminClient
from plugin.platform.nodes.parts import listed

Object = dict[str, Any]

_PARCEL = {"fulfillmentLineItems": "lines", "events": "events"}  # connection to the variable of its cursor
_REFUND = {"refundLineItems": "lines", "transactions": "transactions"}
MOST_PARCELS, MOST_REFUNDS = 10, 5  # of orders_changed: as many may mean that there are more
REFUNDS = 20  # in one question: what it costs at most stays below what one question may cost


def complete_order(client: AdminClient, shop_id: int, order: Object) -> None:
    """`order` as orders_changed shows it; afterwards with everything that belongs to it. Raises PlatformDown."""
    _lines(client, shop_id, order)
    parcels, refunds = listed(order, "fulfillments"), listed(order, "refunds")
    returns = order.get("returns") or {}
    if len(parcels) >= MOST_PARCELS or len(refunds) >= MOST_REFUNDS or next_page(returns):
        parcels, refunds = _parts(client, shop_id, order, parcels, refunds)
    order["fulfillments"] = [_parcel(client, shop_id, one) for one in parcels]
    order["refunds"] = [whole_refund(client, shop_id, one) for one in refunds]


def whole_refunds(client: AdminClient, shop_id: int, ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """Those of the refunds that the shop has, whole, by id. Raises PlatformDown."""
    found: list[Any] = []
    for start in range(0, len(ids), REFUNDS):
        asked = {"ids": list(ids[start : start + REFUNDS])}
        found += client.run(shop_id, "refunds", asked).get("nodes") or ()
    return {one["id"]: whole_refund(client, shop_id, one) for one in found if one and one.get("id")}


def whole_refund(client: AdminClient, shop_id: int, refund: Mapping[str, Any]) -> Mapping[str, Any]:
    return _whole(lambda asked: client.run(shop_id, "refund", asked), refund, _REFUND)


def next_page(page: Mapping[str, Any]) -> str | None:
    about = page.get("pageInfo") or {}
    return about.get("endCursor") if about.get("hasNextPage") else None


def _lines(client: AdminClient, shop_id: int, order: Object) -> None:
    lines = order.get("lineItems") or {}
    while cursor := next_page(lines):
        more = client.run(shop_id, "order_lines", {"id": order["id"], "after": cursor}).get("order") or {}
        _join(lines, more.get("lineItems") or {})


def _parts(
    client: AdminClient, shop_id: int, order: Object, parcels: list[Any], refunds: list[Any]
) -> tuple[list[Any], list[Any]]:
    """All parcels and refunds, those that were not shown by their ids alone; and all returns."""
    returns = order.setdefault("returns", {"nodes": []})
    asked = {"id": order["id"], "after": next_page(returns)}
    while True:
        more = client.run(shop_id, "order_parts", asked).get("order") or {}
        parcels, refunds = _with(parcels, listed(more, "fulfillments")), _with(refunds, listed(more, "refunds"))
        if asked["after"] is None:
            returns["nodes"] = []
        _join(returns, more.get("returns") or {})
        if (cursor := next_page(returns)) is None:
            return parcels, refunds
        asked["after"] = cursor


def _with(shown: list[Any], named: list[Any]) -> list[Any]:
    known = {one["id"] for one in shown}
    return shown + [one for one in named if one["id"] not in known]


def _parcel(client: AdminClient, shop_id: int, parcel: Mapping[str, Any]) -> Mapping[str, Any]:
    return _whole(lambda asked: client.run(shop_id, "parcel", asked), parcel, _PARCEL)


def _whole(
    ask: Callable[[dict[str, Any]], dict[str, Any]], shown: Mapping[str, Any], connections: Mapping[str, str]
) -> Mapping[str, Any]:
    """The object as it was shown where that is all; else read anew, page after page. One that is only named
    has no time."""
    if "createdAt" in shown and all(next_page(shown.get(name) or {}) is None for name in connections):
        return shown
    asked: dict[str, Any] = {"id": shown["id"]}
    whole: Object = ask(asked).get("node") or {}
    while any(next_page(whole.get(name) or {}) for name in connections):
        for name, variable in connections.items():
            asked[variable] = (whole[name]["pageInfo"] or {}).get("endCursor") or asked.get(variable)
        more = ask(asked).get("node") or {}
        for name in connections:
            _join(whole[name], more.get(name) or {})
    return whole or shown


def _join(page: Object, more: Mapping[str, Any]) -> None:
    """The next page behind what is there."""
    page["nodes"] = listed(page, "nodes") + listed(more, "nodes")
    page["pageInfo"] = more.get("pageInfo")
