"""Reading what changed: the question, the pages, and orders whose lines do not fit on one."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from admin_server import good

from plugin.platform.changes import changes
from plugin.platform.trouble import NotUnderstood

POTS = 1
AT = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
STAMP = "2026-03-02T10:30:00Z"


def page(kind: str, nodes: list[dict[str, Any]], cursor: str | None = None):
    return good({kind: {"nodes": nodes, "pageInfo": {"hasNextPage": cursor is not None, "endCursor": cursor}}})


def lines(*ids: int, cursor: str | None = None) -> dict[str, Any]:
    nodes = [{"id": f"gid://shopify/LineItem/{one}", "quantity": 1} for one in ids]
    return {"nodes": nodes, "pageInfo": {"hasNextPage": cursor is not None, "endCursor": cursor}}


def order(**more: Any) -> dict[str, Any]:
    return {"id": "gid://shopify/Order/7", "createdAt": STAMP, "updatedAt": STAMP, "currencyCode": "GBP", **more}


def test_it_asks_for_changes_since_a_moment_in_utc(server, client):
    server.say("ProductsChanged", page("products", []))
    found = changes(client, POTS, "products", AT.astimezone(timezone(timedelta(hours=5))), None)
    assert (found.found, found.count, found.until, found.cursor) == ((), 0, None, None)
    assert server.asked[0].variables == {"query": "updated_at:>='2026-03-02T10:30:00Z'", "after": None}


def test_a_page_tells_its_newest_change_and_the_way_to_the_next(server, client):
    nodes = [{"id": f"gid://shopify/Customer/{one}", "updatedAt": f"2026-03-02T10:3{one}:00Z"} for one in (1, 2)]
    server.say("CustomersChanged", page("customers", nodes, "next"))
    found = changes(client, POTS, "customers", AT, "here")
    assert (found.count, found.until, found.cursor) == (2, AT + timedelta(minutes=2), "next")
    assert [one.topic for one in found.found] == ["customers/update"] * 2
    assert found.found[0].key == "gid://shopify/Customer/1@2026-03-02T10:31:00+00:00"


def test_all_lines_of_a_long_order_are_read(server, client):
    server.say("OrdersChanged", page("orders", [order(lineItems=lines(1, 2, cursor="a"))]))
    server.say(
        "OrderLines",
        good({"order": {"lineItems": lines(3, cursor="b")}}), good({"order": {"lineItems": lines(4)}}),
    )  # fmt: skip
    (told,) = changes(client, POTS, "orders", AT, None).found
    assert [line["id"] for line in json.loads(told.body)["line_items"]] == [1, 2, 3, 4]
    assert [one.variables["after"] for one in server.asked[1:]] == ["a", "b"]


def test_scans_and_returns_of_an_order_are_told_by_themselves(server, client):
    parcel = {
        "id": "gid://shopify/Fulfillment/5", "createdAt": STAMP, "updatedAt": STAMP, "status": "SUCCESS",
        "events": {
            "nodes": [{"id": "gid://shopify/FulfillmentEvent/6", "status": "DELIVERED", "happenedAt": STAMP}]
        },
    }  # fmt: skip
    back = {
        "id": "gid://shopify/Return/8",
        "status": "CLOSED",
        "createdAt": STAMP,
        "closedAt": "2026-03-05T10:30:00Z",
    }
    server.say("OrdersChanged", page("orders", [order(fulfillments=[parcel], returns={"nodes": [back]})]))
    _, scan, begun, closed = changes(client, POTS, "orders", AT, None).found
    assert (scan.topic, json.loads(scan.body)["status"]) == ("fulfillment_events/create", "delivered")
    assert (begun.topic, begun.at) == ("returns/request", AT)
    assert (closed.topic, closed.at) == ("returns/close", AT + timedelta(days=3))


def test_a_long_list_of_parcels_refunds_and_returns_is_read_to_its_end(server, client):
    """What a page shows in full is not asked for again; what it only names, or shows in part, is."""
    shown = [parcel(number) for number in range(1, 11)]
    shown[0]["events"] = connection({"id": "gid://shopify/FulfillmentEvent/1"}, cursor="more")
    first = {**parcel(1), "events": connection(scanned(1), cursor="e"), "fulfillmentLineItems": packed(1)}
    money = {
        "kind": "REFUND",
        "status": "SUCCESS",
        "amountSet": {"shopMoney": {"amount": "5", "currencyCode": "GBP"}},
    }
    back = {"id": "gid://shopify/Refund/9", "createdAt": STAMP, "transactions": connection(money)}
    server.say(
        "OrdersChanged",
        page("orders", [order(fulfillments=shown, refunds=[], returns=connection(returned(1), cursor="r"))]),
    )
    named = {"fulfillments": [{"id": f"gid://shopify/Fulfillment/{one}"} for one in range(1, 12)]}
    named["refunds"] = [{"id": back["id"]}]
    server.say(
        "OrderParts",
        good({"order": {**named, "returns": connection(returned(2), cursor="s")}}),
        good({"order": {**named, "returns": connection(returned(3))}}),
    )  # fmt: skip
    server.say(
        "Parcel",
        good({"node": first}),
        good({"node": {**parcel(1), "events": connection(scanned(2)), "fulfillmentLineItems": packed()}}),
        good({"node": {**parcel(11), "events": connection(scanned(3)), "fulfillmentLineItems": packed(2)}}),
    )  # fmt: skip
    server.say("Refund", good({"node": back}))
    told = changes(client, POTS, "orders", AT, None).found
    body = json.loads(told[0].body)
    assert [one["id"] for one in body["fulfillments"]] == list(range(1, 12))
    assert [one["id"] for one in body["fulfillments"][10]["line_items"]] == [2]
    assert [one["id"] for one in body["refunds"]] == [9]
    scans = [json.loads(one.body)["id"] for one in told if one.topic == "fulfillment_events/create"]
    assert scans == [1, 2, 3]
    assert [json.loads(one.body)["id"] for one in told if one.topic.startswith("returns/")] == [1, 2, 3]
    asked = [(one.operation, one.variables.get("after") or one.variables.get("events")) for one in server.asked[1:]]
    assert asked == [
        ("OrderParts", "r"), ("OrderParts", "s"), ("Parcel", None), ("Parcel", "e"), ("Parcel", None),
        ("Refund", None),
    ]  # fmt: skip


def connection(*nodes: dict[str, Any], cursor: str | None = None) -> dict[str, Any]:
    return {"nodes": list(nodes), "pageInfo": {"hasNextPage": cursor is not None, "endCursor": cursor}}


def parcel(number: int) -> dict[str, Any]:
    return {"id": f"gid://shopify/Fulfillment/{number}", "createdAt": STAMP, "updatedAt": STAMP, "status": "SUCCESS"}


def packed(*lines: int) -> dict[str, Any]:
    return connection(*({"lineItem": {"id": f"gid://shopify/LineItem/{one}"}} for one in lines))


def scanned(number: int) -> dict[str, Any]:
    return {"id": f"gid://shopify/FulfillmentEvent/{number}", "status": "IN_TRANSIT", "happenedAt": STAMP}


def returned(number: int) -> dict[str, Any]:
    return {"id": f"gid://shopify/Return/{number}", "status": "REQUESTED", "createdAt": STAMP}


def test_an_answer_without_a_time_of_change_is_not_understood(server, client):
    server.say("ProductsChanged", page("products", [{"id": "gid://shopify/Product/1"}]))
    with pytest.raises(NotUnderstood, match="products_changed: updatedAt is missing"):
        changes(client, POTS, "products", AT, None)
