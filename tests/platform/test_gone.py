"""What the shop no longer has, told as the webhooks that should have said so."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from admin_server import good

from plugin.platform.gone import gone
from plugin.platform.trouble import NotUnderstood

POTS = 1
AT = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)


def there(kind: str, *ids: int):
    return good({"nodes": [{"id": f"gid://shopify/{kind}/{one}"} for one in ids] + [None]})


def test_what_is_not_there_was_deleted(server, client):
    server.say("ThingsExist", there("Product", 1, 3))
    (told,) = gone(client, POTS, "products", {1: None, 2: None, 3: None}, AT)
    assert (told.topic, told.at, json.loads(told.body)) == ("products/delete", AT, {"id": 2})
    assert server.asked[0].variables["ids"] == [f"gid://shopify/Product/{one}" for one in (1, 2, 3)]


def test_a_customer_whose_order_is_somebody_elses_now_was_merged_with_them(server, client):
    server.say("ThingsExist", there("Customer", 1))
    buyers = [
        {"id": "gid://shopify/Order/12", "customer": {"id": "gid://shopify/Customer/1"}},
        {"id": "gid://shopify/Order/13", "customer": None}, None,
    ]  # fmt: skip
    server.say("OrderBuyers", good({"nodes": buyers}))
    merged, *deleted = gone(client, POTS, "customers", {1: 11, 2: 12, 3: 13, 4: 14, 5: None}, AT)
    assert (merged.topic, json.loads(merged.body)["admin_graphql_api_customer_kept_id"]) == (
        "customers/merge", "gid://shopify/Customer/1"
    )  # fmt: skip
    assert [(one.topic, json.loads(one.body)["id"]) for one in deleted] == [
        ("customers/delete", one) for one in (3, 4, 5)
    ]


def test_a_shop_that_would_have_lost_most_of_it_is_not_believed(server, client):
    server.say("ThingsExist", there("Order", 1, 2, 3))
    with pytest.raises(NotUnderstood, match="17 of 20 orders are gone"):
        gone(client, POTS, "orders", dict.fromkeys(range(1, 21)), AT)
